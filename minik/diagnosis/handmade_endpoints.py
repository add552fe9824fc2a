"""Endpoints and EndpointSlices that a person wrote, and the Services that wait for such."""

from collections.abc import Iterator, Mapping, Sequence

from minik.diagnosis import patches
from minik.diagnosis.finding import SUSPECT, WARNING, Fact
from minik.diagnosis.view import View, first_few
from minik.intake.last_applied import ANNOTATION
from minik.kinds import endpoint_slice as endpoint_slices
from minik.kinds import endpoints as endpoint_lists
from minik.kinds.service import fields as services
from minik.light_typing import Any
from minik.model import ip
from minik.model import object as objects
from minik.model.object import Object

MANAGED = (
    "endpoints.kubernetes.io/managed-by",
    "endpoints.kubernetes.io/last-change-trigger-time",
    "control-plane.alpha.kubernetes.io/leader",
)
FEW = 16  # Services whose endpoints are looked up one by one
SPECIAL = (("default", "kubernetes"),)


def is_handmade(endpoints: Object) -> bool:
    """Return whether a person wrote Endpoints, not the controller or a leader election."""
    metadata = endpoints["metadata"]
    signs = {*(metadata.get("labels") or {}), *(metadata.get("annotations") or {})}
    entries = [
        entry
        for subset in endpoint_lists.subsets(endpoints)
        for side in ("addresses", "notReadyAddresses")
        for entry in endpoint_lists.addresses(subset, side)
    ]
    return not signs & set(MANAGED) and not any(entry.get("targetRef") for entry in entries)


def of_persons(view: View) -> Mapping[tuple[str, str], Object]:
    """Return the Endpoints that persons may have written, by namespace and name: those without a
    sign of who manages them, and those that were applied.
    """
    cluster = view.cluster
    found = [*cluster.lacking("Endpoints", MANAGED), *cluster.holding("Endpoints", ANNOTATION)]
    return {(objects.namespace(one), objects.name(one)): one for one in found}


def handmade_slices(view: View) -> Iterator[Object]:
    """Yield the EndpointSlices that persons wrote."""
    return (
        endpoint_slice
        for endpoint_slice in view.cluster.lacking("EndpointSlice", endpoint_slices.CONTROLLERS)
        if not objects.labels(endpoint_slice)
        .get("endpointslice.kubernetes.io/managed-by", "")
        .endswith(".k8s.io")
        and not objects.owner(endpoint_slice)
    )


def lacks_endpoints(view: View, service: Object) -> bool:
    """Return whether a Service has no selector and no endpoints: in files Endpoints count, in a recorded
    cluster the EndpointSlices that mirror them.
    """
    namespace, name = objects.namespace(service), objects.name(service)
    if (
        services.selector(service)
        or services.is_external_name(service)
        or (namespace, name) in SPECIAL
    ):
        return False
    if slices_of(view, service):
        return False
    endpoints = view.cluster.get("Endpoints", namespace, name)
    is_recorded = bool(objects.uid(service))
    return is_recorded or not (endpoints and has_ready_address(endpoints))


def has_ready_address(endpoints: Object) -> bool:
    """Return whether Endpoints list an address as ready."""
    return any(subset.get("addresses") for subset in endpoints.get("subsets") or ())


def slices_of(view: View, service: Object) -> Sequence[Object]:
    """Return the EndpointSlices of a Service."""
    return endpoint_slices.slices_of_service(
        view.cluster, objects.namespace(service), objects.name(service)
    )


def facts(view: View) -> Iterator[Fact]:
    """Yield ports and addresses of hand-written endpoints that do not serve their Service."""
    for service in view.services:
        if not services.is_external_name(service) and not services.selector(service):
            yield from handmade_facts(view, service)


def handmade_facts(view: View, service: Object) -> Iterator[Fact]:
    """Yield what is wrong with hand-written endpoints of a Service without selector."""
    endpoints = view.cluster.get("Endpoints", objects.namespace(service), objects.name(service))
    lists = [
        (endpoint_slice, endpoint_slices.ports(endpoint_slice), "ports")
        for endpoint_slice in slices_of(view, service)
        if not is_mirror(endpoint_slice)
    ]
    lists += (
        [
            (endpoints, endpoint_lists.ports(subset), f"subsets[{index}].ports")
            for index, subset in enumerate(endpoint_lists.subsets(endpoints))
        ]
        if endpoints
        else []
    )
    filled = [one for one in lists if one[0].get("endpoints") or one[0].get("subsets")]
    existing = [
        (port.get("name") or "", port.get("protocol") or "TCP")
        for _, ports, _ in filled or lists
        for port in ports
    ]
    for port in services.ports(service) if existing else ():
        name_and_protocol = (port.get("name") or "", port.get("protocol") or "TCP")
        if name_and_protocol not in existing:
            obj, _, path = (filled or lists)[0]
            yield Fact(
                "endpoint-port-name-differs",
                objects.key(obj),
                path,
                *port_difference(service, port, existing),
                existing[0][0],
                about=(objects.key(service),),
            )
    for obj in {id(obj): obj for obj, _, _ in lists}.values():
        for finding in unusable_addresses(view, obj):
            yield finding._replace(about=(objects.key(service),))


def port_difference(
    service: Object, port: Mapping[str, Any], existing: Sequence[tuple[str, str]]
) -> tuple[str, str]:
    """Return how a port of a Service differs from those of its endpoints, by protocol or by name,
    and the fix.
    """
    name, protocol = port.get("name") or "", port.get("protocol") or "TCP"
    has = f"port {port['port']}/{protocol}"
    others = first_few([other for other_name, other in existing if other_name == name])
    if others:
        text = f"Service {objects.name(service)} has {has}, the endpoints have {others} alone"
        return text, patches.field("protocol", protocol)
    existing_text = first_few([f'"{one}"/{other}' for one, other in existing])
    subject = f"{has} of Service {objects.name(service)} is called"
    fix = patches.field("name", name)
    return f'{subject} "{name}", the endpoints have {existing_text}', fix


def is_mirror(endpoint_slice: Object) -> bool:
    """Return whether a slice only mirrors hand-written Endpoints."""
    return (
        objects.labels(endpoint_slice).get("endpointslice.kubernetes.io/managed-by")
        == "endpointslicemirroring-controller.k8s.io"
    )


def unusable_addresses(view: View, obj: Object) -> Iterator[Fact]:
    """Yield addresses that cannot be forwarded to."""
    key = objects.key(obj)
    if obj.get("addressType") == "FQDN":
        text = "slices of the type FQDN are passed over by kube-proxy and by DNS"
        fix = "addressType: IPv4, with addresses; or a Service of type ExternalName"
        yield Fact("endpoint-address-unusable", key, "addressType", text, fix)
        return
    for address, path in written_addresses(obj):
        owner = view.cluster.table("Service").index_by(services.addresses).get(address)
        if owner:
            reason = f"{address} is the cluster IP of Service {objects.key(owner[0]).path}; packets are translated once only"
            fix = "the addresses of its endpoints, or a Service of type ExternalName"
            yield Fact("endpoint-address-unusable", key, path, reason, fix)
        elif is_service_address(view, address):
            reason = f"{address} lies in the range of cluster IPs, {view.cluster.settings.service_cidrs[0]}"
            level, doubt = ("", "") if view.settled else (WARNING, SUSPECT)
            yield Fact("endpoint-address-unusable", key, path, reason, level=level, doubt=doubt)


def written_addresses(obj: Object) -> Iterator[tuple[str, str]]:
    """Yield every address of a slice or of Endpoints, with its path."""
    for index, entry in enumerate(endpoint_slices.endpoints(obj)):
        for address in entry.get("addresses") or ():
            yield address, f"endpoints[{index}].addresses"
    for index, subset in enumerate(
        endpoint_lists.subsets(obj) if obj["kind"] == "Endpoints" else ()
    ):
        for position, entry in enumerate(endpoint_lists.addresses(subset)):
            yield entry.get("ip", ""), f"subsets[{index}].addresses[{position}].ip"


def is_service_address(view: View, address: str) -> bool:
    """Return whether an address lies in the service CIDR."""
    parsed = ip.parse_strict(address)
    networks = [
        network[1]
        for network in map(ip.parse_network, view.cluster.settings.service_cidrs)
        if network
    ]
    return parsed is not None and any(
        parsed.version == network.version and parsed in network for network in networks
    )
