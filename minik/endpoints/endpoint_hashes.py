"""The hashes by which the endpoint controllers sort ports and subsets.

Upstream rule: `k8s.io/utils/dump.ForHash` (spew's `%#v` without addresses) and FNV-128a. The
structs written out here are core/v1 `EndpointSubset` and discovery/v1 `EndpointPort`, field by
field in Go's order.
"""

from collections.abc import Mapping, Sequence
from functools import cache

from minik.light_typing import Any

OFFSET, PRIME, SIZE = 0x6C62272E07BB014262B821756295C58D, 0x1000000000000000000013B, (1 << 128) - 1


def fnv128(text: str) -> int:
    """Return the FNV-128a hash of a text."""
    number = OFFSET
    for byte in text.encode():
        number = (number ^ byte) * PRIME & SIZE
    return number


@cache
def endpoints_port_hash(name: str, port: int, protocol: str, app_protocol: str | None) -> int:
    """Return the sort key of a port within an Endpoints subset."""
    return fnv128("(v1.EndpointPort)" + _port(name, port, protocol, app_protocol))


@cache
def slice_port_hash(name: str, port: int, protocol: str, app_protocol: str | None) -> int:
    """Return the sort key of a port within an EndpointSlice."""
    return fnv128(
        f"(v1.EndpointPort){{Name:(*string){name} Protocol:(*v1.Protocol){protocol} Port:(*int32){port} "
        f"AppProtocol:{_pointer('string', app_protocol)}}}"
    )


def subset_hash(endpoint_subset: Mapping[str, Any]) -> int:
    """Return the sort key of a subset within its Endpoints."""
    addresses, waiting = (
        _list("v1.EndpointAddress", map(_address, endpoint_subset.get(side) or ()))
        for side in ("addresses", "notReadyAddresses")
    )
    ports = _list(
        "v1.EndpointPort",
        (
            _port(port.get("name") or "", port["port"], port["protocol"], port.get("appProtocol"))
            for port in endpoint_subset.get("ports") or ()
        ),
    )
    return fnv128(
        f"(v1.EndpointSubset){{Addresses:{addresses} NotReadyAddresses:{waiting} Ports:{ports}}}"
    )


def _port(name: str, port: int, protocol: str, app_protocol: str | None) -> str:
    return f"{{Name:(string){name} Port:(int32){port} Protocol:(v1.Protocol){protocol} AppProtocol:{_pointer('string', app_protocol)}}}"


def _address(address: Mapping[str, Any]) -> str:
    target = address["targetRef"]
    hostname, node = address.get("hostname") or "", _pointer("string", address["nodeName"])
    return (
        f"{{IP:(string){address['ip']} Hostname:(string){hostname} NodeName:{node} TargetRef:(*v1.ObjectReference){{Kind:(string)Pod "
        f"Namespace:(string){target['namespace']} Name:(string){target['name']} "
        f"UID:(types.UID){target['uid']} APIVersion:(string) ResourceVersion:(string) FieldPath:(string)}}}}"
    )


def _pointer(kind: str, value: str | None) -> str:
    return f"(*{kind}){'<nil>' if value is None else value}"


def _list(kind: str, items: Any) -> str:
    values: Sequence[str] = list(items)
    return f"([]{kind})[{' '.join(values)}]" if values else f"([]{kind})<nil>"
