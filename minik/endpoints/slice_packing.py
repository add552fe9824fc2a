"""Which endpoints stand in which slice. Upstream rule: endpointslice `reconcileByPortMapping`."""

from collections.abc import Mapping, Sequence

from minik.endpoints.service_backends import Port
from minik.light_typing import NamedTuple, TypeAlias
from minik.model import object as objects
from minik.model.object import Object

MAX_ENDPOINTS = 100
Endpoint: TypeAlias = Object
Ports: TypeAlias = tuple[Port, ...]


class SlicePlan(NamedTuple):
    """A slice as it should be; `old` is the existing slice that it replaces, or None."""

    ports: Ports
    endpoints: list[Endpoint]
    old: Object | None = None


def endpoint_identity(endpoint_: Endpoint) -> str:
    """Return what identifies an endpoint: address, host name and pod."""
    target = endpoint_.get("targetRef") or {}
    return f"{endpoint_['addresses'][0]} {endpoint_.get('hostname') or ''} {target.get('namespace')}/{target.get('name')}"


def plan_slices(
    slices: Sequence[Object], groups: Mapping[Ports, dict[str, Endpoint]]
) -> tuple[list[SlicePlan], list[Object]]:
    """Return all slices as they should be, and the slices left over.

    Without any endpoint there is one empty slice.
    """
    by_ports: dict[Ports, list[Object]] = {}
    for slice_ in slices:
        by_ports.setdefault(ports_of(slice_), []).append(slice_)
    plans: list[SlicePlan] = []
    for ports, endpoints in groups.items():
        plans += pack_endpoints(ports, by_ports.get(ports, ()), endpoints)
    used = {objects.name(plan.old) for plan in plans if plan.old}
    spare = [slice_ for slice_ in slices if objects.name(slice_) not in used]
    if not plans:
        empty = next(
            (slice_ for slice_ in spare if not slice_.get("endpoints") and not slice_.get("ports")),
            None,
        )
        plans, spare = (
            [SlicePlan((), [], empty)],
            [slice_ for slice_ in spare if slice_ is not empty],
        )
    for index, plan in enumerate(plans):
        if plan.old is None and spare:
            plans[index] = plan._replace(old=spare.pop(0))
    return plans, spare


def pack_endpoints(
    ports: Ports, slices: Sequence[Object], endpoints: Mapping[str, Endpoint]
) -> list[SlicePlan]:
    """Return the slices of one group, changing as few as possible (`reconcileByPortMapping`)."""
    waiting = dict(endpoints)
    remaining = [
        (
            slice_,
            [
                waiting.pop(name)
                for name in map(endpoint_identity, slice_.get("endpoints") or ())
                if name in waiting
            ],
        )
        for slice_ in slices
    ]
    if not waiting and not slices:
        return []
    added = spread_endpoints(ports, remaining, list(waiting.values()))
    return [
        *(SlicePlan(ports, members, slice_) for slice_, members in remaining if members),
        *added,
    ]


def spread_endpoints(
    ports: Ports, remaining: Sequence[tuple[Object, list[Endpoint]]], unplaced: list[Endpoint]
) -> list[SlicePlan]:
    """Add the unplaced endpoints to the slices that remain; return the new slices for the rest.

    First come slices that change anyway, the fullest first, then the one unchanged slice into which
    the rest fits best.
    """
    changing = [
        members for slice_, members in remaining if members and not is_unchanged(slice_, members)
    ]
    for members in sorted(changing, key=len, reverse=True):
        space = MAX_ENDPOINTS - len(members)
        members += unplaced[:space]
        unplaced = unplaced[space:]
    added: list[SlicePlan] = []
    while unplaced:
        candidates = [
            members
            for slice_, members in remaining
            if members
            and len(members) + len(unplaced) <= MAX_ENDPOINTS
            and is_unchanged(slice_, members)
        ]
        if candidates and len(unplaced) < MAX_ENDPOINTS:
            max(candidates, key=len).extend(unplaced)
            break
        added.append(SlicePlan(ports, unplaced[:MAX_ENDPOINTS]))
        unplaced = unplaced[MAX_ENDPOINTS:]
    return added


def is_unchanged(slice_: Object, members: Sequence[Endpoint]) -> bool:
    """Whether these are still the endpoints of an existing slice."""
    return members == (slice_.get("endpoints") or [])


def ports_of(slice_: Object) -> Ports:
    """Return the ports of an existing slice."""
    return tuple(
        Port(
            port.get("name") or "",
            port.get("port"),
            port.get("protocol") or "TCP",
            port.get("appProtocol"),
        )
        for port in slice_.get("ports") or ()
    )
