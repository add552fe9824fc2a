"""Endpoints: the deprecated predecessor of EndpointSlices, one object per Service."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from minik.errors import Problem
from minik.kinds import layout
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import check_name, check_name_if_set, check_required_name
from minik.light_typing import Any
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
    """Return the subsets: addresses that share their ports."""
    groups: Sequence[Mapping[str, Any]] = endpoints.get("subsets") or ()
    return groups


def addresses(subset: Mapping[str, Any], side: str = "addresses") -> Sequence[Mapping[str, Any]]:
    """Return the ready addresses of a subset, or, with side `notReadyAddresses`, the others."""
    entries: Sequence[Mapping[str, Any]] = subset.get(side) or ()
    return entries


def ports(subset: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Return the ports of a subset; empty for a headless Service without ports."""
    entries: Sequence[Mapping[str, Any]] = subset.get("ports") or ()
    return entries


def default(endpoints: Object) -> Object:
    """Return the Endpoints with a protocol for every port."""
    if not subsets(endpoints):
        return endpoints
    return {**endpoints, "subsets": [default_subset(subset) for subset in subsets(endpoints)]}


def default_subset(subset: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a subset whose ports have a protocol, TCP by default."""
    if not ports(subset):
        return subset
    return {
        **subset,
        "ports": [{**port, "protocol": port.get("protocol") or "TCP"} for port in ports(subset)],
    }


def problems(endpoints: Object) -> Iterator[Problem]:
    """Upstream rule: core validation `ValidateEndpoints`."""
    yield from metadata_problems(endpoints)
    yield from subsets_problems(endpoints)


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    """Yield the problems of an update; unchanged subsets are not validated again."""
    yield from metadata_update_problems(new, old)
    yield from metadata_problems(new)
    if subsets(new) != subsets(old):
        yield from subsets_problems(new)


def subsets_problems(endpoints: Object) -> Iterator[Problem]:
    """Yield the problems of subsets: an address is required; several ports need names."""
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
    """Yield the problems of one address: IP, host name and node name."""
    text = address.get("ip") or ""
    yield from ip.problems(f"{path}.ip", text)
    yield from check_name_if_set(f"{path}.hostname", address.get("hostname"), names.label)
    if address.get("nodeName") is not None:
        yield from check_name(f"{path}.nodeName", address["nodeName"], names.subdomain)
    yield from ip.endpoint_problems(f"{path}.ip", text)


def port_problems(port: Mapping[str, Any], path: str, needs_name: bool) -> Iterator[Problem]:
    """Yield the problems of one port; `needs_name` makes its name required."""
    rule = check_required_name if needs_name else check_name_if_set
    yield from rule(f"{path}.name", port.get("name"), names.label)
    number, protocol = port.get("port") or 0, port.get("protocol") or ""
    yield from (invalid(f"{path}.port", number, message) for message in names.port_number(number))
    if not protocol:
        yield required(f"{path}.protocol")
    elif protocol not in PROTOCOLS:
        yield not_supported(f"{path}.protocol", protocol, PROTOCOLS)
    if port.get("appProtocol") is not None:
        yield from check_name(f"{path}.appProtocol", port["appProtocol"], names.qualified_name)


def warnings(endpoints: Object, _: Object | None) -> Iterator[str]:
    """Yield warnings of addresses in unusual notation, unless the controller wrote them."""
    if labels(endpoints).get(MANAGED_BY) != CONTROLLER:
        for index, subset in enumerate(subsets(endpoints)):
            for side in SIDES:
                for place, address in enumerate(addresses(subset, side)):
                    yield from ip.warnings(f"subsets[{index}].{side}[{place}].ip", address["ip"])


def endpoints_cell(endpoints: Object, _: datetime) -> str:
    """Return the first ready addresses with ports, and how many more; "" if none is ready."""
    if not subsets(endpoints):
        return layout.NONE
    texts = [
        join_host_port(address["ip"], port)
        for subset in subsets(endpoints)
        for port in ports(subset) or ({},)
        for address in addresses(subset)
    ]
    return ",".join(texts[:SHOWN]) + (
        f" + {len(texts) - SHOWN} more..." if len(texts) > SHOWN else ""
    )


def join_host_port(address: str, port: Mapping[str, Any]) -> str:
    """Return `address:port`, with brackets around IPv6, or the address alone."""
    if not port:
        return address
    return f"{ip.bracket_ipv6(address)}:{port['port']}"


def describe(endpoints: Object, _: Cluster) -> str:
    """Upstream rule: kubectl's `describeEndpoints`."""
    lines = [*layout.header(endpoints), "Subsets:"]
    for subset in subsets(endpoints):
        for title, side in (("Addresses", SIDES[0]), ("NotReadyAddresses", SIDES[1])):
            texts = ",".join(address["ip"] for address in addresses(subset, side)) or layout.NONE
            lines.append(f"  {title}:\t{texts}")
        if ports(subset):
            rows = (
                f"{port.get('name') or '<unset>'}\t{port['port']}\t{port.get('protocol', '')}"
                for port in ports(subset)
            )
            lines += [
                "  Ports:",
                *layout.indent((*layout.table_head("Name", "Port", "Protocol"), *rows), 2),
            ]
        lines.append("")
    return "\n".join(lines)


KIND = Kind(
    "Endpoints",
    default=default,
    problems=problems,
    update_problems=update_problems,
    whole_update=True,
    warnings=warnings,
    columns=(Column("ENDPOINTS", endpoints_cell),),
    describe=describe,
    notice=NOTICE,
    has_status=False,
)
