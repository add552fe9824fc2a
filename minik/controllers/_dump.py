"""Go's dump of a value, and the hash by which the endpoint controllers put ports and subsets in order.

Upstream rule: `k8s.io/utils/dump.ForHash` (spew's `%#v` without addresses) and FNV-128a. The structs written out here are core/v1
`EndpointSubset` and discovery/v1 `EndpointPort`, field by field in Go's order.
"""
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

OFFSET, PRIME, SIZE = 0x6C62272E07BB014262B821756295C58D, 0x1000000000000000000013B, (1 << 128) - 1


def hashed(text: str) -> int:
    """FNV-128a."""
    number = OFFSET
    for byte in text.encode():
        number = (number ^ byte) * PRIME & SIZE
    return number


@cache
def endpoints_port(name: str, port: int, protocol: str, app_protocol: str | None) -> int:
    """Where a port stands among the ports of an Endpoints subset."""
    return hashed("(v1.EndpointPort)" + _port(name, port, protocol, app_protocol))


@cache
def slice_port(name: str, port: int, protocol: str, app_protocol: str | None) -> int:
    """Where a port stands among the ports of an EndpointSlice."""
    return hashed(f"(v1.EndpointPort){{Name:(*string){name} Protocol:(*v1.Protocol){protocol} Port:(*int32){port} "
                  f"AppProtocol:{_pointer('string', app_protocol)}}}")


def subset(found: Mapping[str, Any]) -> int:
    """Where a subset stands in its Endpoints."""
    addresses, waiting = (_list("v1.EndpointAddress", map(_address, found.get(side) or ())) for side in ("addresses", "notReadyAddresses"))
    ports = _list("v1.EndpointPort", (_port(port.get("name") or "", port["port"], port["protocol"], port.get("appProtocol"))
                                      for port in found.get("ports") or ()))
    return hashed(f"(v1.EndpointSubset){{Addresses:{addresses} NotReadyAddresses:{waiting} Ports:{ports}}}")


def _port(name: str, port: int, protocol: str, app_protocol: str | None) -> str:
    return f"{{Name:(string){name} Port:(int32){port} Protocol:(v1.Protocol){protocol} AppProtocol:{_pointer('string', app_protocol)}}}"


def _address(address: Mapping[str, Any]) -> str:
    target = address["targetRef"]
    hostname, node = address.get("hostname") or "", _pointer("string", address["nodeName"])
    return (f"{{IP:(string){address['ip']} Hostname:(string){hostname} NodeName:{node} TargetRef:(*v1.ObjectReference){{Kind:(string)Pod "
            f"Namespace:(string){target['namespace']} Name:(string){target['name']} "
            f"UID:(types.UID){target['uid']} APIVersion:(string) ResourceVersion:(string) FieldPath:(string)}}}}")


def _pointer(kind: str, value: str | None) -> str:
    return f"(*{kind}){'<nil>' if value is None else value}"


def _list(kind: str, items: Any) -> str:
    found: Sequence[str] = list(items)
    return f"([]{kind})[{' '.join(found)}]" if found else f"([]{kind})<nil>"
