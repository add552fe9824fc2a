"""Allocation of cluster IPs and node ports.

Upstream rule: core's service `storage/alloc.go`. It runs before validation, so an allocation error
hides the validation problems. On creation, ports of one number (TCP and UDP) share a node port; on
update each port without one gets its own.
"""

from collections.abc import Mapping, Sequence

from minik.errors import InternalError, Invalid
from minik.kinds.service import families, fields, pools
from minik.kinds.service.retention import keep_allocated, normalize_cluster_ips
from minik.light_typing import Any
from minik.model.cluster import Draft
from minik.model.object import Object, name, namespace, spec
from minik.model.pool import Pool, Unavailable
from minik.model.problem import invalid


def allocate(service: Object, old: Object | None, draft: Draft) -> Object:
    """Return the service with its families, addresses and node ports; raises Invalid if one cannot
    be had.
    """
    service = normalize_cluster_ips(keep_allocated(service, old) if old else service, old)
    try:
        service = families.fill_families(service, old, draft.settings.families)
        return with_ports(with_addresses(service, old, draft), old, draft)
    except families.Refusal as refusal:
        raise Invalid(f'Service "{name(service)}"', refusal.problems, hint=refusal.hint) from None


def with_addresses(service: Object, old: Object | None, draft: Draft) -> Object:
    """Allocate an address of each family, and release those no longer needed. Headless services and
    ExternalNames have none.
    """
    if families.is_unchanged_prefer_dual(service, old):
        return service
    if old is None or fields.is_external_name(old):
        return (
            service
            if fields.is_external_name(service) or fields.is_headless(service)
            else assign_addresses(service, 0, draft)
        )
    if fields.is_headless(old):
        return service
    before, after = (
        list(spec(old).get("ipFamilies") or ()),
        list(spec(service).get("ipFamilies") or ()),
    )
    if fields.is_external_name(service):
        release_addresses(old, 0, draft)
    elif len(before) == 1 and len(after) == 2:
        return assign_addresses(service, 1, draft)
    elif len(before) == 2 and len(after) == 1:
        release_addresses(old, 1, draft)
    return service


def assign_addresses(service: Object, first: int, draft: Draft) -> Object:
    """Allocate the addresses from index `first` on: the requested one, or any free one, of each
    family.
    """
    family_names = list(spec(service).get("ipFamilies") or ())
    requested = [*fields.cluster_ips(service), *[""] * len(family_names)][
        : max(len(family_names), len(fields.cluster_ips(service)))
    ]
    addresses = list(requested)
    for index in range(first, len(family_names)):
        addresses[index] = assign_address(
            service, requested, index, pools.ranges(draft, family_names[index]), draft.dry_run
        )
    return fields.with_spec(service, clusterIP=addresses[0], clusterIPs=addresses)


def assign_address(
    service: Object,
    requested: Sequence[str],
    index: int,
    ranges: Sequence[pools.Range],
    rehearsal: bool,
) -> str:
    """Take the requested address; without one, a free address derived from the service's name.
    Raises Refusal or InternalError.
    """
    try:
        if not requested[index]:
            return pools.take_next_address(ranges, seed(service))
        pools.take_address(ranges, requested[index], rehearsal)
        return requested[index]
    except Unavailable as why:
        if not requested[index]:
            raise InternalError(
                f'Internal error occurred: failed to allocate a serviceIP for Service "{name(service)}": {why}'
            ) from None
        problem = invalid(
            "spec.clusterIPs", requested, f"failed to allocate IP {requested[index]}: {why}"
        )
        raise families.Refusal([problem], why.hint) from None


def seed(service: Object) -> str:
    """Return the seed of the service's allocations, so the same service gets the same free numbers."""
    return f"{namespace(service)}/{name(service)}"


def release_addresses(old: Object, first: int, draft: Draft) -> None:
    """Release the addresses from index `first` on."""
    for family, text in list(zip(spec(old).get("ipFamilies") or (), fields.cluster_ips(old)))[
        first:
    ]:
        pools.release_address(pools.ranges(draft, family), text)


def with_ports(service: Object, old: Object | None, draft: Draft) -> Object:
    """Allocate node ports and the health check port where needed, and release unused ones."""
    if not fields.needs_node_ports(service) and not (old and fields.needs_node_ports(old)):
        return service
    port_pool = pools.port_range(draft)
    if fields.needs_node_ports(service):
        service = fields.with_spec(
            service,
            ports=(assign_ports_on_create if old is None else assign_ports_on_update)(
                service, old, port_pool, draft.dry_run
            )
            or None,
        )
    for number in set(fields.node_ports(old) if old else ()) - set(
        fields.node_ports(service) if fields.needs_node_ports(service) else ()
    ):
        port_pool.release(number)
    return with_health_check(service, old, port_pool, draft.dry_run)


def assign_ports_on_create(
    service: Object, _: Object | None, port_pool: Pool, rehearsal: bool
) -> Sequence[Mapping[str, Any]]:
    """Return the ports of a new service with node ports. Ports of one number share the node port
    that any of them requests.
    """
    assigned: dict[int, int] = {}
    requested: dict[int, int] = {}
    for port in reversed(fields.ports(service)):
        if port.get("nodePort"):
            requested[port.get("port", 0)] = port["nodePort"]
    filled = []
    for index, port in enumerate(fields.ports(service)):
        number, current_port = port.get("port", 0), port.get("nodePort") or 0
        if current_port or allocates_node_ports(service):
            if number not in assigned:
                current_port = assigned[number] = assign_node_port(
                    service, index, requested.get(number, 0), port_pool, rehearsal
                )
            elif current_port and current_port != assigned[number]:
                assign_node_port(service, index, current_port, port_pool, rehearsal)
            current_port = current_port or assigned[number]
        filled.append({**port, "nodePort": current_port} if current_port else port)
    return filled


def assign_ports_on_update(
    service: Object, old: Object | None, port_pool: Pool, rehearsal: bool
) -> Sequence[Mapping[str, Any]]:
    """Return the ports of an updated service with node ports; node ports of the old one may stay.
    Raises InternalError if two ports of a protocol have the same node port.
    """
    old_ports, new_ports, filled = set(fields.node_ports(old) if old else ()), set[int](), []
    used: set[tuple[str, int]] = set()
    for index, port in enumerate(fields.ports(service)):
        current_port = port.get("nodePort") or 0
        if current_port or allocates_node_ports(service):
            if not current_port or current_port not in old_ports and current_port not in new_ports:
                current_port = assign_node_port(service, index, current_port, port_pool, rehearsal)
                new_ports.add(current_port)
            if (port["protocol"], current_port) in used:
                raise InternalError(f"duplicate nodePort: {{{port['protocol']} {current_port}}}")
            used.add((port["protocol"], current_port))
        filled.append({**port, "nodePort": current_port} if current_port else port)
    return filled


def allocates_node_ports(service: Object) -> bool:
    """Return whether ports that request no node port get one."""
    return (
        fields.service_type(service) != fields.LOAD_BALANCER
        or spec(service).get("allocateLoadBalancerNodePorts") is not False
    )


def assign_node_port(
    service: Object, index: int, requested: int, port_pool: Pool, rehearsal: bool
) -> int:
    """Take the requested node port; without one, a free port derived from the service's name.
    Raises Refusal or InternalError.
    """
    try:
        if not requested:
            return port_pool.take_next(f"{seed(service)}/{index}")
        pools.take_port(port_pool, requested, rehearsal)
        return requested
    except Unavailable as why:
        if not requested:
            raise InternalError(
                f"Internal error occurred: failed to allocate a nodePort: {why}"
            ) from None
        raise families.Refusal(
            [invalid(f"spec.ports[{index}].nodePort", requested, str(why))]
        ) from None


def with_health_check(
    service: Object, old: Object | None, port_pool: Pool, rehearsal: bool
) -> Object:
    """Allocate the health check node port when it becomes needed, release it when no longer needed."""
    needed, needs = (
        old is not None and fields.needs_health_check(old),
        fields.needs_health_check(service),
    )
    if needed and not needs and old is not None:
        port_pool.release(fields.health_check_node_port(old))
    if needed or not needs:
        return service
    requested = fields.health_check_node_port(service)
    try:
        if requested:
            pools.take_port(port_pool, requested, rehearsal)
        return fields.with_spec(
            service, healthCheckNodePort=requested or port_pool.take_next(f"{seed(service)}/health")
        )
    except Unavailable as why:
        failure = (
            f"failed to allocate requested HealthCheck NodePort {requested}"
            if requested
            else "failed to allocate a HealthCheck NodePort 0"
        )
        raise InternalError(f"Internal error occurred: {failure}: {why}") from None
