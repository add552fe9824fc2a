"""Daemon sets: one pod on every node that fits. Upstream rule: `pkg/controller/daemon`.

An update deletes as many old pods at a time as maxUnavailable allows and creates new ones in their
place; or, with `maxSurge`, creates new ones first, and old ones go once those are available.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from minik.kinds import daemon_set as daemon_sets
from minik.kinds import pod as pods
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model import selectors
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Dependents, Phase
from minik.model.object import Object, read
from minik.pod_life import availability
from minik.recording import command_changes
from minik.scheduling import daemon_set_nodes, node_info
from minik.scheduling.node_info import REQUIRED, NodeInfo
from minik.workloads import object_names, ownership, pod_templates, revisions, rollout_sizes
from minik.workloads.revisions import HASH

GENERATION = "pod-template-generation"


class DaemonSetState(NamedTuple):
    """A set's pods by node, the nodes that should have one, and its template's hash."""

    node_infos: Mapping[str, NodeInfo]
    wanted: Sequence[str]
    pods: Mapping[str, Sequence[Object]]
    word: str


def reconcile(cluster: Cluster) -> Iterable[Change]:
    if not cluster.of("DaemonSet"):
        return
    node_infos = {objects.name(node): NodeInfo(node) for node in cluster.of("Node")}
    adopted: set[str] = set()
    for owner in cluster.of("DaemonSet"):
        selector = selectors.of_label_selector(read(owner, "spec.selector", {}))
        members, claims, _ = ownership.claim(cluster, owner, "Pod", selector, adopted)
        history = revisions.revisions_of(cluster, owner, revision_name(owner, members))
        state = collect_state(
            owner,
            node_infos,
            members,
            objects.name(history.present).removeprefix(f"{objects.name(owner)}-"),
        )
        steps = (
            []
            if ownership.is_terminating(owner)
            or not ownership.matches_own_template(owner, selector)
            else list(next_changes(cluster, owner, state))
        )
        yield from (*claims, *history.changes, *steps)
        if not pod_templates.has_effect(cluster, steps):
            if is_queued(cluster, owner) or availability.has_grown(
                owner, "numberAvailable", members, cluster.now
            ):
                yield from status_changes(cluster, owner, state)
            yield from revisions.surplus_revisions(
                history,
                owner,
                {f"{objects.name(owner)}-{objects.labels(pod).get(HASH)}" for pod in members},
            )


# A node that changes makes its set work only where a pod is missing or may not stay. So where a taint
# keeps away new pods alone, the status counts the node until the next change of the set or its pods.
def is_queued(cluster: Cluster, owner: Object) -> bool:
    """Whether a set or one of its pods has changed in this command. Upstream: `syncNodeUpdate`."""
    uid = objects.uid(owner)
    return command_changes.concerns(
        cluster,
        objects.key(owner),
        lambda pod: any(
            reference.get("uid") == uid
            for reference in pod["metadata"].get("ownerReferences") or ()
        ),
    )


def due_times(cluster: Cluster) -> Iterable[datetime]:
    """Yield when pods will have been ready for minReadySeconds."""
    return availability.due_times(cluster, "DaemonSet")


# A dump may hold a set without its revisions; then the pods of its present template tell the hash.
def revision_name(owner: Object, members: Iterable[Object]) -> str:
    """Return the name of the revision of the present template."""
    generation = str(daemon_sets.template_generation(owner))
    hashes = (
        objects.labels(pod).get(HASH)
        for pod in members
        if objects.labels(pod).get(GENERATION) == generation
    )
    hash_ = next((hash_ for hash_ in hashes if hash_), None)
    return f"{objects.name(owner)}-{hash_ or object_names.template_hash(read(owner, 'spec.template', {}), read(owner, 'status.collisionCount'))}"


def collect_state(
    owner: Object, node_infos: Mapping[str, NodeInfo], members: Iterable[Object], hash_: str
) -> DaemonSetState:
    """Return the pods by node, and the nodes that should have one."""
    pods_by_node: dict[str, list[Object]] = {}
    for pod in sorted(members, key=lambda pod: pod["metadata"].get("creationTimestamp") or ""):
        pods_by_node.setdefault(daemon_set_nodes.target_node(pod), []).append(pod)
    required = daemon_set_nodes.pod_requirements(owner)
    suitable = [
        name for name, node in node_infos.items() if not node_info.permanent_reason(node, required)
    ]
    return DaemonSetState(node_infos, suitable, pods_by_node, hash_)


def next_changes(cluster: Cluster, owner: Object, state: DaemonSetState) -> Iterator[Change]:
    """Yield the pods to create and delete, as far as the update strategy allows."""
    missing, surge = [], surge_count(owner, state)
    for name in state.wanted:
        node_pods = state.pods.get(name, ())
        active = [pod for pod in node_pods if not pods.is_terminal(pod)]
        yield from (
            Delete(objects.key(pod))
            for pod in node_pods
            if pods.is_terminal(pod) and not pods.is_terminating(pod)
        )
        yield from (
            Delete(objects.key(pod))
            for pod in duplicate_pods(owner, state, active, surge)
            if not pods.is_terminating(pod)
        )
        if not active:
            missing.append(name)
    if surge:
        created, replaced = surge_steps(cluster, owner, state, surge)
        yield from (Delete(objects.key(pod)) for pod in replaced)
        missing += created
    yield from new_pods(cluster, owner, state, missing)
    for name, node_pods in state.pods.items():
        if name not in state.wanted and not daemon_set_nodes.may_stay(
            owner, state.node_infos.get(name)
        ):
            yield from (
                Delete(objects.key(pod)) for pod in node_pods if not pods.is_terminating(pod)
            )
    if not surge and read(owner, "spec.updateStrategy.type") == daemon_sets.ROLLING:
        yield from rolling_deletions(cluster, owner, state, len(missing))


def surge_count(owner: Object, state: DaemonSetState) -> int:
    """Return on how many nodes an old and a new pod may run together during an update."""
    if read(owner, "spec.updateStrategy.type") != daemon_sets.ROLLING:
        return 0
    return rollout_sizes.resolve_share(
        read(owner, "spec.updateStrategy.rollingUpdate.maxSurge", 0), len(state.wanted), up=True
    )


def duplicate_pods(
    owner: Object, state: DaemonSetState, active: Sequence[Object], surge: int
) -> Sequence[Object]:
    """Return the surplus pods of one node: all but one (with surge: one of each template)."""
    if not surge:
        return active[1:]
    new = [pod for pod in active if is_updated(owner, state, pod)]
    return [*new[1:], *[pod for pod in active if pod not in new][1:]]


def surge_steps(
    cluster: Cluster, owner: Object, state: DaemonSetState, surge: int
) -> tuple[list[str], list[Object]]:
    """Return the nodes that get a new pod beside the old one, and the old pods to delete."""
    seconds = read(owner, "spec.minReadySeconds", 0)
    at_once: list[str] = []
    candidates: list[str] = []
    replaced: list[Object] = []
    for name in state.wanted:
        active = [pod for pod in state.pods.get(name, ()) if availability.is_active(pod)]
        old = next((pod for pod in active if not is_updated(owner, state, pod)), None)
        new = next((pod for pod in active if is_updated(owner, state, pod)), None)
        if old is None:
            continue
        if new is None:
            (
                candidates if availability.is_available(old, seconds, cluster.now) else at_once
            ).append(name)
        elif availability.is_available(new, seconds, cluster.now):
            replaced.append(old)
        else:
            surge -= 1
    return [*at_once, *candidates[: max(surge, 0)]], replaced


def rolling_deletions(
    cluster: Cluster, owner: Object, state: DaemonSetState, missing: int
) -> Iterator[Delete]:
    """Yield deletions of old pods: unavailable ones, and as many as maxUnavailable allows."""
    seconds, rolling = (
        read(owner, "spec.minReadySeconds", 0),
        read(owner, "spec.updateStrategy.rollingUpdate", {}),
    )
    max_unavailable = (
        rollout_sizes.resolve_share(rolling.get("maxUnavailable", 1), len(state.wanted), up=True)
        or 1
    )
    budget, outdated_pods = max_unavailable - missing, []
    for name in state.wanted:
        for pod in [pod for pod in state.pods.get(name, ()) if not pods.is_terminal(pod)][:1]:
            available = availability.is_active(pod) and availability.is_available(
                pod, seconds, cluster.now
            )
            if not available:
                budget -= 1
            if not is_updated(owner, state, pod) and not pods.is_terminating(pod):
                outdated_pods.append((available, pod))
    yield from (Delete(objects.key(pod)) for available, pod in outdated_pods if not available)
    yield from [Delete(objects.key(pod)) for available, pod in outdated_pods if available][
        : max(budget, 0)
    ]


def is_updated(owner: Object, state: DaemonSetState, pod: Object) -> bool:
    """Whether a pod is of the present template."""
    labels = objects.labels(pod)
    return labels.get(HASH) == state.word or labels.get(GENERATION) == str(
        daemon_sets.template_generation(owner)
    )


def new_pods(
    cluster: Cluster, owner: Object, state: DaemonSetState, names: Sequence[str]
) -> Iterator[Put]:
    """Yield a new pod for each of these nodes."""
    if not names:
        return
    labels = {HASH: state.word, GENERATION: str(daemon_sets.template_generation(owner))}
    pod = pod_templates.pod_from_template(owner, read(owner, "spec.template", {}), labels)
    pod = {**pod, "spec": {**pod["spec"], "tolerations": daemon_set_nodes.pod_tolerations(owner)}}
    unused = object_names.unused_names(
        cluster, "Pod", objects.namespace(owner), f"{objects.name(owner)}-"
    )
    affinity = pod["spec"].get("affinity") or {}
    for name, sibling in zip(
        names, pod_templates.pod_copies(cluster, pod, [next(unused) for _ in names])
    ):
        term = {
            "nodeSelectorTerms": [
                {"matchFields": [{"key": "metadata.name", "operator": "In", "values": [name]}]}
            ]
        }
        pod_affinity = {
            **affinity,
            "nodeAffinity": {**(affinity.get("nodeAffinity") or {}), REQUIRED: term},
        }
        yield sibling._replace(
            object={**sibling.object, "spec": {**sibling.object["spec"], "affinity": pod_affinity}}
        )


def status_changes(cluster: Cluster, owner: Object, state: DaemonSetState) -> Iterator[Put]:
    """Yield the set with its status, if that has changed."""
    seconds = read(owner, "spec.minReadySeconds", 0)
    counted_pods = [state.pods[name][0] for name in state.wanted if state.pods.get(name)]
    available = sum(availability.is_available(pod, seconds, cluster.now) for pod in counted_pods)
    required_counts = {
        "currentNumberScheduled": len(counted_pods),
        "desiredNumberScheduled": len(state.wanted),
        "numberMisscheduled": len(state.pods.keys() - set(state.wanted)),
        "numberReady": sum(map(pods.is_ready, counted_pods)),
    }
    counts = {
        "numberAvailable": available,
        "numberUnavailable": len(state.wanted) - available,
        "updatedNumberScheduled": sum(is_updated(owner, state, pod) for pod in counted_pods),
        "observedGeneration": read(owner, "metadata.generation", 0),
    }
    status = {**required_counts, **{name: number for name, number in counts.items() if number}}
    kept_fields = {
        name: objects.status(owner)[name]
        for name in ("collisionCount", "conditions")
        if name in objects.status(owner)
    }
    if {**status, **kept_fields} != objects.status(owner):
        yield Put({**owner, "status": {**status, **kept_fields}})


CONTROLLER = Controller(
    "daemonset-controller",
    ("DaemonSet", "Pod", "Node", "ControllerRevision"),
    Phase.WORKLOADS,
    reconcile,
    only_for="DaemonSet",
    due_times=due_times,
    dependents=Dependents("DaemonSet", "Pod", "daemonset-controller"),
)
