"""Endpoints: the older list of who is behind a service, one object a service; deprecated, since nobody but people reads it any more."""
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from minik.errors import Problem
from minik.kinds import _layout
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import named, named_if_set, named_required
from minik.model import ip, names
from minik.model.cluster import Cluster
from minik.model.kind import Column, Kind
from minik.model.object import Object, labels
from minik.model.problem import invalid, not_supported, required

NOTICE = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"
MANAGED_BY, CONTROLLER = "endpoints.kubernetes.io/managed-by", "endpoint-controller"
PROTOCOLS = frozenset(("TCP", "UDP", "SCTP"))
SIDES = ("addresses", "notReadyAddresses")
SHOWN = 3


def subsets(endpoints: Object) -> Sequence[Mapping[str, Any]]:
    """Groups of addresses that are reached at the same ports."""
    found: Sequence[Mapping[str, Any]] = endpoints.get("subsets") or ()
    return found


def addresses(subset: Mapping[str, Any], side: str = "addresses") -> Sequence[Mapping[str, Any]]:
    """Who is ready, or, on the other side, who is not."""
    found: Sequence[Mapping[str, Any]] = subset.get(side) or ()
    return found


def ports(subset: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The ports of a group; none of a headless service without ports."""
    found: Sequence[Mapping[str, Any]] = subset.get("ports") or ()
    return found


def default(endpoints: Object) -> Object:
    """With a protocol for every port."""
    if not subsets(endpoints):
        return endpoints
    return {**endpoints, "subsets": [defaulted(subset) for subset in subsets(endpoints)]}


def defaulted(subset: Mapping[str, Any]) -> Mapping[str, Any]:
    if not ports(subset):
        return subset
    return {**subset, "ports": [{**port, "protocol": port.get("protocol") or "TCP"} for port in ports(subset)]}


def problems(endpoints: Object) -> Iterator[Problem]:
    """Upstream rule: core validation `ValidateEndpoints`."""
    yield from metadata_problems(endpoints)
    yield from subsets_problems(endpoints)


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    """Subsets that did not change are let in as they are."""
    yield from metadata_update_problems(new, old)
    yield from metadata_problems(new)
    if subsets(new) != subsets(old):
        yield from subsets_problems(new)


def subsets_problems(endpoints: Object) -> Iterator[Problem]:
    """Every subset lists somebody, and all its ports have names if there are several."""
    for index, subset in enumerate(subsets(endpoints)):
        path = f"subsets[{index}]"
        if not addresses(subset) and not addresses(subset, SIDES[1]):
            yield required(path, "must specify `addresses` or `notReadyAddresses`")
        for side in SIDES:
            for place, address in enumerate(addresses(subset, side)):
                yield from address_problems(address, f"{path}.{side}[{place}]")
        for place, port in enumerate(ports(subset)):
            yield from port_problems(port, f"{path}.ports[{place}]", len(ports(subset)) > 1)


def address_problems(address: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """One address: of an endpoint that can be, under a proper name, on a proper node."""
    text = address.get("ip") or ""
    yield from ip.problems(f"{path}.ip", text)
    yield from named_if_set(f"{path}.hostname", address.get("hostname"), names.label)
    if address.get("nodeName") is not None:
        yield from named(f"{path}.nodeName", address["nodeName"], names.subdomain)
    yield from named(f"{path}.ip", text, ip.endpoint_address)


def port_problems(port: Mapping[str, Any], path: str, needs_name: bool) -> Iterator[Problem]:
    """One port; among several each needs a name."""
    rule = named_required if needs_name else named_if_set
    yield from rule(f"{path}.name", port.get("name"), names.label)
    number, protocol = port.get("port") or 0, port.get("protocol") or ""
    yield from (invalid(f"{path}.port", number, message) for message in names.port_number(number))
    if not protocol:
        yield required(f"{path}.protocol")
    elif protocol not in PROTOCOLS:
        yield not_supported(f"{path}.protocol", protocol, PROTOCOLS)
    if port.get("appProtocol") is not None:
        yield from named(f"{path}.appProtocol", port["appProtocol"], names.qualified)


def warnings(endpoints: Object, _: Object | None) -> Iterator[str]:
    """Addresses that are written unusually, unless the controller wrote them."""
    if labels(endpoints).get(MANAGED_BY) != CONTROLLER:
        for index, subset in enumerate(subsets(endpoints)):
            for side in SIDES:
                for place, address in enumerate(addresses(subset, side)):
                    yield from ip.warnings(f"subsets[{index}].{side}[{place}].ip", address["ip"])


def endpoints_cell(endpoints: Object, _: datetime) -> str:
    """The first ready ones with their ports, and how many more there are; nothing where none is ready."""
    if not subsets(endpoints):
        return _layout.NONE
    found = [joined(address["ip"], port)
             for subset in subsets(endpoints) for port in ports(subset) or ({},) for address in addresses(subset)]
    return ",".join(found[:SHOWN]) + (f" + {len(found) - SHOWN} more..." if len(found) > SHOWN else "")


def joined(address: str, port: Mapping[str, Any]) -> str:
    """An address with a port, IPv6 in brackets."""
    if not port:
        return address
    return f"[{address}]:{port['port']}" if ":" in address else f"{address}:{port['port']}"


def describe(endpoints: Object, _: Cluster) -> str:
    """Upstream rule: kubectl's `describeEndpoints`."""
    lines = [*_layout.header(endpoints), "Subsets:"]
    for subset in subsets(endpoints):
        for title, side in (("Addresses", SIDES[0]), ("NotReadyAddresses", SIDES[1])):
            shown = ",".join(address["ip"] for address in addresses(subset, side)) or _layout.NONE
            lines.append(f"  {title}:\t{shown}")
        if ports(subset):
            rows = (f"{port.get('name') or '<unset>'}\t{port['port']}\t{port.get('protocol', '')}" for port in ports(subset))
            lines += ["  Ports:", *_layout.indented((*_layout.ruled("Name", "Port", "Protocol"), *rows), 2)]
        lines.append("")
    return "\n".join(lines)


KIND = Kind("Endpoints", default=default, problems=problems, update_problems=update_problems, whole_update=True, warnings=warnings,
            columns=(Column("ENDPOINTS", endpoints_cell),), describe=describe, notice=NOTICE, has_status=False)
