"""What changed from one moment to the next: nodes, pods, and ready endpoints of Services."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.light_typing import NamedTuple, TypeAlias
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Key, Object, read

SERVICE_NAME = "kubernetes.io/service-name"
GONE, READY, NOT_READY = "gone", "ready", "not ready"
PRESSURES = ("MemoryPressure", "DiskPressure", "PIDPressure")
ReadyEndpoints: TypeAlias = Mapping[
    tuple[str, str], frozenset[str]
]  # the names of those that are ready behind each Service


class Shift(NamedTuple):
    """A Service whose ready endpoints changed: names that left and joined, counts."""

    service: tuple[str, str]
    left: frozenset[str]
    joined: frozenset[str]
    before: int
    after: int


class Step(NamedTuple):
    """All that changed up to a moment; pods come with their node and state."""

    when: datetime
    nodes: Sequence[tuple[str, str]]
    shifts: Sequence[Shift]
    evicted: Sequence[str]
    gone: Sequence[str]
    created: Sequence[tuple[str, str, str]]
    changed: Sequence[tuple[str, str]]

    @property
    def is_empty(self) -> bool:
        """Whether nothing visible changed."""
        return not any(self[1:])


def compare(earlier: Cluster, later: Cluster) -> Step:
    """Return what changed between two clusters."""
    old, new = (
        {objects.key(pod): pod for pod in side} for side in changed_objects(earlier, later, "Pod")
    )
    vanished = [
        key for key in old if key not in new or objects.uid(new[key]) != objects.uid(old[key])
    ]
    leaving = [
        key
        for key in new
        if key in old
        and key not in vanished
        and pods.is_terminating(new[key])
        and not pods.is_terminating(old[key])
    ]
    created = [key for key in new if key not in old or key in vanished]
    evicted = [
        key
        for key in (*leaving, *vanished)
        if is_evicted(new.get(key) if key in leaving else old[key], earlier, later)
    ]
    altered = [
        key
        for key in new
        if key not in created and key not in leaving and pod_state(new[key]) != pod_state(old[key])
    ]
    return Step(
        later.now,
        list(changed_nodes(earlier, later)),
        list(endpoint_shifts(ready_endpoints(earlier), ready_endpoints(later))),
        [short_name(key) for key in sorted(evicted)],
        [short_name(key) for key in sorted({*leaving, *vanished} - set(evicted))],
        [(short_name(key), pods.node(new[key]), pod_state(new[key])) for key in sorted(created)],
        [(short_name(key), pod_state(new[key])) for key in sorted(altered)],
    )


def changed_objects(
    earlier: Cluster, later: Cluster, kind: str
) -> tuple[list[Object], list[Object]]:
    """Return the objects of a kind that differ, as they were and as they are."""
    old, new = earlier.table(kind).by_path, later.table(kind).by_path
    if old is new:
        return [], []
    return (
        [obj for path, obj in old.items() if new.get(path) is not obj],
        [obj for path, obj in new.items() if old.get(path) is not obj],
    )


def is_evicted(pod: Object | None, earlier: Cluster, later: Cluster) -> bool:
    """Whether a pod goes because its node is being emptied."""
    if pod is None:
        return False
    if (pods.condition(pod, "DisruptionTarget") or {}).get("status") == "True":
        return not pods.is_terminating(
            earlier.get(*objects.key(pod)) or pod
        ) and not pods.is_terminal(pod)
    node = later.get("Node", "", pods.node(pod))
    taints = nodes.taints(node) if node else ()
    return any(taint["effect"] == "NoExecute" for taint in taints) and not pods.is_terminating(pod)


def short_name(key: Key) -> str:
    """Format as `web-1`, or `shop/web-1` outside the namespace default."""
    return key.name if key.namespace == "default" else f"{key.namespace}/{key.name}"


def pod_state(pod: Object) -> str:
    """Return the state of a pod in a few words."""
    if pods.is_terminating(pod):
        return "Terminating"
    if pods.is_terminal(pod):
        return str(objects.status(pod).get("reason") or pods.phase(pod))
    if pods.is_ready(pod):
        restarts = max(
            (
                int(status.get("restartCount") or 0)
                for status in read(pod, "status.containerStatuses", [])
            ),
            default=0,
        )
        return f"ready again (restart {restarts})" if restarts else READY
    waiting = next(
        (
            read(status, "state.waiting.reason")
            for status in read(pod, "status.containerStatuses", [])
            if read(status, "state.waiting")
        ),
        "",
    )
    if waiting:
        return str(waiting)
    unscheduled = pods.condition(pod, "PodScheduled") or {}
    if unscheduled.get("status") == "False":
        return f"Pending: {unscheduled.get('message', '')}".partition(" no new claims")[
            0
        ].partition(" preemption")[0]
    return NOT_READY if pods.phase(pod) == "Running" else pods.phase(pod) or "Pending"


def changed_nodes(earlier: Cluster, later: Cluster) -> Iterator[tuple[str, str]]:
    """Yield name and new state of each node whose state changed."""
    old, new = (
        {objects.name(node): node for node in side}
        for side in changed_objects(earlier, later, "Node")
    )
    for name in sorted({*old, *new}):
        states = [node_state(side.get(name)) for side in (old, new)]
        if states[0] != states[1]:
            yield name, states[1]


def node_state(node: Object | None) -> str:
    """Return the state of a node: `NotReady, MemoryPressure, cordoned`; `gone` without a node."""
    if node is None:
        return GONE
    ready = nodes.condition(node, "Ready").get("status")
    states = [
        "Ready" if ready == "True" else "NotReady (Unknown)" if ready == "Unknown" else "NotReady"
    ]
    states += [kind for kind in PRESSURES if nodes.condition(node, kind).get("status") == "True"]
    return ", ".join([*states, *([] if nodes.is_schedulable(node) else ["cordoned"])])


def ready_endpoints(cluster: Cluster) -> ReadyEndpoints:
    """Return the ready endpoints of each Service, by pod name, or by address without a pod."""
    by_service: dict[tuple[str, str], set[str]] = {}
    for slice_ in cluster.of("EndpointSlice"):
        name = objects.labels(slice_).get(SERVICE_NAME)
        if name:
            members = by_service.setdefault((objects.namespace(slice_), name), set())
            for endpoint in slice_.get("endpoints") or ():
                if read(endpoint, "conditions.ready", True) is not False:
                    members.add(read(endpoint, "targetRef.name") or endpoint["addresses"][0])
    return {service: frozenset(members) for service, members in by_service.items()}


def endpoint_shifts(earlier: ReadyEndpoints, later: ReadyEndpoints) -> Iterator[Shift]:
    """Yield the Services whose ready endpoints changed."""
    for service in sorted({*earlier, *later}):
        before, after = earlier.get(service, frozenset()), later.get(service, frozenset())
        if before != after:
            yield Shift(service, before - after, after - before, len(before), len(after))


class Gap(NamedTuple):
    """A time without ready endpoints of a Service that had some before; `until` None: it lasts."""

    service: tuple[str, str]
    since: datetime
    until: datetime | None


def find_gaps(clusters: Iterable[Cluster]) -> tuple[bool, list[Gap]]:
    """Return whether any Service ever had a ready endpoint, and every gap."""
    served: set[tuple[str, str]] = set()
    gaps_: list[Gap] = []
    for cluster in clusters:
        current = ready_endpoints(cluster)
        open_services = {gap.service for gap in gaps_ if gap.until is None}
        served |= {service for service, members in current.items() if members}
        gaps_ = [
            gap._replace(until=cluster.now)
            if gap.until is None and current.get(gap.service)
            else gap
            for gap in gaps_
        ]
        gaps_ += [
            Gap(service, cluster.now, None)
            for service in sorted(served - open_services)
            if not current.get(service) and cluster.get("Service", *service) is not None
        ]
    return bool(served), gaps_
