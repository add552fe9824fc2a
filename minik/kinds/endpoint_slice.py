"""EndpointSlices: the endpoints of a Service. Proxies and DNS read only these."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from minik.errors import Problem
from minik.kinds import layout
from minik.kinds._metadata import labels_problems, metadata_problems, metadata_update_problems
from minik.kinds._rules import check_choice, check_immutable, check_name, check_name_if_set
from minik.light_typing import Any
from minik.model import ip, names
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Column, Kind
from minik.model.object import Object, labels
from minik.model.problem import duplicate, invalid, not_supported, required, too_many

SERVICE_NAME = "kubernetes.io/service-name"
MANAGED_BY = "endpointslice.kubernetes.io/managed-by"
CONTROLLERS = ("endpointslice-controller.k8s.io", "endpointslicemirroring-controller.k8s.io")
TYPES, PROTOCOLS = frozenset(("IPv4", "IPv6", "FQDN")), frozenset(("TCP", "UDP", "SCTP"))
MOST_ENDPOINTS, MOST_ADDRESSES, MOST_PORTS, MOST_HINTS = 1000, 100, 20000, 8
SHOWN = 3


def endpoints(endpoint_slice: Object) -> Sequence[Mapping[str, Any]]:
    entries: Sequence[Mapping[str, Any]] = endpoint_slice.get("endpoints") or ()
    return entries


def slices_of_service(cluster: Cluster, namespace: str, service: str) -> Sequence[Object]:
    """Return the slices of a Service."""
    return cluster.select("EndpointSlice", namespace, {SERVICE_NAME: service})


def ports(endpoint_slice: Object) -> Sequence[Mapping[str, Any]]:
    """Return the ports of the slice's endpoints; empty if a named target port does not resolve."""
    entries: Sequence[Mapping[str, Any]] = endpoint_slice.get("ports") or ()
    return entries


def default(endpoint_slice: Object) -> Object:
    """Return the slice with a name (perhaps "") and a protocol for every port."""
    if not ports(endpoint_slice):
        return endpoint_slice
    filled = [
        {
            "name": "",
            "protocol": "TCP",
            **{name: value for name, value in port.items() if value is not None},
        }
        for port in ports(endpoint_slice)
    ]
    return {**endpoint_slice, "ports": filled}


def prepare(endpoint_slice: Object, old: Object | None, _: Draft) -> Object:
    """Return the slice with its generation, and without deprecatedTopology.

    The generation counts changes of anything but metadata, and of labels.
    """
    cleaned = [
        {name: value for name, value in endpoint.items() if name != "deprecatedTopology"}
        for endpoint in endpoints(endpoint_slice)
    ]
    updated = {**endpoint_slice, "endpoints": cleaned} if cleaned else endpoint_slice
    generation = old["metadata"].get("generation", 0) if old else 0
    same = (
        old is not None
        and {**old, "metadata": None} == {**updated, "metadata": None}
        and labels(old) == labels(updated)
    )
    return {
        **updated,
        "metadata": {**updated["metadata"], "generation": generation if same else generation + 1},
    }


def problems(endpoint_slice: Object, old: Object | None = None) -> Iterator[Problem]:
    """Yield the problems of a slice. Unchanged endpoints are not validated again.

    Upstream rule: discovery validation `ValidateEndpointSlice`.
    """
    yield from metadata_problems(endpoint_slice)
    address_type = endpoint_slice.get("addressType") or ""
    if not address_type:
        yield required("addressType")
    else:
        yield from check_choice("addressType", address_type, TYPES)
    if len(endpoints(endpoint_slice)) > MOST_ENDPOINTS:
        yield too_many("endpoints", len(endpoints(endpoint_slice)), MOST_ENDPOINTS)
    elif old is None or endpoints(endpoint_slice) != endpoints(old):
        for index, endpoint in enumerate(endpoints(endpoint_slice)):
            yield from endpoint_problems(endpoint, f"endpoints[{index}]", address_type)
    if len(ports(endpoint_slice)) > MOST_PORTS:
        yield too_many("ports", len(ports(endpoint_slice)), MOST_PORTS)
    else:
        yield from ports_problems(ports(endpoint_slice))


def endpoint_problems(
    endpoint: Mapping[str, Any], path: str, address_type: str
) -> Iterator[Problem]:
    """Yield the problems of one endpoint: addresses, node, host name and hints."""
    addresses = endpoint.get("addresses") or ()
    if not addresses:
        yield required(f"{path}.addresses", "must contain at least 1 address")
    elif len(addresses) > MOST_ADDRESSES:
        yield too_many(f"{path}.addresses", len(addresses), MOST_ADDRESSES)
    for index, address in enumerate(addresses):
        rule = fqdn_problems if address_type == "FQDN" else family_problems
        yield from rule(f"{path}.addresses[{index}]", address, address_type)
    if endpoint.get("nodeName") is not None:
        yield from check_name(f"{path}.nodeName", endpoint["nodeName"], names.subdomain)
    yield from labels_problems(endpoint.get("deprecatedTopology"), f"{path}.deprecatedTopology")
    if endpoint.get("hostname") is not None:
        yield from check_name(f"{path}.hostname", endpoint["hostname"], names.label)
    yield from hints_problems(endpoint.get("hints") or {}, f"{path}.hints")


def family_problems(path: str, address: str, address_type: str) -> Iterator[Problem]:
    """Yield the problems of an address; any text is accepted if the address type is unknown."""
    if address_type not in ("IPv4", "IPv6"):
        return
    wrong = list(ip.problems(path, address))
    yield from wrong
    if not wrong:
        if ip.family(address) != address_type:
            yield invalid(path, address, f"must be an {address_type} address")
        yield from ip.endpoint_problems(path, address)


def fqdn_problems(path: str, address: str, _: str) -> Iterator[Problem]:
    """Yield the problems of a domain name of at least two labels.

    Upstream rule: `IsFullyQualifiedDomainName`.
    """
    name = address.removesuffix(".")
    if not address:
        yield required(path)
    elif any(names.subdomain(name)):
        yield invalid(path, name, ",".join(names.subdomain(name)))
    elif "." not in name:
        yield invalid(path, name, "should be a domain with at least two segments separated by dots")
    else:
        bad = next((label for label in name.split(".") if any(names.label(label))), None)
        if bad is not None:
            yield invalid(path, bad, ",".join(names.label(bad)))


def hints_problems(hints: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Yield the problems of topology hints: at most eight zones and nodes, without duplicates."""
    for field, rule in (("forZones", names.label_value), ("forNodes", names.subdomain)):
        hint_names = [hint.get("name") or "" for hint in hints.get(field) or ()]
        if len(hint_names) > MOST_HINTS:
            yield too_many(f"{path}.{field}", len(hint_names), MOST_HINTS)
            return
        for index, name in enumerate(hint_names):
            if name in hint_names[:index]:
                yield duplicate(f"{path}.{field}[{index}].name", name)
            yield from check_name(f"{path}.{field}[{index}].name", name, rule)


def ports_problems(port_list: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    """Yield the problems of ports: unique names, of which one may be empty."""
    seen = set[str]()
    for index, port in enumerate(port_list):
        path, name, protocol = f"ports[{index}]", port.get("name") or "", port.get("protocol")
        yield from check_name_if_set(f"{path}.name", name, names.label)
        if name in seen:
            yield duplicate(f"{path}.name", name)
        seen.add(name)
        if protocol is None:
            yield required(f"{path}.protocol")
        elif protocol not in PROTOCOLS:
            yield not_supported(f"{path}.protocol", protocol, PROTOCOLS)
        if port.get("appProtocol") is not None:
            yield from check_name(f"{path}.appProtocol", port["appProtocol"], names.qualified_name)


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    """Yield the problems of an update; the address type is immutable."""
    yield from metadata_update_problems(new, old)
    yield from problems(new, old)
    yield from check_immutable(
        "addressType", new.get("addressType") or "", old.get("addressType") or ""
    )


def warnings(endpoint_slice: Object, _: Object | None) -> Iterator[str]:
    """Yield warnings of FQDN endpoints, and of addresses in unusual notation unless a controller
    wrote them.
    """
    if endpoint_slice.get("addressType") == "FQDN":
        yield "spec.addressType: FQDN endpoints are deprecated"
    elif labels(endpoint_slice).get(MANAGED_BY) not in CONTROLLERS:
        for index, endpoint in enumerate(endpoints(endpoint_slice)):
            for place, address in enumerate(endpoint.get("addresses") or ()):
                yield from ip.warnings(f"endpoints[{index}].addresses[{place}]", address)


def type_cell(endpoint_slice: Object, _: datetime) -> str:
    return endpoint_slice.get("addressType") or ""


def ports_cell(endpoint_slice: Object, _: datetime) -> str:
    """Return the port numbers; a port without a number is shown by its name, or as `*`."""
    return shorten_list(
        [str(port.get("port", port.get("name", "*"))) for port in ports(endpoint_slice)]
    )


def endpoints_cell(endpoint_slice: Object, _: datetime) -> str:
    """Return all addresses, ready or not."""
    return shorten_list(
        [
            address
            for endpoint in endpoints(endpoint_slice)
            for address in endpoint.get("addresses") or ()
        ]
    )


def shorten_list(words: Sequence[str]) -> str:
    """Return the first few words, and how many more there are; `<unset>` for none."""
    more = f" + {len(words) - SHOWN} more..." if len(words) > SHOWN else ""
    return ",".join(words[:SHOWN]) + more or "<unset>"


def describe(endpoint_slice: Object, _: Cluster) -> str:
    """Upstream rule: kubectl's `describeEndpointSliceV1`."""
    lines = [
        *layout.header(endpoint_slice),
        f"AddressType:\t{endpoint_slice.get('addressType') or ''}",
    ]
    rows = [
        f"{port.get('name') or '<unset>'}\t{port.get('port', '<unset>')}\t{port.get('protocol', '')}"
        for port in ports(endpoint_slice)
    ]
    lines += (
        ["Ports:", *layout.indent((*layout.table_head("Name", "Port", "Protocol"), *rows))]
        if rows
        else ["Ports: <unset>"]
    )
    lines.append("Endpoints:" if endpoints(endpoint_slice) else "Endpoints: <none>")
    return "\n".join(
        [
            *lines,
            *(line for endpoint in endpoints(endpoint_slice) for line in endpoint_lines(endpoint)),
        ]
    )


def endpoint_lines(endpoint: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of one endpoint; unset fields are `<unset>`."""
    ready, target = (endpoint.get("conditions") or {}).get("ready"), endpoint.get("targetRef")
    yield f"  - Addresses:\t{', '.join(endpoint.get('addresses') or ()) or layout.NONE}"
    yield "    Conditions:"
    yield f"      Ready:\t{'<unset>' if ready is None else str(ready).lower()}"
    yield f"    Hostname:\t{endpoint.get('hostname', '<unset>')}"
    if target is not None:
        yield f"    TargetRef:\t{target.get('kind', '')}/{target.get('name', '')}"
    yield f"    NodeName:\t{endpoint.get('nodeName', '<unset>')}"
    yield f"    Zone:\t{endpoint.get('zone', '<unset>')}"


COLUMNS = (
    Column("ADDRESSTYPE", type_cell),
    Column("PORTS", ports_cell),
    Column("ENDPOINTS", endpoints_cell),
)
KIND = Kind(
    "EndpointSlice",
    default=default,
    prepare=prepare,
    problems=problems,
    update_problems=update_problems,
    whole_update=True,
    warnings=warnings,
    columns=COLUMNS,
    describe=describe,
)
