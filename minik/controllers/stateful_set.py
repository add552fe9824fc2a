"""Stateful sets: pods with stable names, one after the other. Upstream rule:
`pkg/controller/statefulset`.

Every run takes the first step that is due: a missing pod, a surplus pod, a pod of an old revision.
In an ordered set nothing else happens until that pod is ready, or gone.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial

from minik import light_re as re
from minik.kinds import pod as pods
from minik.kinds import stateful_set as stateful_sets
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model import selectors
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Dependents, Phase
from minik.model.go_values import marshal
from minik.model.object import Object, read
from minik.pod_life import availability
from minik.workloads import (
    object_names,
    ownership,
    pod_templates,
    revisions,
    rollout_sizes,
    stateful_set_storage,
)
from minik.workloads.revisions import HASH, History

POD_NAME, POD_INDEX = "statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index"


class StatefulSetState(NamedTuple):
    """A set's pods by ordinal, the wanted ordinals, and its current and update revisions."""

    wanted: range
    pods: Mapping[int, Object]
    history: History
    current: str
    update: str


def reconcile(cluster: Cluster) -> Iterable[Change]:
    adopted: set[str] = set()
    for owner in cluster.of("StatefulSet"):
        selector = selectors.of_label_selector(read(owner, "spec.selector", {}))
        members, claims, _ = ownership.claim(
            cluster, owner, "Pod", selector, adopted, partial(is_named_after, owner)
        )
        history = revisions.revisions_of(cluster, owner, revision_name(owner))
        state = collect_state(owner, members, history)
        steps = (
            []
            if ownership.is_terminating(owner)
            or not ownership.matches_own_template(owner, selector)
            else list(next_changes(cluster, owner, state))
        )
        yield from (*claims, *history.changes, *steps)
        if not pod_templates.has_effect(cluster, steps):
            yield from status_changes(cluster, owner, state)
            yield from revisions.surplus_revisions(
                history,
                owner,
                {state.current, *(objects.labels(pod).get(HASH, "") for pod in members)},
            )


def due_times(cluster: Cluster) -> Iterable[datetime]:
    """Yield when pods will have been ready for minReadySeconds."""
    return availability.due_times(cluster, "StatefulSet")


# A dump may hold a set without its revisions; then the status tells what that of its present
# template is called.
def revision_name(owner: Object) -> str:
    """Return the name of the present revision. Upstream rule: `HashControllerRevision`."""
    status = objects.status(owner)
    if status.get("updateRevision") and status.get("observedGeneration") == owner["metadata"].get(
        "generation"
    ):
        return str(status["updateRevision"])
    text = marshal(revisions.revision_data(owner)) + str(status.get("collisionCount", 0))
    data = text.encode("utf-8", "surrogatepass")
    return f"{objects.name(owner)}-{object_names.safe_encode(object_names.fnv32(data))}"


def ordinal(owner: Object, pod: Object) -> int:
    """Return a pod's ordinal in the set; -1 if it has none."""
    match = re.fullmatch(r"(.*)-([0-9]+)", objects.name(pod))
    return int(match[2]) if match and match[1] == objects.name(owner) else -1


def is_named_after(owner: Object, pod: Object) -> bool:
    """Whether a pod has the set's name and an ordinal, so that it can belong to it."""
    return ordinal(owner, pod) >= 0


def collect_state(owner: Object, members: Iterable[Object], history: History) -> StatefulSetState:
    """Return the set's pods by ordinal and its revisions."""
    first = stateful_sets.first_ordinal(owner)
    numbered = {ordinal(owner, pod): pod for pod in members}
    update = objects.name(history.present)
    current = objects.status(owner).get("currentRevision") or update
    revision_names = {objects.name(revision) for revision in history.revisions}
    replicas = pod_templates.check_pod_count(owner, read(owner, "spec.replicas", 1))
    return StatefulSetState(
        range(first, first + replicas),
        {number: pod for number, pod in numbered.items() if number >= 0},
        history,
        current if current in revision_names else update,
        update,
    )


def next_changes(cluster: Cluster, owner: Object, state: StatefulSetState) -> Iterator[Change]:
    """Yield the first change that is due; for an unordered set, all that are due."""
    ordered = stateful_sets.is_ordered(owner)
    for changes, waits in (
        *_wanted_changes(cluster, owner, state),
        *_surplus_changes(owner, state),
    ):
        yield from changes
        if ordered and (changes or waits):
            return
    if read(owner, "spec.updateStrategy.type") == stateful_sets.ROLLING:
        yield from _rolling_changes(cluster, owner, state)


def _wanted_changes(
    cluster: Cluster, owner: Object, state: StatefulSetState
) -> Iterator[tuple[list[Change], bool]]:
    """Yield, for every ordinal, its changes and whether the next ordinal waits for it."""
    seconds = read(owner, "spec.minReadySeconds", 0)
    for number in state.wanted:
        pod = state.pods.get(number)
        if pod is None:
            yield list(new_pod(cluster, owner, state, number)), True
        elif pods.is_terminal(pod) and not pods.is_terminating(pod):
            yield [Delete(objects.key(pod))], True
        else:
            yield (
                [],
                pods.is_terminating(pod)
                or not availability.is_available(pod, seconds, cluster.now),
            )


def _surplus_changes(owner: Object, state: StatefulSetState) -> Iterator[tuple[list[Change], bool]]:
    """Yield deletions of surplus pods, the last first; of claims if whenScaled is Delete."""
    deletes_claims = read(owner, "spec.persistentVolumeClaimRetentionPolicy.whenScaled") == "Delete"
    for number in sorted(
        (number for number in state.pods if number not in state.wanted), reverse=True
    ):
        pod = state.pods[number]
        claims = (
            [
                Delete(objects.key(claim))
                for claim in stateful_set_storage.pod_claims(owner, objects.name(pod))
            ]
            if deletes_claims
            else []
        )
        yield ([] if pods.is_terminating(pod) else [Delete(objects.key(pod)), *claims]), True


def _rolling_changes(cluster: Cluster, owner: Object, state: StatefulSetState) -> Iterator[Change]:
    """Yield deletions of pods of an old revision, from the last ordinal down to the partition.

    At most maxUnavailable pods are unavailable at a time.
    """
    partition, seconds = (
        read(owner, "spec.updateStrategy.rollingUpdate.partition", 0),
        read(owner, "spec.minReadySeconds", 0),
    )
    budget = max_unavailable(owner, len(state.wanted))
    for number in reversed(state.wanted):
        pod = state.pods.get(number)
        if number - state.wanted.start < partition or pod is None or budget < 1:
            return
        if not availability.is_active(pod) or not availability.is_available(
            pod, seconds, cluster.now
        ):
            budget -= 1
        if objects.labels(pod).get(HASH) != state.update and not pods.is_terminating(pod):
            yield Delete(objects.key(pod))
            budget = budget - 1 if availability.is_available(pod, seconds, cluster.now) else budget


def max_unavailable(owner: Object, replicas: int) -> int:
    """Return how many pods may be unavailable during an update; at least 1."""
    limit = read(owner, "spec.updateStrategy.rollingUpdate.maxUnavailable", 1)
    return max(rollout_sizes.resolve_share(limit, replicas, up=False), 1)


def new_pod(
    cluster: Cluster, owner: Object, state: StatefulSetState, number: int
) -> Iterator[Change]:
    """Yield a new pod and its missing claims."""
    name = f"{objects.name(owner)}-{number}"
    if (
        cluster.get("Pod", objects.namespace(owner), name) is not None
    ):  # somebody else's: upstream tries again until it is gone
        return
    claims = stateful_set_storage.pod_claims(owner, name)
    yield from (Put(claim) for claim in claims if cluster.get(*objects.key(claim)) is None)
    revision = state.current if uses_old_revision(owner, state, number) else state.update
    template = next(
        (
            revisions.revision_template(revision_object)
            for revision_object in state.history.revisions
            if objects.name(revision_object) == revision
        ),
        {},
    )
    labels = {HASH: revision, POD_INDEX: str(number), POD_NAME: name}
    pod = pod_templates.pod_from_template(owner, template, labels)
    spec = {**pod["spec"], "hostname": name, "subdomain": stateful_sets.service_name(owner)}
    yield from pod_templates.pod_copies(
        cluster, {**pod, "spec": stateful_set_storage.with_storage(owner, spec, name)}, [name]
    )


def uses_old_revision(owner: Object, state: StatefulSetState, number: int) -> bool:
    """Whether a new pod of this ordinal gets the current, not the update revision."""
    if (
        read(owner, "spec.updateStrategy.type") != stateful_sets.ROLLING
        or state.current == state.update
    ):
        return False
    rolling = read(owner, "spec.updateStrategy.rollingUpdate")
    old_count = (
        sum(
            objects.labels(pod).get(HASH) == state.current and not pods.is_terminating(pod)
            for pod in state.pods.values()
        )
        if rolling is None
        else rolling.get("partition", 0)
    )
    return bool(number - state.wanted.start < old_count)


def status_changes(cluster: Cluster, owner: Object, state: StatefulSetState) -> Iterator[Put]:
    """Yield the set with its status, if that has changed."""
    seconds, members = (
        read(owner, "spec.minReadySeconds", 0),
        [pod for pod in state.pods.values() if not pods.is_terminal(pod)],
    )
    running = [pod for pod in members if not pods.is_terminating(pod)]
    counts_by_revision = {
        name: sum(objects.labels(pod).get(HASH) == name for pod in running)
        for name in (state.current, state.update)
    }
    ready = [pod for pod in members if pods.is_ready(pod)]
    current, replicas = state.current, len(members)
    if (
        counts_by_revision[state.update] == len(ready) == replicas == len(state.wanted)
        and read(owner, "spec.updateStrategy.type") == stateful_sets.ROLLING
    ):
        current = state.update
    counts = {
        "readyReplicas": len(ready),
        "currentReplicas": counts_by_revision[current],
        "updatedReplicas": counts_by_revision[state.update],
        "observedGeneration": read(owner, "metadata.generation", 0),
    }
    status = {
        **{name: number for name, number in counts.items() if number},
        "replicas": replicas,
        "availableReplicas": sum(
            availability.is_available(pod, seconds, cluster.now) for pod in ready
        ),
        "collisionCount": objects.status(owner).get("collisionCount", 0),
        "currentRevision": current,
        "updateRevision": state.update,
    }
    if status != objects.status(owner):
        yield Put({**owner, "status": status})


CONTROLLER = Controller(
    "statefulset-controller",
    ("StatefulSet", "Pod", "ControllerRevision", "PersistentVolumeClaim"),
    Phase.WORKLOADS,
    reconcile,
    only_for="StatefulSet",
    due_times=due_times,
    dependents=Dependents(
        "StatefulSet",
        "Pod",
        "statefulset-controller",
        created="Create Pod {name} in StatefulSet {owner} successful",
        deleted="Delete Pod {name} in StatefulSet {owner} successful",
        refused="Create Pod {name} in StatefulSet {owner} failed error: {why}",
        again=True,
    ),
)
