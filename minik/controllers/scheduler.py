"""The scheduler: every pod gets the node that suits it, has the fewest pods of its kind, and is the emptiest.

Upstream rule: kube-scheduler's filters, and the scores that count where nobody wishes anything (PodTopologySpread, NodeResourcesFit). Where
upstream then chooses by chance, minik takes the first node by name; pods that are nobody's kin go where the fewest pods are. Pods with the
same wish (see `_rooms`) share one queue of the nodes on which they may be, the emptiest first; so a placement costs next to nothing.
"""
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import TypeAlias

from minik.controllers import _neighbours, _pod_status, _rooms, _volumes
from minik.controllers._kin import Kin
from minik.controllers._neighbours import Neighbours
from minik.controllers._rooms import Reason, Room, Wish
from minik.intake.admission import timestamp
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import Cluster
from minik.model.object import Object, read

WATCHES = ("Pod", "Node", "PersistentVolumeClaim", "PersistentVolume", "Namespace")
PATIENCE = 3
NAME = "default-scheduler"
NO_HELP, NO_VICTIM = "Preemption is not helpful for scheduling", "No preemption victims found for incoming pod"
ASKED = ("containers", "initContainers", "overhead", "resources")
Place: TypeAlias = tuple[int, int, int]  # how little a node is liked, how full it is at least, and which one it is


def waiting(pod: Object) -> Iterable[str]:
    """Whether a pod waits for a node: it has none, nothing holds it back, and this scheduler is meant."""
    spec = objects.spec(pod)
    if spec.get("nodeName") or spec.get("schedulingGates") or pods.is_terminal(pod) or pods.is_terminating(pod):
        return ()
    return ("",) if (spec.get("schedulerName") or NAME) == NAME else ()


def reconcile(cluster: Cluster) -> Iterable[Change]:
    found = cluster.table("Pod").indexed(waiting).get("")
    if not found:
        return
    floor = Floor(cluster)
    for pod in sorted(found, key=lambda pod: (-pods.priority(pod), pod["metadata"].get("creationTimestamp") or "")):
        yield from floor.placed(pod)


class Queue:
    """The nodes on which pods of one wish may be, the best and emptiest first; `coarse`: how empty is told in percent, not in pods.

    How full a node is may be told too low, since nodes only fill up: so a queue can begin as another one stands that asks for the same
    nodes, and only for more or less of them.
    """

    def __init__(self, wanted: Wish, coarse: bool, heap: list[Place]) -> None:
        self.wanted, self.coarse, self.told = wanted, coarse, (-1, "")
        self.heap, self.outgrown = heap, list[Place]()
        heapify(self.heap)

    def best(self, rooms: Sequence[Room], barred: Mapping[str, Reason], kin: Mapping[str, int]) -> Room | None:
        """The first node on which such a pod fits now, of those with the fewest kin; those that it has outgrown are never asked again."""
        passed_over: list[Place] = []
        chosen: tuple[int, int, Room] | None = None
        while self.heap and not (chosen and (chosen[1] == 0 or self.heap[0][0] > chosen[0])):
            liking, fullness, index = heappop(self.heap)
            room = rooms[index]
            now = room.load if self.coarse else room.count
            if fullness != now:
                heappush(self.heap, (liking, now, index))
            elif room.name in barred:
                passed_over.append((liking, fullness, index))
            elif not any(_rooms.present_reasons(room, self.wanted)):
                passed_over.append((liking, fullness, index))
                if chosen is None or kin.get(room.name, 0) < chosen[1]:
                    chosen = (liking, kin.get(room.name, 0), room)
            else:
                self.outgrown.append((liking, fullness, index))
        for entry in passed_over:
            heappush(self.heap, entry)
        return chosen[2] if chosen else None


class Floor:
    """All nodes with their pods, while pods are being placed."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.rooms = [Room(node) for node in cluster.of("Node")]
        self.by_name = {room.name: room for room in self.rooms}
        self.place_of = {room.name: index for index, room in enumerate(self.rooms)}
        self.latest: dict[str, Queue] = {}
        self.queues: dict[str, Queue] = {}
        self.queue_of: dict[tuple[int, bool], Queue] = {}
        self.kin = Kin(cluster)
        self.placements = 0
        here = [pod for pod in cluster.of("Pod") if pods.node(pod) in self.by_name and not pods.is_terminal(pod)]
        for pod in here:
            self.by_name[pods.node(pod)].take(_rooms.requests(pod), _rooms.host_ports(pod))
        self.neighbours = Neighbours(cluster, self.by_name, here)

    def placed(self, pod: Object) -> Iterator[Change]:
        """A pod on its node, or told why it has none."""
        missing = self.missing_claim(pod)
        if missing:
            yield from self.refused(pod, f'0/{len(self.rooms)} nodes are available: persistentvolumeclaim "{missing}" not found. not found')
            return
        if _volumes.unbound(self.cluster, pod):
            yield from self.refused(pod, f"0/{len(self.rooms)} nodes are available: {_volumes.UNBOUND}. not found")
            return
        kin = self.kin.of(pod)
        queue = self.queue(pod, coarse=kin is not None)
        looks = _neighbours.has_terms(pod) or bool(self.neighbours.fences.counts)
        barred = self.neighbours.reasons(pod, queue.wanted) if looks else {}
        if any(_volumes.used(pod)):
            barred = {**barred, **_volumes.reasons(self.cluster, pod, self.rooms)}
        room = queue.best(self.rooms, barred, kin or {})
        if room is None:
            yield from self.refused(pod, self.message(queue, barred))
            return
        room.take(queue.wanted.requests, queue.wanted.ports)
        self.neighbours.place(pod, room.name)
        if kin is not None:
            kin[room.name] += 1
        self.placements += 1
        yield bound(pod, room, self.cluster)

    def queue(self, pod: Object, coarse: bool) -> Queue:
        """The queue of all pods with the same wish; pods of one template share their spec, and are known by it."""
        spec = pod["spec"]
        if (id(spec), coarse) not in self.queue_of:
            where = [coarse, spec.get("tolerations"), spec.get("nodeSelector"), read(pod, "spec.affinity.nodeAffinity")]
            words, alike = (json.dumps(asked, sort_keys=True) for asked in ([*where, *map(spec.get, ASKED)], where))
            if words not in self.queues:
                self.queues[words] = self.latest[alike] = self.begun(_rooms.wish(pod), coarse, self.latest.get(alike))
            self.queue_of[(id(spec), coarse)] = self.queues[words]
        return self.queue_of[(id(spec), coarse)]

    def begun(self, wanted: Wish, coarse: bool, other: Queue | None) -> Queue:
        """A new queue; `other` asks for the same nodes."""
        if other:
            return Queue(wanted, coarse, [*other.heap, *other.outgrown])
        named = _rooms.names(wanted)
        places = range(len(self.rooms)) if named is None else [self.place_of[name] for name in named if name in self.place_of]
        found = ((index, self.rooms[index]) for index in places)
        return Queue(wanted, coarse, [(_rooms.rank(room, wanted), room.load if coarse else room.count, index) for index, room in found
                                      if not _rooms.fixed_reason(room, wanted)])

    def missing_claim(self, pod: Object) -> str:
        """The first claim for storage that a pod names and that is not there."""
        for volume in objects.spec(pod).get("volumes") or ():
            name = read(volume, "persistentVolumeClaim.claimName", "")
            if name and self.cluster.get("PersistentVolumeClaim", objects.namespace(pod), name) is None:
                return str(name)
        return ""

    def message(self, queue: Queue, barred: Mapping[str, Reason]) -> str:
        """Why no node will do, as the scheduler sums it up."""
        if queue.told[0] == self.placements and not barred:
            return queue.told[1]
        found = {room.name: self.reasons(room, queue, barred) for room in self.rooms}
        told = Counter(reason.text for reasons in found.values() for reason in reasons)
        help_ = Counter(NO_HELP if any(reason.final for reason in reasons) else NO_VICTIM for reasons in found.values())
        text = (f"{available(told, len(self.rooms))} no new claims to deallocate, preemption: {available(help_, len(self.rooms))}"
                if self.rooms else "no nodes available to schedule pods")
        if not barred:
            queue.told = (self.placements, text)
        return text

    def reasons(self, room: Room, queue: Queue, barred: Mapping[str, Reason]) -> list[Reason]:
        """What the first filter says that turns a pod away from a node."""
        fixed = _rooms.fixed_reason(room, queue.wanted)
        if fixed:
            return [fixed]
        return list(_rooms.present_reasons(room, queue.wanted)) or [barred[room.name]]

    def refused(self, pod: Object, message: str) -> Iterator[Change]:
        """A pod that stays where it is, with the reason, where it is not known already."""
        conditions = _pod_status.with_unscheduled(pod, message, self.cluster.now)
        if conditions != objects.status(pod).get("conditions"):
            yield Put({**pod, "status": {"phase": "Pending", **objects.status(pod), "conditions": conditions}})


def available(reasons: Mapping[str, int], nodes: int) -> str:
    """`0/3 nodes are available: 1 Insufficient cpu, 2 ....`"""
    return f"0/{nodes} nodes are available: {', '.join(sorted(f'{count} {text}' for text, count in reasons.items()))}."


def bound(pod: Object, room: Room, cluster: Cluster) -> Put:
    """A pod on its node."""
    placed = _pod_status.at_its_place({**pod, "spec": {**pod["spec"], "nodeName": room.name}}, room.labels)
    done = _pod_status.condition("PodScheduled", "True", timestamp(cluster.now))
    return Put({**placed, "status": {**objects.status(pod), "conditions": [done]}})
