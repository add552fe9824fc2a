"""Pods that have no name under their subdomain."""

from collections.abc import Iterator
from difflib import get_close_matches

from minik.diagnosis import patches
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.view import Maker, View
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects

CAUSE = Cause(
    "pod-hostname-without-service",
    "F58",
    WARNING,
    "the pod's own name in DNS is missing",
    "A pod is known as CAUSE.SUBDOMAIN.NAMESPACE.svc only if it has both spec.hostname and spec.subdomain, and a headless Service that "
    "is called like the subdomain selects it.",
)


def findings(view: View) -> Iterator[Finding]:
    for maker in view.makers.values():
        yield from pod_hostname(view, maker, f"{maker.path}.spec".removeprefix("."))


def pod_hostname(view: View, maker: Maker, path: str) -> Iterator[Finding]:
    """Yield what keeps a pod from having a name under its subdomain."""
    pod, key = maker.pod, maker.key
    subdomain = pods.subdomain(pod)
    if not subdomain or key.kind == "StatefulSet":
        return
    service = view.cluster.get("Service", key.namespace, subdomain)
    if service is None:
        if view.settled or key.namespace in view.namespaces_with_services:
            existing = [
                objects.name(other) for other in view.cluster.within("Service", key.namespace)
            ]
            close = next(iter(get_close_matches(subdomain, existing, 1, 0.6)), "")
            yield Finding(
                CAUSE,
                key,
                f"{path}.subdomain",
                f'there is no Service "{subdomain}"',
                f"subdomain: {close}" if close else f"a headless Service {subdomain}",
                close,
            )
    elif not services.is_headless(service):
        yield Finding(
            CAUSE,
            key,
            f"{path}.subdomain",
            f'Service "{subdomain}" is not headless',
            "clusterIP: None",
        )
    elif not services.selector(service).items() <= objects.labels(pod).items():
        yield Finding(
            CAUSE,
            key,
            f"{path}.subdomain",
            f'Service "{subdomain}" does not select the pod',
            patches.pairs(dict(services.selector(service))),
        )
    elif not pods.hostname(pod):
        yield Finding(
            CAUSE,
            key,
            f"{path}.hostname",
            f"it has the subdomain {subdomain}, and no hostname",
            f"hostname: {key.name}",
        )
