"""Recorded endpoints that do not follow from the recorded pods."""

from collections.abc import Iterator, Sequence, Set

from minik.diagnosis.finding import SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.handmade_endpoints import is_handmade
from minik.diagnosis.view import View, first_few, has_status
from minik.endpoints import service_backends
from minik.endpoints.service_backends import service_families
from minik.kinds import endpoints as endpoint_lists
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object

CAUSE = Cause(
    "recorded-endpoints-differ",
    "",
    WARNING,
    "the recorded endpoints are not those that the controllers would write",
    "What a dump records as the endpoints of a Service differs from what follows from its pods: the controller has not caught up, is not "
    "running, or the dump is torn between two moments.",
    SUSPECT,
)


def findings(view: View) -> Iterator[Finding]:
    yield from recorded_endpoints(view)


def recorded_endpoints(view: View) -> Iterator[Finding]:
    """Yield Endpoints of a dump that do not follow from its pods."""
    for service in () if view.settled else view.selector_services:
        endpoints = view.cluster.get("Endpoints", objects.namespace(service), objects.name(service))
        selected = view.selected_pods(service)
        if endpoints is None or is_handmade(endpoints) or not selected:
            continue
        if all(map(has_status, selected)):
            yield from differences(service, listed_addresses(endpoints), selected)


def differences(service: Object, listed: Set[str], selected: Sequence[Object]) -> Iterator[Finding]:
    """Yield how the listed addresses differ from those of the pods."""
    computed = pod_addresses(service, selected)
    extra = sorted(listed - computed)
    lost = sorted(missing for missing in computed - listed if is_first(service, missing))
    if (extra or lost) and len(listed) < 1000:
        texts = (
            f"recorded without a pod: {first_few(extra)}" if extra else "",
            f"pods that are not recorded: {first_few(lost)}" if lost else "",
        )
        because = "; ".join(filter(None, texts))
        yield Finding(CAUSE, objects.key(service), "spec.selector", because)


def listed_addresses(endpoints: Object) -> set[str]:
    """Return the addresses that Endpoints list, ready or not."""
    return {
        entry["ip"]
        for subset in endpoint_lists.subsets(endpoints)
        for side in ("addresses", "notReadyAddresses")
        for entry in endpoint_lists.addresses(subset, side)
        if entry.get("ip")
    }


def pod_addresses(service: Object, selected: Sequence[Object]) -> set[str]:
    """Return the addresses of the selected pods that belong to a Service's endpoints."""
    alive = (
        pod
        for pod in selected
        if not pods.is_terminal(pod)
        and (services.publishes_not_ready(service) or not pods.is_terminating(pod))
    )
    return {
        address
        for pod in alive
        if service_backends.pod_ports(service, pod) or not services.ports(service)
        for address in pods.addresses(pod)
    }


def is_first(service: Object, address: str) -> bool:
    """Return whether an address is of the family that Endpoints list."""
    return (":" in address) == (next(iter(service_families(service)), "IPv4") == "IPv6")
