"""The scheduler: each pod gets a node that fits, with the fewest peers and the most room.

Upstream rule: kube-scheduler's filters, and the default scores (PodTopologySpread,
NodeResourcesFit). Where upstream then chooses at random, minik takes the first node by name; pods
without peers go where the fewest pods are. Pods with equal requirements (see the module of nodes)
share one queue of suitable nodes, the emptiest first, so placing one more pod is cheap.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping

from minik.intake.system_metadata import timestamp
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import Cluster, Draft
from minik.model.controller import Controller, NewEvent, OptionalObject, Phase
from minik.model.object import Object
from minik.model.sharing import structure_of
from minik.pod_life import pod_status
from minik.scheduling import node_burdens, node_info, node_queue, pod_affinity, volumes
from minik.scheduling.node_info import NodeInfo, Reason, Requirements
from minik.scheduling.peer_counts import PeerCounts
from minik.scheduling.pod_affinity import AffinityState

NAME = "default-scheduler"
NO_HELP, NO_VICTIM = (
    "Preemption is not helpful for scheduling",
    "No preemption victims found for incoming pod",
)
NO_NODES = "no nodes available to schedule pods"


def unscheduled(pod: Object) -> Iterable[str]:
    """Return ("",) for a pod that waits for this scheduler, as index key; empty for other pods."""
    spec = objects.spec(pod)
    if (
        spec.get("nodeName")
        or spec.get("schedulingGates")
        or pods.is_terminal(pod)
        or pods.is_terminating(pod)
    ):
        return ()
    return ("",) if (spec.get("schedulerName") or NAME) == NAME else ()


def reconcile(cluster: Cluster) -> Iterable[Change]:
    waiting_pods = cluster.table("Pod").index_by(unscheduled).get("")
    if not waiting_pods:
        return
    state = SchedulingState(cluster)
    for pod in sorted(
        waiting_pods,
        key=lambda pod: (-pods.priority(pod), pod["metadata"].get("creationTimestamp") or ""),
    ):
        yield from state.schedule(pod)


class SchedulingState:
    """All nodes with their pods, while pods are scheduled."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.node_infos = [NodeInfo(node) for node in cluster.of("Node")]
        self.by_name = {node_info.name: node_info for node_info in self.node_infos}
        self.position_of = {
            node_info.name: index for index, node_info in enumerate(self.node_infos)
        }
        self.latest: dict[Hashable, node_queue.NodeQueue] = {}
        self.queues: dict[Hashable, node_queue.NodeQueue] = {}
        self.queue_of: dict[tuple[int, ...], node_queue.NodeQueue] = {}
        self.kin = PeerCounts(cluster)
        self.placements = 0
        self.used: set[tuple[str, str]] = set()  # claims of pods that have a node
        self.selected: dict[tuple[str, str], str] = {}  # unbound claims → their first pod's node
        burdens = cluster.table("Pod").summed_by(node_burdens.placed_on, node_burdens.sum_up)
        here = [burden for name, burden in burdens.items() if name in self.by_name]
        for name in self.by_name.keys() & burdens.keys():
            burdens[name].put_on(self.by_name[name])
            self.used |= burdens[name].claims
        self.neighbours = AffinityState(
            cluster,
            self.by_name,
            (pod for burden in here for pod in burden.pods),
            (pod for burden in here for pod in burden.ruled),
        )

    def schedule(self, pod: Object) -> Iterator[Change]:
        """Yield the pod on its node, or with the reason why none fits."""
        has_claims = any(volumes.claim_names(pod))
        if has_claims and (problem := self.claim_problem(pod)):
            yield from self.mark_unscheduled(pod, problem)
            return
        if not self.node_infos:
            yield from self.mark_unscheduled(pod, NO_NODES)
            return
        peers = self.kin.of(pod)
        queue = self.queue_for(pod, coarse=peers is not None)
        needs_affinity = pod_affinity.has_pod_rules(pod) or bool(
            self.neighbours.anti_affinity.counts
        )
        excluded = self.neighbours.reasons(pod, queue.wanted) if needs_affinity else {}
        if has_claims:
            excluded = {
                **excluded,
                **volumes.excluded_nodes(
                    self.cluster, pod, self.node_infos, self.selected, self.used
                ),
            }
        node = queue.best(self.node_infos, excluded, peers or {})
        if node is None:
            yield from self.mark_unscheduled(pod, self.message(queue, excluded))
            return
        node.add_pod(queue.wanted.requests, queue.wanted.ports)
        self.neighbours.place(pod, node.name)
        if peers is not None:
            peers[node.name] += 1
        self.placements += 1
        if has_claims:
            for claim in volumes.waiting_claims(self.cluster, pod):
                self.selected[claim] = node.name
            self.used.update(volumes.used_claims(pod))
        yield bind(pod, node, self.cluster)

    def claim_problem(self, pod: Object) -> str:
        """Return what is wrong with the claims of a pod before any node is looked at; "" if nothing."""
        name = volumes.missing_claim(self.cluster, pod)
        if not name and not volumes.has_unbound_claim(self.cluster, pod):
            return ""
        problem = f'persistentvolumeclaim "{name}" not found' if name else volumes.UNBOUND
        return f"0/{len(self.node_infos)} nodes are available: {problem}. not found"

    def queue_for(self, pod: Object, coarse: bool) -> node_queue.NodeQueue:
        """Return the queue of all pods with the same requirements, whatever else they hold: pods of
        one template mount tokens of different names.
        """
        parts = (coarse, *map(id, node_info.requiring_parts(pod)))
        queue = self.queue_of.get(parts)
        if queue is None:
            required = node_info.pod_requirements(pod)
            placement = (structure_of([coarse, *required[:3]]) or parts,)
            identity = (*placement, frozenset(required.requests.items()), required.ports)
            queue = self.queues.get(identity)
            if queue is None:
                queue = self.new_queue(required, coarse, self.latest.get(placement))
                self.queues[identity] = self.latest[placement] = queue
            self.queue_of[parts] = queue
        return queue

    def new_queue(
        self, required: Requirements, coarse: bool, other: node_queue.NodeQueue | None
    ) -> node_queue.NodeQueue:
        """Return a new queue; `other` is a queue for the same nodes to start from."""
        if other:
            return node_queue.NodeQueue(required, coarse, [*other.heap, *other.outgrown])
        node_names = node_info.named_nodes(required)
        positions = (
            range(len(self.node_infos))
            if node_names is None
            else [self.position_of[name] for name in node_names if name in self.position_of]
        )
        candidates = ((index, self.node_infos[index]) for index in positions)
        return node_queue.NodeQueue(
            required,
            coarse,
            [
                (node_info.node_penalty(node, required), node.load if coarse else node.count, index)
                for index, node in candidates
                if not node_info.permanent_reason(node, required)
            ],
        )

    def message(self, queue: node_queue.NodeQueue, excluded: Mapping[str, Reason]) -> str:
        """Return the scheduler's message why no node fits."""
        if queue.last_message[0] == self.placements and not excluded:
            return queue.last_message[1]
        reasons_by_node = {
            node.name: self.reasons(node, queue, excluded) for node in self.node_infos
        }
        counts = Counter(reason.text for reasons in reasons_by_node.values() for reason in reasons)
        preemption = Counter(
            NO_HELP if any(reason.final for reason in reasons) else NO_VICTIM
            for reasons in reasons_by_node.values()
        )
        text = f"{availability_message(counts, len(self.node_infos))} no new claims to deallocate, preemption: {availability_message(preemption, len(self.node_infos))}"
        if not excluded:
            queue.last_message = (self.placements, text)
        return text

    def reasons(
        self, node: NodeInfo, queue: node_queue.NodeQueue, excluded: Mapping[str, Reason]
    ) -> list[Reason]:
        """Return the reasons of the first filter that rejects a node."""
        permanent = node_info.permanent_reason(node, queue.wanted)
        if permanent:
            return [permanent]
        return list(node_info.current_reasons(node, queue.wanted)) or [excluded[node.name]]

    def mark_unscheduled(self, pod: Object, message: str) -> Iterator[Change]:
        """Yield the pod with the reason why it has no node, if that has changed."""
        conditions = pod_status.with_unscheduled(pod, message, self.cluster.now)
        if conditions != objects.status(pod).get("conditions"):
            yield Put(
                {
                    **pod,
                    "status": {"phase": "Pending", **objects.status(pod), "conditions": conditions},
                }
            )


def availability_message(reasons: Mapping[str, int], nodes: int) -> str:
    """Return `0/3 nodes are available: 1 Insufficient cpu, 2 ....`"""
    return f"0/{nodes} nodes are available: {', '.join(sorted(f'{count} {text}' for text, count in reasons.items()))}."


def bind(pod: Object, node: NodeInfo, cluster: Cluster) -> Put:
    """Return the pod on its node."""
    assigned = pod_status.with_topology_labels(
        {**pod, "spec": {**objects.spec(pod), "nodeName": node.name}}, node.labels
    )
    scheduled = pod_status.condition("PodScheduled", "True", timestamp(cluster.now))
    return Put({**assigned, "status": {**objects.status(pod), "conditions": [scheduled]}})


def scheduling_events(_: Draft, old: OptionalObject, new: OptionalObject) -> Iterator[NewEvent]:
    """Yield the event of a pod that was assigned to a node or could not be scheduled."""
    if not new or not old:
        return
    if pods.node(new) and not pods.node(old):
        assigned = f"Successfully assigned {objects.namespace(new)}/{objects.name(new)} to {pods.node(new)}"
        yield NewEvent(new, "Scheduled", assigned, "default-scheduler")
    message, message_before = (
        (pods.condition(pod, "PodScheduled") or {}).get("message") for pod in (new, old)
    )
    if message and message != message_before:
        yield NewEvent(
            new, "FailedScheduling", message, "default-scheduler", warning=True, again=True
        )


CONTROLLER = Controller(
    "kube-scheduler",
    ("Pod", "Node", "PersistentVolumeClaim", "PersistentVolume", "Namespace"),
    Phase.SCHEDULER,
    reconcile,
    events={"Pod": scheduling_events},
)
