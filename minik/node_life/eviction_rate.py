"""How fast failed nodes are emptied. Upstream rule: `pkg/controller/nodelifecycle`, zones and rate
limits.

In each zone one node every ten seconds. If most nodes of a zone are not ready, the network is the
likely cause: then one every hundred seconds in a large zone and none in a small one. If no node of
the whole cluster is ready, no pod is evicted at all.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from minik.intake.system_metadata import timestamp
from minik.kinds import node as nodes
from minik.model import object as objects
from minik.model.duration import after, parse_time
from minik.model.object import Object

TAINT_KEYS = {"False": "node.kubernetes.io/not-ready", "Unknown": "node.kubernetes.io/unreachable"}
ZONE_LABELS = ("topology.kubernetes.io/region", "topology.kubernetes.io/zone")
NORMAL_INTERVAL, SLOW_INTERVAL = timedelta(seconds=10), timedelta(seconds=100)
LARGE_ZONE, UNHEALTHY_SHARE, FEW_NODES = 50, 0.55, 2


def group_by_zone(all_nodes: Iterable[Object]) -> Mapping[tuple[str, ...], list[Object]]:
    """Return the nodes by zone; a zone is (region, zone)."""
    zones: dict[tuple[str, ...], list[Object]] = {}
    for node in all_nodes:
        zones.setdefault(
            tuple(objects.labels(node).get(name, "") for name in ZONE_LABELS), []
        ).append(node)
    return zones


def is_fully_disrupted(members: Sequence[Object]) -> bool:
    """Whether no node of a zone is ready (full disruption)."""
    return not any(map(nodes.is_ready, members))


def eviction_interval(members: Sequence[Object]) -> timedelta | None:
    """Return the time between two nodes of a zone; None if none is emptied."""
    unhealthy = sum(not nodes.is_ready(node) for node in members)
    if (
        is_fully_disrupted(members)
        or unhealthy <= FEW_NODES
        or unhealthy / len(members) < UNHEALTHY_SHARE
    ):
        return NORMAL_INTERVAL
    return SLOW_INTERVAL if len(members) > LARGE_ZONE else None


def taint_key(node: Object) -> str:
    """Return the key of the NoExecute taint for a node that is not ready; "" if it is ready."""
    return TAINT_KEYS.get(str(nodes.condition(node, "Ready").get("status")), "")


def taint_times(node: Object) -> list[str]:
    """Return when a node got its NoExecute taints for not being ready."""
    return [taint.get("timeAdded") or "" for taint in nodes.taints(node) if is_outage_taint(taint)]


def is_outage_taint(taint: Object) -> bool:
    """Whether a taint evicts pods because the node is not ready."""
    return taint["effect"] == "NoExecute" and taint["key"] in TAINT_KEYS.values()


def waiting_nodes(members: Sequence[Object]) -> list[Object]:
    """Return the nodes that are still to be emptied, the earliest failure first."""
    untainted = [node for node in members if taint_key(node) and not taint_times(node)]
    return sorted(
        untainted,
        key=lambda node: (
            nodes.condition(node, "Ready").get("lastTransitionTime") or "",
            objects.name(node),
        ),
    )


def next_eviction(members: Sequence[Object]) -> datetime | None:
    """Return when the next node of a zone may be emptied; None if at once or never."""
    interval, last = (
        eviction_interval(members),
        max((time for node in members for time in taint_times(node)), default=""),
    )
    return after(parse_time(last), interval) if interval and last else None


def next_evictions(all_nodes: Sequence[Object]) -> Iterator[datetime]:
    """Yield when the next node may be emptied, for each zone in which one waits."""
    for members in group_by_zone(all_nodes).values():
        when = next_eviction(members) if waiting_nodes(members) else None
        if when:
            yield when


def taint_due_nodes(all_nodes: Sequence[Object], now: datetime) -> list[Object]:
    """Return all nodes, with NoExecute taints on those that are to be emptied now."""
    zones = group_by_zone(all_nodes)
    if all(map(is_fully_disrupted, zones.values())):
        return [without_taints(node) for node in all_nodes]
    due = set()
    for members in zones.values():
        first, when = waiting_nodes(members)[:1], next_eviction(members)
        if first and eviction_interval(members) and (when is None or when <= now):
            due.add(objects.name(first[0]))
    return [
        with_taint(node, now) if objects.name(node) in due or has_outdated_taint(node) else node
        for node in all_nodes
    ]


def has_outdated_taint(node: Object) -> bool:
    """Whether a node has the taint of its former state: not-ready, and now unreachable."""
    expected = taint_key(node)
    return bool(expected and taint_times(node)) and not any(
        taint["key"] == expected and is_outage_taint(taint) for taint in nodes.taints(node)
    )


def with_taint(node: Object, now: datetime) -> Object:
    """Return a node with the NoExecute taint of its state."""
    others = objects.spec(without_taints(node)).get("taints") or []
    return objects.write(
        node,
        "spec.taints",
        [*others, {"effect": "NoExecute", "key": taint_key(node), "timeAdded": timestamp(now)}],
    )


def without_taints(node: Object) -> Object:
    """Return a node without the NoExecute taints for not being ready."""
    taints = nodes.taints(node)
    others = [taint for taint in taints if not is_outage_taint(taint)]
    if len(others) == len(taints):
        return node
    return (
        objects.write(node, "spec.taints", others) if others else objects.drop(node, "spec.taints")
    )
