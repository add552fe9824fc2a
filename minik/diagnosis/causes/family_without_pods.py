"""Families of a Service of which no pod has an address."""

from collections.abc import Iterator

from minik.diagnosis.finding import ERROR, WARNING, Cause, Finding
from minik.diagnosis.view import View
from minik.endpoints.service_backends import service_families
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.object import Object
from minik.model.wording import pluralize

CAUSE = Cause(
    "family-without-pods",
    "F44",
    ERROR,
    "no pod has an address of a family of the Service",
    "Endpoints are listed for each family of a Service from the pods' addresses of that family. Pods without one have no endpoint there.",
)


def findings(view: View) -> Iterator[Finding]:
    for service in view.selector_services:
        yield from missing_families(view, service)


def missing_families(view: View, service: Object) -> Iterator[Finding]:
    """Yield families of the Service of which no pod has an address."""
    addressed_pods = [pod for pod in view.selected_pods(service) if pods.addresses(pod)]
    pod_families = {
        "IPv6" if ":" in address else "IPv4"
        for pod in addressed_pods
        for address in pods.addresses(pod)
    }
    lacking = (
        [family for family in service_families(service) if family not in pod_families]
        if addressed_pods
        else []
    )
    if lacking:
        yield Finding(
            CAUSE,
            objects.key(service),
            "spec.ipFamilies",
            f"{pluralize(len(addressed_pods), 'pod')} selected, none has an {lacking[0]} address; they have {', '.join(sorted(pod_families))}",
            f"ipFamilies: [{', '.join(sorted(pod_families))}]",
            level=WARNING if set(service_families(service)) & pod_families else "",
        )
