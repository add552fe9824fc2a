"""Where the objects of a dump hold addresses: a cluster cannot be computed from what is none, so it is refused with its place."""
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from minik.model import ip
from minik.model.object import Object

ADDRESSES = {
    "Service": ("spec.clusterIP", "spec.clusterIPs[]", "spec.externalIPs[]", "status.loadBalancer.ingress[].ip"),
    "Pod": ("status.podIP", "status.podIPs[].ip", "status.hostIP", "status.hostIPs[].ip"),
    "Endpoints": ("subsets[].addresses[].ip", "subsets[].notReadyAddresses[].ip"),
    "EndpointSlice": ("endpoints[].addresses[]",),
}
RANGES = {"Node": ("spec.podCIDR", "spec.podCIDRs[]"), "ServiceCIDR": ("spec.cidrs[]",)}
NAMED = ("spec.clusterIP", "spec.clusterIPs[]")  # `None` stands where a service is headless
STEP = re.compile(r"([^.\[]+)(\[])?")


def misplaced(obj: Object, kind: str) -> Iterator[str]:
    """What stands where an address or a range should, as `field: what is wrong`."""
    if kind == "EndpointSlice":
        if not all(endpoint.get("addresses") for endpoint in obj.get("endpoints") or ()):
            yield "endpoints[].addresses: an endpoint without any"
        if obj.get("addressType") == "FQDN":
            return
    for path in ADDRESSES.get(kind, ()):
        for value in values(obj, path):
            if value and ip.lenient(value) is None and not (value == "None" and path in NAMED):
                yield f'{path}: "{value}" is no IP address'
    for path in RANGES.get(kind, ()):
        wrong = (value for value in values(obj, path) if value and not ip.lenient_network(value))
        yield from (f'{path}: "{value}" is no range of IP addresses' for value in wrong)


@cache
def steps(path: str) -> list[tuple[str, str]]:
    """The names on a path, each with whether all elements of a list are meant."""
    return STEP.findall(path)


def values(obj: Any, path: str) -> Iterator[str]:
    """All values at a path, in which `[]` stands for every element of a list."""
    found = [obj]
    for name, several in steps(path):
        found = [part for value in found if isinstance(value, dict) and (part := value.get(name)) is not None]
        found = [element for part in found for element in part] if several else found
    yield from found
