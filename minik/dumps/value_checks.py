"""Check the fields of an imported object that must hold IP addresses, CIDRs or ports."""

from collections.abc import Iterator
from functools import cache

from minik import light_re as re
from minik.light_typing import Any
from minik.model import ip
from minik.model import object as objects
from minik.model.object import Object

ADDRESSES = {
    "Service": (
        "spec.clusterIP",
        "spec.clusterIPs[]",
        "spec.externalIPs[]",
        "status.loadBalancer.ingress[].ip",
    ),
    "Pod": ("status.podIP", "status.podIPs[].ip", "status.hostIP", "status.hostIPs[].ip"),
    "Endpoints": ("subsets[].addresses[].ip", "subsets[].notReadyAddresses[].ip"),
    "EndpointSlice": ("endpoints[].addresses[]",),
}
RANGES = {"Node": ("spec.podCIDR", "spec.podCIDRs[]"), "ServiceCIDR": ("spec.cidrs[]",)}
PORTS = {
    "Service": ("spec.ports[].port", "spec.ports[].nodePort"),
    "Pod": (
        "spec.containers[].ports[].containerPort",
        "spec.containers[].ports[].hostPort",
        "spec.initContainers[].ports[].containerPort",
    ),
    "Endpoints": ("subsets[].ports[].port",),
    "EndpointSlice": ("ports[].port",),
}
NEVER_ZERO = ("spec.ports[].port", "spec.containers[].ports[].containerPort")
NAMED = ("spec.clusterIP", "spec.clusterIPs[]")  # `None` stands where a service is headless
OF_NODES = ("InternalIP", "ExternalIP")
NEVER_EMPTY = ("spec.clusterIPs[]", "endpoints[].addresses[]")
LAST_PORT = 65_535
STEP = re.compile(r"([^.\[]+)(\[])?")


def bad_values(obj: Object, kind: str) -> Iterator[str]:
    """Yield `field: what is wrong` for each value that is no IP address, range or port."""
    if kind == "Node":
        for address in values_at(obj, "status.addresses[]"):
            text = address.get("address") or ""
            if address.get("type") in OF_NODES and not ip.is_lenient(text):
                yield f'status.addresses[]: "{text}" is no IP address'
    yield from _bad_addresses(obj, kind)
    if kind == "Service":
        yield from _bad_service(obj)
    for path in PORTS.get(kind, ()):
        lowest = 1 if path in NEVER_ZERO else 0
        for value in values_at(obj, path):
            if isinstance(value, int) and not lowest <= value <= LAST_PORT:
                yield f"{path}: {value} is no port, which is a number from 1 to {LAST_PORT}"


def _bad_service(service: Object) -> Iterator[str]:
    if ip.parse_lenient(objects.name(service)) is not None:
        yield f'metadata.name: "{objects.name(service)}" is no name of a Service'
    address = next(values_at(service, "spec.clusterIP"), "")
    first = next(values_at(service, "spec.clusterIPs[]"), address)
    if first != address:
        yield f'spec.clusterIPs[0]: "{first}" is not spec.clusterIP, which is "{address}"'
    if address not in ("", "None") and not list(values_at(service, "spec.ports[]")):
        yield "spec.ports: a Service with a cluster IP has at least one"


def _bad_addresses(obj: Object, kind: str) -> Iterator[str]:
    if kind == "EndpointSlice":
        if not all((endpoint or {}).get("addresses") for endpoint in obj.get("endpoints") or ()):
            yield "endpoints[].addresses: an endpoint without any"
        if obj.get("addressType") == "FQDN":
            return
    for path in ADDRESSES.get(kind, ()):
        for value in values_at(obj, path):
            absent = value == "None" and path in NAMED or not value and path not in NEVER_EMPTY
            if not absent and not ip.is_lenient(value):
                yield f'{path}: "{value}" is no IP address'
    for path in RANGES.get(kind, ()):
        wrong = (value for value in values_at(obj, path) if value and not ip.parse_network(value))
        yield from (f'{path}: "{value}" is no range of IP addresses' for value in wrong)


@cache
def parse_path(path: str) -> list[tuple[str, str]]:
    """Return the names on a path, each with "[]" if it means every element of a list."""
    return STEP.findall(path)


def values_at(obj: Any, path: str) -> Iterator[Any]:
    """Yield all values at a path, in which `[]` stands for every element of a list."""
    current = [obj]
    for name, several in parse_path(path):
        if not current:
            return
        current = [
            part
            for value in current
            if isinstance(value, dict) and (part := value.get(name)) is not None
        ]
        current = [element for part in current for element in part] if several else current
    yield from current
