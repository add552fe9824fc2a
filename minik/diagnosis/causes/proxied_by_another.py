"""Services that kube-proxy passes over."""

from collections.abc import Iterator

from minik.diagnosis import patches
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.view import View
from minik.model import object as objects

CAUSE = Cause(
    "proxied-by-another",
    "F52",
    WARNING,
    "a label makes kube-proxy pass over the Service",
    "Services with the label service.kubernetes.io/service-proxy-name are left to the proxy that it names; kube-proxy makes no rules for "
    "them.",
)
LABEL = "service.kubernetes.io/service-proxy-name"


def findings(view: View) -> Iterator[Finding]:
    for service in view.services:
        proxy, key = objects.labels(service).get(LABEL), objects.key(service)
        if proxy is not None:
            fix = patches.command("label", key, f"{LABEL}-")
            yield Finding(
                CAUSE,
                key,
                f"metadata.labels[{LABEL}]",
                f'it is left to the proxy "{proxy}"',
                patches.choose_fix(view, fix, f"without the label {LABEL}"),
            )
