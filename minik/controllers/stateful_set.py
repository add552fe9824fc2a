"""Stateful sets: pods with names that stay, one after the other. Upstream rule: `pkg/controller/statefulset`.

Every run takes the first step that is due: a pod that is missing, one that is too many, one of an old revision; where pods are ordered,
nothing else happens before that one is ready, or gone.
"""
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import NamedTuple

from minik.controllers import _availability, _claims, _history, _names, _rollout, _templates
from minik.controllers._history import HASH, History
from minik.kinds import pod as pods
from minik.kinds import stateful_set as stateful_sets
from minik.model import object as objects
from minik.model import selectors
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.go_values import marshalled
from minik.model.object import Object, read

WATCHES = ("StatefulSet", "Pod", "ControllerRevision", "PersistentVolumeClaim")
PATIENCE = 1
POD_NAME, POD_INDEX = "statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index"


class Crew(NamedTuple):
    """A set's pods by their number, those that are too many, and the revisions that new ones and old ones are of."""

    wanted: range
    pods: Mapping[int, Object]
    history: History
    current: str
    update: str


def reconcile(cluster: Cluster) -> Iterable[Change]:
    adopted: set[str] = set()
    for owner in cluster.of("StatefulSet"):
        selector = selectors.of_label_selector(read(owner, "spec.selector", {}))
        members, claims, _ = _claims.claimed(cluster, owner, "Pod", selector, adopted, partial(is_called_after, owner))
        history = _history.history(cluster, owner, revision_name(owner))
        crew = assembled(owner, members, history)
        steps = [] if _claims.going(owner) or not _claims.means_its_own(owner, selector) else list(step(cluster, owner, crew))
        yield from (*claims, *history.changes, *steps)
        if not _templates.is_under_way(steps):
            yield from told(cluster, owner, crew)
            yield from _history.forgotten(history, owner, {crew.current, *(objects.labels(pod).get(HASH, "") for pod in members)})


def alarms(cluster: Cluster) -> Iterable[datetime]:
    """When its pods will have been ready for long enough."""
    return _availability.alarms(cluster, "StatefulSet")


# A dump may hold a set without its revisions; then the status tells what that of its present template is called.
def revision_name(owner: Object) -> str:
    """What the revision of its present template is called. Upstream rule: `HashControllerRevision`."""
    status = objects.status(owner)
    if status.get("updateRevision") and status.get("observedGeneration") == owner["metadata"].get("generation"):
        return str(status["updateRevision"])
    text = marshalled(_history.data(owner)) + str(status.get("collisionCount", 0))
    data = text.encode("utf-8", "surrogatepass")
    return f"{objects.name(owner)}-{_names.encoded(_names.fnv(data))}"


def ordinal(owner: Object, pod: Object) -> int:
    """A pod's number in the set; -1 where it has none."""
    found = re.fullmatch(r"(.*)-([0-9]+)", objects.name(pod))
    return int(found[2]) if found and found[1] == objects.name(owner) else -1


def is_called_after(owner: Object, pod: Object) -> bool:
    """Whether a pod has the set's name and a number: only such a one can be its."""
    return ordinal(owner, pod) >= 0


def assembled(owner: Object, members: Iterable[Object], history: History) -> Crew:
    """The set's pods in their order."""
    first = stateful_sets.first_ordinal(owner)
    numbered = {ordinal(owner, pod): pod for pod in members}
    update = objects.name(history.present)
    current = objects.status(owner).get("currentRevision") or update
    known = {objects.name(one) for one in history.revisions}
    wanted = _templates.affordable(owner, read(owner, "spec.replicas", 1))
    return Crew(range(first, first + wanted), {number: pod for number, pod in numbered.items() if number >= 0},
                history, current if current in known else update, update)


def step(cluster: Cluster, owner: Object, crew: Crew) -> Iterator[Change]:
    """What is due next; of a set whose pods are not ordered, all that is due."""
    ordered = stateful_sets.is_ordered(owner)
    for changes, waits in (*_present(cluster, owner, crew), *_condemned(owner, crew)):
        yield from changes
        if ordered and (changes or waits):
            return
    if read(owner, "spec.updateStrategy.type") == stateful_sets.ROLLING:
        yield from _outdated(cluster, owner, crew)


def _present(cluster: Cluster, owner: Object, crew: Crew) -> Iterator[tuple[list[Change], bool]]:
    """For every pod that there should be: what it takes, and whether the next one waits for it."""
    seconds = read(owner, "spec.minReadySeconds", 0)
    for number in crew.wanted:
        pod = crew.pods.get(number)
        if pod is None:
            yield list(made(cluster, owner, crew, number)), True
        elif pods.is_terminal(pod) and not pods.is_terminating(pod):
            yield [Delete(objects.key(pod))], True
        else:
            yield [], pods.is_terminating(pod) or not _availability.is_available(pod, seconds, cluster.now)


def _condemned(owner: Object, crew: Crew) -> Iterator[tuple[list[Change], bool]]:
    """The pods that are too many, the last one first; their claims go with them only where that is the set's policy."""
    gone = read(owner, "spec.persistentVolumeClaimRetentionPolicy.whenScaled") == "Delete"
    for number in sorted((number for number in crew.pods if number not in crew.wanted), reverse=True):
        pod = crew.pods[number]
        claims = [Delete(objects.key(claim)) for claim in claims_of(owner, objects.name(pod))] if gone else []
        yield ([] if pods.is_terminating(pod) else [Delete(objects.key(pod)), *claims]), True


def _outdated(cluster: Cluster, owner: Object, crew: Crew) -> Iterator[Change]:
    """The pods that are not of the new revision, from the last on, when all after them are and are ready, or as many as may be missing."""
    partition, seconds = read(owner, "spec.updateStrategy.rollingUpdate.partition", 0), read(owner, "spec.minReadySeconds", 0)
    left = spare(owner, len(crew.wanted))
    for number in reversed(crew.wanted):
        pod = crew.pods.get(number)
        if number - crew.wanted.start < partition or pod is None or left < 1:
            return
        if not _availability.is_active(pod) or not _availability.is_available(pod, seconds, cluster.now):
            left -= 1
        if objects.labels(pod).get(HASH) != crew.update and not pods.is_terminating(pod):
            yield Delete(objects.key(pod))
            left = left - 1 if _availability.is_available(pod, seconds, cluster.now) else left


def spare(owner: Object, replicas: int) -> int:
    """How many pods may be missing at a time while a set rolls: one, unless it says otherwise."""
    most = read(owner, "spec.updateStrategy.rollingUpdate.maxUnavailable", 1)
    return max(_rollout.share(most, replicas, up=False), 1)


def made(cluster: Cluster, owner: Object, crew: Crew, number: int) -> Iterator[Change]:
    """A pod with its claims: its name, its number and its revision are written on it."""
    name = f"{objects.name(owner)}-{number}"
    if cluster.get("Pod", objects.namespace(owner), name) is not None:  # somebody else's: upstream tries again until it is gone
        return
    claims = claims_of(owner, name)
    yield from (Put(claim) for claim in claims if cluster.get(*objects.key(claim)) is None)
    revision = crew.current if is_of_old(owner, crew, number) else crew.update
    template = next((_history.template(one) for one in crew.history.revisions if objects.name(one) == revision), {})
    labels = {HASH: revision, POD_INDEX: str(number), POD_NAME: name}
    pod = _templates.from_template(owner, template, labels)
    spec = {**pod["spec"], "hostname": name, "subdomain": stateful_sets.service_name(owner)}
    yield from _templates.siblings(cluster, {**pod, "spec": with_storage(owner, spec, name)}, [name])


def is_of_old(owner: Object, crew: Crew, number: int) -> bool:
    """Whether a new pod of this number is of the revision that the set still has, not of the one to which it moves."""
    if read(owner, "spec.updateStrategy.type") != stateful_sets.ROLLING or crew.current == crew.update:
        return False
    rolling = read(owner, "spec.updateStrategy.rollingUpdate")
    below = objects.status(owner).get("currentReplicas", 0) if rolling is None else rolling.get("partition", 0)
    return bool(number - crew.wanted.start < below)


def claims_of(owner: Object, pod_name: str) -> list[Object]:
    """The claims of one pod: `data-web-0`."""
    labels = read(owner, "spec.selector.matchLabels", {})
    kept = read(owner, "spec.persistentVolumeClaimRetentionPolicy.whenDeleted") != "Delete"
    found = []
    for template in stateful_sets.claims(owner):
        metadata = {"name": f"{objects.name(template)}-{pod_name}", "namespace": objects.namespace(owner),
                    "labels": {**objects.labels(template), **labels}}
        if objects.annotations(template):
            metadata["annotations"] = objects.annotations(template)
        if not kept:
            reference = {name: value for name, value in _names.owner(owner).items() if name != "blockOwnerDeletion"}
            metadata["ownerReferences"] = [{**reference, "controller": True}]
        found.append({"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": metadata, "spec": template.get("spec") or {}})
    return found


def with_storage(owner: Object, spec: Object, pod_name: str) -> Object:
    """The pod's spec with a volume for each of its claims."""
    names = [objects.name(template) for template in stateful_sets.claims(owner)]
    if not names:
        return spec
    mounted = [{"name": name, "persistentVolumeClaim": {"claimName": f"{name}-{pod_name}"}} for name in names]
    return {**spec, "volumes": [*mounted, *(volume for volume in spec.get("volumes") or () if volume["name"] not in names)]}


def told(cluster: Cluster, owner: Object, crew: Crew) -> Iterator[Put]:
    """The set with its status, where it is not so already."""
    seconds, members = read(owner, "spec.minReadySeconds", 0), [pod for pod in crew.pods.values() if not pods.is_terminal(pod)]
    running = [pod for pod in members if not pods.is_terminating(pod)]
    of = {name: sum(objects.labels(pod).get(HASH) == name for pod in running) for name in (crew.current, crew.update)}
    ready = [pod for pod in members if pods.is_ready(pod)]
    current, replicas = crew.current, len(members)
    if of[crew.update] == len(ready) == replicas == len(crew.wanted) and read(owner, "spec.updateStrategy.type") == stateful_sets.ROLLING:
        current = crew.update
    counts = {"readyReplicas": len(ready), "currentReplicas": of[current], "updatedReplicas": of[crew.update],
              "observedGeneration": read(owner, "metadata.generation", 0)}
    status = {**{name: number for name, number in counts.items() if number}, "replicas": replicas,
              "availableReplicas": sum(_availability.is_available(pod, seconds, cluster.now) for pod in ready),
              "collisionCount": objects.status(owner).get("collisionCount", 0), "currentRevision": current, "updateRevision": crew.update}
    if status != objects.status(owner):
        yield Put({**owner, "status": status})
