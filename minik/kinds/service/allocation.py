"""Services get addresses inside the cluster, and ports on its nodes.

Upstream rule: core's service `storage/alloc.go`. It happens before a service is judged, so a refusal here hides the problems behind
it. On creation, ports of one number (TCP and UDP) share a node port; on update each without one gets one of its own.
"""
from collections.abc import Mapping, Sequence
from typing import Any

from minik.errors import InternalError, Invalid
from minik.kinds.service import families, fields, pools
from minik.kinds.service.retention import normalised, retained
from minik.model.cluster import Draft
from minik.model.object import Object, name, namespace, spec
from minik.model.pool import Pool, Unavailable
from minik.model.problem import invalid


def allocate(service: Object, old: Object | None, draft: Draft) -> Object:
    """The service with its families, addresses and ports."""
    service = normalised(retained(service, old) if old else service, old)
    try:
        service = families.initialised(service, old, draft.settings.families)
        return with_ports(with_addresses(service, old, draft), old, draft)
    except families.Refusal as refusal:
        raise Invalid(f'Service "{name(service)}"', refusal.problems, hint=refusal.hint) from None


def with_addresses(service: Object, old: Object | None, draft: Draft) -> Object:
    """With an address of each family; a headless service and an ExternalName have none."""
    if families.prefers_two_as_before(service, old):
        return service
    if old is None or fields.is_external_name(old):
        return service if fields.is_external_name(service) or fields.is_headless(service) else addressed(service, 0, draft)
    if fields.is_headless(old):
        return service
    before, after = list(spec(old).get("ipFamilies") or ()), list(spec(service).get("ipFamilies") or ())
    if fields.is_external_name(service):
        release_addresses(old, 0, draft)
    elif len(before) == 1 and len(after) == 2:
        return addressed(service, 1, draft)
    elif len(before) == 2 and len(after) == 1:
        release_addresses(old, 1, draft)
    return service


def addressed(service: Object, first: int, draft: Draft) -> Object:
    """With an address of each family from the first one on: the one that is asked for, or any."""
    named = list(spec(service).get("ipFamilies") or ())
    wanted = [*fields.cluster_ips(service), *[""] * len(named)][:max(len(named), len(fields.cluster_ips(service)))]
    given = list(wanted)
    for index in range(first, len(named)):
        given[index] = address(service, wanted, index, pools.ranges(draft, named[index]), draft.rehearsal)
    return fields.with_spec(service, clusterIP=given[0], clusterIPs=given)


def address(service: Object, wanted: Sequence[str], index: int, found: Sequence[pools.Range], rehearsal: bool) -> str:
    """The address that is asked for at this place; where none is, one that follows from the service's name."""
    try:
        if not wanted[index]:
            return pools.take_next_address(found, seed(service))
        pools.take_address(found, wanted[index], rehearsal)
        return wanted[index]
    except Unavailable as why:
        if not wanted[index]:
            raise InternalError(f'Internal error occurred: failed to allocate a serviceIP for Service "{name(service)}": {why}') from None
        problem = invalid("spec.clusterIPs", wanted, f"failed to allocate IP {wanted[index]}: {why}")
        raise families.Refusal([problem], why.hint) from None


def seed(service: Object) -> str:
    """From what its addresses and ports follow: the same service always gets the same, where they are free."""
    return f"{namespace(service)}/{name(service)}"


def release_addresses(old: Object, first: int, draft: Draft) -> None:
    """Give back the addresses from a place on."""
    for family, text in list(zip(spec(old).get("ipFamilies") or (), fields.cluster_ips(old)))[first:]:
        pools.release_address(pools.ranges(draft, family), text)


def with_ports(service: Object, old: Object | None, draft: Draft) -> Object:
    """With a node port for each port that needs one, and one for health checks."""
    if not fields.needs_node_ports(service) and not (old and fields.needs_node_ports(old)):
        return service
    found = pools.port_range(draft)
    if fields.needs_node_ports(service):
        service = fields.with_spec(service, ports=(first_ports if old is None else next_ports)(service, old, found) or None)
    for number in set(fields.node_ports(old) if old else ()) - set(fields.node_ports(service) if fields.needs_node_ports(service) else ()):
        found.release(number)
    return with_health_check(service, old, found)


def first_ports(service: Object, _: Object | None, found: Pool) -> Sequence[Mapping[str, Any]]:
    """The fields.ports of a new service. A node port that is asked for by one port is that of all of its number."""
    given: dict[int, int] = {}
    asked: dict[int, int] = {}
    for port in reversed(fields.ports(service)):
        if port.get("nodePort"):
            asked[port.get("port", 0)] = port["nodePort"]
    filled = []
    for index, port in enumerate(fields.ports(service)):
        number, mine = port.get("port", 0), port.get("nodePort") or 0
        if mine or allocates(service):
            if number not in given:
                mine = given[number] = node_port(service, index, asked.get(number, 0), found)
            elif mine and mine != given[number]:
                node_port(service, index, mine, found)
            mine = mine or given[number]
        filled.append({**port, "nodePort": mine} if mine else port)
    return filled


def next_ports(service: Object, old: Object | None, found: Pool) -> Sequence[Mapping[str, Any]]:
    """The fields.ports of a changed service: what the old one held it may hold on, but no two fields.ports of a protocol one number."""
    had, taken, filled = set(fields.node_ports(old) if old else ()), set[int](), []
    used: set[tuple[str, int]] = set()
    for index, port in enumerate(fields.ports(service)):
        mine = port.get("nodePort") or 0
        if mine or allocates(service):
            if not mine or mine not in had and mine not in taken:
                mine = node_port(service, index, mine, found)
                taken.add(mine)
            if (port["protocol"], mine) in used:
                raise InternalError(f"duplicate nodePort: {{{port['protocol']} {mine}}}")
            used.add((port["protocol"], mine))
        filled.append({**port, "nodePort": mine} if mine else port)
    return filled


def allocates(service: Object) -> bool:
    """Whether fields.ports that ask for no node port get one."""
    return fields.service_type(service) != fields.LOAD_BALANCER or spec(service).get("allocateLoadBalancerNodePorts") is not False


def node_port(service: Object, index: int, wanted: int, found: Pool) -> int:
    """The node port that is asked for; where none is, one that follows from the service's name and the port's place."""
    try:
        if not wanted:
            return found.take_next(f"{seed(service)}/{index}")
        pools.take_port(found, wanted)
        return wanted
    except Unavailable as why:
        if not wanted:
            raise InternalError(f"Internal error occurred: failed to allocate a nodePort: {why}") from None
        raise families.Refusal([invalid(f"spec.ports[{index}].nodePort", wanted, str(why))]) from None


def with_health_check(service: Object, old: Object | None, found: Pool) -> Object:
    """With a port for health checks, where a load balancer needs one and did not before; without, it is free again."""
    needed, needs = old is not None and fields.needs_health_check(old), fields.needs_health_check(service)
    if needed and not needs and old is not None:
        found.release(fields.health_check_node_port(old))
    if needed or not needs:
        return service
    wanted = fields.health_check_node_port(service)
    try:
        if wanted:
            pools.take_port(found, wanted)
        return fields.with_spec(service, healthCheckNodePort=wanted or found.take_next(f"{seed(service)}/health"))
    except Unavailable as why:
        asked = f"failed to allocate requested HealthCheck NodePort {wanted}" if wanted else "failed to allocate a HealthCheck NodePort 0"
        raise InternalError(f"Internal error occurred: {asked}: {why}") from None
