"""Validation of a Service's ports. Upstream rule: core validation `validateServicePort`."""

from collections.abc import Iterator, Mapping, Set

from minik.errors import Problem
from minik.kinds._rules import check_name
from minik.kinds.service import fields
from minik.light_typing import Any
from minik.model import names
from minik.model.object import Object
from minik.model.problem import duplicate, invalid, not_supported, required

PROTOCOLS = frozenset(("TCP", "UDP", "SCTP"))


def port_problems(
    port: Mapping[str, Any], path: str, needs_name: bool, seen_names: set[str]
) -> Iterator[Problem]:
    """Check one port; if there are several, each needs a unique name."""
    name, number, protocol = (
        port.get("name") or "",
        port.get("port") or 0,
        port.get("protocol") or "",
    )
    if needs_name and not name:
        yield required(f"{path}.name")
    elif name:
        yield from check_name(f"{path}.name", name, names.label)
        if name in seen_names:
            yield duplicate(f"{path}.name", name)
        seen_names.add(name)
    yield from (invalid(f"{path}.port", number, message) for message in names.port_number(number))
    if not protocol:
        yield required(f"{path}.protocol")
    elif protocol not in PROTOCOLS:
        yield not_supported(f"{path}.protocol", protocol, PROTOCOLS)
    target = port.get("targetPort", 0)
    rule = names.port_name(target) if isinstance(target, str) else names.port_number(target)
    yield from (invalid(f"{path}.targetPort", target, message) for message in rule)
    if port.get("appProtocol") is not None:
        yield from check_name(f"{path}.appProtocol", port["appProtocol"], names.qualified_name)


def duplicate_port_problems(service: Object) -> Iterator[Problem]:
    """Check that no two ports of a protocol share a port or a node port."""
    seen: Set[tuple[str, int]] = set()
    for index, port in enumerate(fields.ports(service)):
        if port.get("nodePort"):
            pair = (port.get("protocol") or "", port["nodePort"])
            if pair in seen:
                yield duplicate(f"spec.ports[{index}].nodePort", port["nodePort"])
            seen |= {pair}
    seen = set()
    for index, port in enumerate(fields.ports(service)):
        pair = (port.get("protocol") or "", port.get("port") or 0)
        if pair in seen:
            yield duplicate(
                f"spec.ports[{index}]",
                {
                    "Name": "",
                    "Protocol": pair[0],
                    "AppProtocol": None,
                    "Port": pair[1],
                    "TargetPort": 0,
                    "NodePort": 0,
                },
            )
        seen |= {pair}
