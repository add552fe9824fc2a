"""How fast nodes are emptied. Upstream rule: `pkg/controller/nodelifecycle`, the zones and their rate limits.

Of a zone one node every ten seconds. Where most of a zone is not ready, the fault is likely to be in between: then one every hundred
seconds in a large zone, and none in a small one; and where no node of the whole cluster is ready, nobody is driven out at all.
"""
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from minik.intake.admission import timestamp
from minik.kinds import node as nodes
from minik.model import object as objects
from minik.model.duration import moment
from minik.model.object import Object

KEYS = {"False": "node.kubernetes.io/not-ready", "Unknown": "node.kubernetes.io/unreachable"}
PLACE = ("topology.kubernetes.io/region", "topology.kubernetes.io/zone")
USUAL, SLOW = timedelta(seconds=10), timedelta(seconds=100)
LARGE, UNHEALTHY, FEW = 50, 0.55, 2


def by_zone(found: Iterable[Object]) -> Mapping[tuple[str, ...], list[Object]]:
    """The nodes of each zone."""
    zones: dict[tuple[str, ...], list[Object]] = {}
    for node in found:
        zones.setdefault(tuple(objects.labels(node).get(name, "") for name in PLACE), []).append(node)
    return zones


def is_lost(members: Sequence[Object]) -> bool:
    """Whether no node of a zone is ready (full disruption)."""
    return not any(map(nodes.is_ready, members))


def pause(members: Sequence[Object]) -> timedelta | None:
    """How long it is from one node of a zone to the next; nothing where none is emptied."""
    unhealthy = sum(not nodes.is_ready(node) for node in members)
    if is_lost(members) or unhealthy <= FEW or unhealthy / len(members) < UNHEALTHY:
        return USUAL
    return SLOW if len(members) > LARGE else None


def key(node: Object) -> str:
    """The taint that drives pods off a node that is not ready."""
    return KEYS.get(str(nodes.condition(node, "Ready").get("status")), "")


def added(node: Object) -> list[str]:
    """When a node was tainted so."""
    return [taint.get("timeAdded") or "" for taint in nodes.taints(node) if is_ours(taint)]


def is_ours(taint: Object) -> bool:
    """Whether a taint drives pods out because the node is not ready."""
    return taint["effect"] == "NoExecute" and taint["key"] in KEYS.values()


def waiting(members: Sequence[Object]) -> list[Object]:
    """The nodes that have yet to be emptied, the first that failed first."""
    found = [node for node in members if key(node) and not added(node)]
    return sorted(found, key=lambda node: (nodes.condition(node, "Ready").get("lastTransitionTime") or "", objects.name(node)))


def turn(members: Sequence[Object]) -> datetime | None:
    """When the next node of a zone may be emptied, if not at once."""
    between, last = pause(members), max((time for node in members for time in added(node)), default="")
    return moment(last) + between if between and last else None


def turns(found: Sequence[Object]) -> Iterator[datetime]:
    """When the next node of each zone in which one waits may be emptied."""
    for members in by_zone(found).values():
        when = turn(members) if waiting(members) else None
        if when:
            yield when


def emptied(found: Sequence[Object], now: datetime) -> list[Object]:
    """All nodes, with the taints that drive pods out on those whose turn it is."""
    zones = by_zone(found)
    if all(map(is_lost, zones.values())):
        return [left_alone(node) for node in found]
    chosen = set()
    for members in zones.values():
        first, when = waiting(members)[:1], turn(members)
        if first and pause(members) and (when is None or when <= now):
            chosen.add(objects.name(first[0]))
    return [tainted(node, now) if objects.name(node) in chosen or is_other(node) else node for node in found]


def is_other(node: Object) -> bool:
    """Whether a node is tainted for what it was before: not ready, and then not heard of any more."""
    wanted = key(node)
    return bool(wanted and added(node)) and not any(taint["key"] == wanted and is_ours(taint) for taint in nodes.taints(node))


def tainted(node: Object, now: datetime) -> Object:
    """A node off which pods are driven."""
    kept = objects.spec(left_alone(node)).get("taints") or []
    return objects.write(node, "spec.taints", [*kept, {"effect": "NoExecute", "key": key(node), "timeAdded": timestamp(now)}])


def left_alone(node: Object) -> Object:
    """A node off which nobody is driven for being not ready."""
    taints = nodes.taints(node)
    kept = [taint for taint in taints if not is_ours(taint)]
    if len(kept) == len(taints):
        return node
    return objects.write(node, "spec.taints", kept) if kept else objects.drop(node, "spec.taints")
