"""What changed from one moment to the next: nodes, pods, and who is ready behind each Service."""
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeAlias

from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Key, Object, read

SERVICE_NAME = "kubernetes.io/service-name"
PRESSURES = ("MemoryPressure", "DiskPressure", "PIDPressure")
Ready: TypeAlias = Mapping[tuple[str, str], frozenset[str]]  # the names of those that are ready behind each Service


class Shift(NamedTuple):
    """A Service that is led to others than before; and how many were ready, and are."""

    service: tuple[str, str]
    left: frozenset[str]
    joined: frozenset[str]
    before: int
    after: int


class Step(NamedTuple):
    """All that changed until a moment. Pods are told with the node that they are on and what they do."""

    when: datetime
    nodes: Sequence[tuple[str, str]]
    shifts: Sequence[Shift]
    evicted: Sequence[str]
    gone: Sequence[str]
    made: Sequence[tuple[str, str, str]]
    changed: Sequence[tuple[str, str]]

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed that anybody sees."""
        return not any(self[1:])


def step(was: Cluster, now: Cluster) -> Step:
    """What is otherwise now."""
    old, new = ({objects.key(pod): pod for pod in one} for one in differing(was, now, "Pod"))
    lost = [key for key in old if key not in new or objects.uid(new[key]) != objects.uid(old[key])]
    leaving = [key for key in new if key in old and key not in lost and pods.is_terminating(new[key]) and not pods.is_terminating(old[key])]
    fresh = [key for key in new if key not in old or key in lost]
    driven = [key for key in (*leaving, *lost) if is_driven(new.get(key) if key in leaving else old[key], was, now)]
    same = [key for key in new if key not in fresh and key not in leaving and word(new[key]) != word(old[key])]
    return Step(now.now, list(turned(was, now)), list(shifts(ready(was), ready(now))), [shown(key) for key in sorted(driven)],
                [shown(key) for key in sorted({*leaving, *lost} - set(driven))],
                [(shown(key), pods.node(new[key]), word(new[key])) for key in sorted(fresh)],
                [(shown(key), word(new[key])) for key in sorted(same)])


def differing(was: Cluster, now: Cluster, kind: str) -> tuple[list[Object], list[Object]]:
    """The objects of a kind that are not the same in both."""
    old, new = was.table(kind).by_path, now.table(kind).by_path
    if old is new:
        return [], []
    return ([obj for path, obj in old.items() if new.get(path) is not obj], [obj for path, obj in new.items() if old.get(path) is not obj])


def is_driven(pod: Object | None, was: Cluster, now: Cluster) -> bool:
    """Whether a pod goes because its node was to be emptied."""
    if pod is None:
        return False
    if (pods.condition(pod, "DisruptionTarget") or {}).get("status") == "True":
        return not pods.is_terminating(was.get(*objects.key(pod)) or pod) and not pods.is_terminal(pod)
    node = now.get("Node", "", pods.node(pod))
    taints = nodes.taints(node) if node else ()
    return any(taint["effect"] == "NoExecute" for taint in taints) and not pods.is_terminating(pod)


def shown(key: Key) -> str:
    """`web-1`; `shop/web-1` where it is not in the namespace default."""
    return key.name if key.namespace == "default" else f"{key.namespace}/{key.name}"


def word(pod: Object) -> str:
    """What a pod does, as one sees at a glance."""
    if pods.is_terminating(pod):
        return "Terminating"
    if pods.is_terminal(pod):
        return str(objects.status(pod).get("reason") or pods.phase(pod))
    if pods.is_ready(pod):
        times = max((int(one.get("restartCount") or 0) for one in read(pod, "status.containerStatuses", [])), default=0)
        return f"ready again (restart {times})" if times else "ready"
    waits = next((read(one, "state.waiting.reason") for one in read(pod, "status.containerStatuses", []) if read(one, "state.waiting")), "")
    if waits:
        return str(waits)
    unscheduled = pods.condition(pod, "PodScheduled") or {}
    if unscheduled.get("status") == "False":
        return f"Pending: {unscheduled.get('message', '')}".partition(" no new claims")[0].partition(" preemption")[0]
    return "not ready" if pods.phase(pod) == "Running" else pods.phase(pod) or "Pending"


def turned(was: Cluster, now: Cluster) -> Iterator[tuple[str, str]]:
    """The nodes that are not as they were."""
    old, new = ({objects.name(node): node for node in one} for one in differing(was, now, "Node"))
    for name in sorted({*old, *new}):
        words = [state(one.get(name)) for one in (old, new)]
        if words[0] != words[1]:
            yield name, words[1]


def state(node: Object | None) -> str:
    """How a node is, in a word."""
    if node is None:
        return "gone"
    ready = nodes.condition(node, "Ready").get("status")
    found = ["Ready" if ready == "True" else "NotReady (Unknown)" if ready == "Unknown" else "NotReady"]
    found += [kind for kind in PRESSURES if nodes.condition(node, kind).get("status") == "True"]
    return ", ".join([*found, *([] if nodes.is_schedulable(node) else ["cordoned"])])


def ready(cluster: Cluster) -> Ready:
    """Who is ready behind each Service, by name, or by address where it is no pod."""
    found: dict[tuple[str, str], set[str]] = {}
    for one in cluster.of("EndpointSlice"):
        name = objects.labels(one).get(SERVICE_NAME)
        if name:
            members = found.setdefault((objects.namespace(one), name), set())
            for endpoint in one.get("endpoints") or ():
                if read(endpoint, "conditions.ready", True) is not False:
                    members.add(read(endpoint, "targetRef.name") or endpoint["addresses"][0])
    return {service: frozenset(members) for service, members in found.items()}


def shifts(was: Ready, now: Ready) -> Iterator[Shift]:
    """The Services that are led to others than before."""
    for service in sorted({*was, *now}):
        before, after = was.get(service, frozenset()), now.get(service, frozenset())
        if before != after:
            yield Shift(service, before - after, after - before, len(before), len(after))


class Gap(NamedTuple):
    """A Service that had somebody ready and then nobody: since when, and until when, if that is over."""

    service: tuple[str, str]
    since: datetime
    until: datetime | None


def gaps(clusters: Iterable[Cluster]) -> tuple[bool, list[Gap]]:
    """Whether any Service had somebody ready at all, and every gap."""
    served: set[tuple[str, str]] = set()
    found: list[Gap] = []
    for cluster in clusters:
        present = ready(cluster)
        open_ = {gap.service for gap in found if gap.until is None}
        served |= {service for service, members in present.items() if members}
        found = [gap._replace(until=cluster.now) if gap.until is None and present.get(gap.service) else gap for gap in found]
        found += [Gap(service, cluster.now, None) for service in sorted(served - open_) if not present.get(service)
                  and cluster.get("Service", *service) is not None]
    return bool(served), found
