"""The Service is called like a part of the cluster's domain or a namespace's name."""

from collections.abc import Iterator

from minik.diagnosis.finding import SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.view import View
from minik.model import object as objects

CAUSE = Cause(
    "service-named-like-domain",
    "F63",
    WARNING,
    "the Service is called like a part of the cluster's domain or a namespace's name",
    "Short names are completed with a search path. A Service called svc, cluster or default makes names such as default.svc mean "
    "something else than they say.",
    SUSPECT,
)
DOMAINS = {"svc", "cluster", "local", "default", "pod"}


def findings(view: View) -> Iterator[Finding]:
    for service in view.services:
        if objects.name(service) in DOMAINS:
            key = objects.key(service)
            yield Finding(
                CAUSE,
                key,
                "metadata.name",
                f"{key.name} is also a part of the search path: default.svc and the like are ambiguous",
                "another name",
            )
