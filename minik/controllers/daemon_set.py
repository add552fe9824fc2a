"""Daemon sets: one pod on every node that suits. Upstream rule: `pkg/controller/daemon`.

Of an update it takes away, at a time, as many old pods as may be missing, and makes the new ones in their place; or, with `maxSurge`, it
makes so many new ones first, beside the old ones, which go when their successors are available.
"""
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from minik.controllers import _availability, _claims, _history, _names, _rollout, _rooms, _templates
from minik.controllers._history import HASH
from minik.controllers._rooms import REQUIRED, Room, Wish
from minik.kinds import daemon_set as daemon_sets
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model import selectors
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.object import Object, read

WATCHES = ("DaemonSet", "Pod", "Node", "ControllerRevision")
PATIENCE = 1
GENERATION = "pod-template-generation"
ENDURES = (("not-ready", "NoExecute"), ("unreachable", "NoExecute"), ("disk-pressure", "NoSchedule"), ("memory-pressure", "NoSchedule"),
           ("pid-pressure", "NoSchedule"), ("unschedulable", "NoSchedule"))
ENDURES_ON_HOST = ("network-unavailable", "NoSchedule")


class Watch(NamedTuple):
    """A set's pods by node, the nodes on which there should be one, and the hash of its present template."""

    rooms: Mapping[str, Room]
    wanted: Sequence[str]
    pods: Mapping[str, Sequence[Object]]
    word: str


def reconcile(cluster: Cluster) -> Iterable[Change]:
    if not cluster.of("DaemonSet"):
        return
    rooms = {objects.name(node): Room(node) for node in cluster.of("Node")}
    adopted: set[str] = set()
    for owner in cluster.of("DaemonSet"):
        selector = selectors.of_label_selector(read(owner, "spec.selector", {}))
        members, claims, _ = _claims.claimed(cluster, owner, "Pod", selector, adopted)
        history = _history.history(cluster, owner, revision_name(owner, members))
        watch = assembled(owner, rooms, members, objects.name(history.present).removeprefix(f"{objects.name(owner)}-"))
        steps = [] if _claims.going(owner) or not _claims.means_its_own(owner, selector) else list(step(cluster, owner, watch))
        yield from (*claims, *history.changes, *steps)
        if not _templates.is_under_way(steps):
            yield from told(cluster, owner, watch)
            yield from _history.forgotten(history, owner, {f"{objects.name(owner)}-{objects.labels(pod).get(HASH)}" for pod in members})


def alarms(cluster: Cluster) -> Iterable[datetime]:
    """When its pods will have been ready for long enough."""
    return _availability.alarms(cluster, "DaemonSet")


# A dump may hold a set without its revisions; then the pods of its present template tell the hash.
def revision_name(owner: Object, members: Iterable[Object]) -> str:
    """What the revision of its present template is called."""
    generation = str(daemon_sets.template_generation(owner))
    known = (objects.labels(pod).get(HASH) for pod in members if objects.labels(pod).get(GENERATION) == generation)
    word = next((word for word in known if word), None)
    return f"{objects.name(owner)}-{word or _names.hashed(read(owner, 'spec.template', {}), read(owner, 'status.collisionCount'))}"


def assembled(owner: Object, rooms: Mapping[str, Room], members: Iterable[Object], word: str) -> Watch:
    """Where the set's pods are, and where they should be."""
    found: dict[str, list[Object]] = {}
    for pod in sorted(members, key=lambda pod: pod["metadata"].get("creationTimestamp") or ""):
        found.setdefault(node_of(pod), []).append(pod)
    wanted = wish(owner)
    suited = [name for name, room in rooms.items() if not _rooms.fixed_reason(room, wanted)]
    return Watch(rooms, suited, found, word)


def tolerations(owner: Object) -> list[Object]:
    """What its pods put up with: whatever the template says, and most of what may befall a node."""
    endured = (*ENDURES, ENDURES_ON_HOST) if read(owner, "spec.template.spec.hostNetwork") else ENDURES
    added: list[Object] = [{"effect": effect, "key": f"node.kubernetes.io/{name}", "operator": "Exists"} for name, effect in endured]
    own = read(owner, "spec.template.spec.tolerations", [])
    return [*own, *(one for one in added if one not in own)]


def wish(owner: Object) -> Wish:
    """What its pods ask of a node; how full it is does not count."""
    spec = read(owner, "spec.template.spec", {})
    affinity = read(spec, "affinity.nodeAffinity", {})
    return Wish(tolerations(owner), spec.get("nodeSelector") or {}, affinity, {}, frozenset())


def node_of(pod: Object) -> str:
    """The node that a pod is meant for, where it is not there yet."""
    if pods.node(pod):
        return pods.node(pod)
    named = _rooms.names(Wish((), {}, read(pod, "spec.affinity.nodeAffinity", {}), {}, frozenset()))
    return next(iter(named), "") if named else ""


def step(cluster: Cluster, owner: Object, watch: Watch) -> Iterator[Change]:
    """The pods that are missing, those that are too many, and old ones as far as pods may be missing or doubled."""
    missing, surge = [], surplus(owner, watch)
    for name in watch.wanted:
        here = watch.pods.get(name, ())
        active = [pod for pod in here if not pods.is_terminal(pod)]
        yield from (Delete(objects.key(pod)) for pod in here if pods.is_terminal(pod) and not pods.is_terminating(pod))
        yield from (Delete(objects.key(pod)) for pod in doubled(owner, watch, active, surge) if not pods.is_terminating(pod))
        if not active:
            missing.append(name)
    if surge:
        created, gone = surged(cluster, owner, watch, surge)
        yield from (Delete(objects.key(pod)) for pod in gone)
        missing += created
    yield from made(cluster, owner, watch, missing)
    for name, here in watch.pods.items():
        if name not in watch.wanted and not stays(owner, watch.rooms.get(name)):
            yield from (Delete(objects.key(pod)) for pod in here if not pods.is_terminating(pod))
    if not surge and read(owner, "spec.updateStrategy.type") == daemon_sets.ROLLING:
        yield from outdated(cluster, owner, watch, len(missing))


def surplus(owner: Object, watch: Watch) -> int:
    """How many nodes may have an old pod and a new one while it rolls."""
    if read(owner, "spec.updateStrategy.type") != daemon_sets.ROLLING:
        return 0
    return _rollout.share(read(owner, "spec.updateStrategy.rollingUpdate.maxSurge", 0), len(watch.wanted), up=True)


def doubled(owner: Object, watch: Watch, active: Sequence[Object], surge: int) -> Sequence[Object]:
    """The pods of one node that are too many: all but one, or, while a successor may stand beside it, all but one of each template."""
    if not surge:
        return active[1:]
    new = [pod for pod in active if is_updated(owner, watch, pod)]
    return [*new[1:], *[pod for pod in active if pod not in new][1:]]


def surged(cluster: Cluster, owner: Object, watch: Watch, surge: int) -> tuple[list[str], list[Object]]:
    """The nodes on which a successor comes, and the old pods whose successors are available."""
    seconds = read(owner, "spec.minReadySeconds", 0)
    at_once: list[str] = []
    candidates: list[str] = []
    gone: list[Object] = []
    for name in watch.wanted:
        active = [pod for pod in watch.pods.get(name, ()) if _availability.is_active(pod)]
        old = next((pod for pod in active if not is_updated(owner, watch, pod)), None)
        new = next((pod for pod in active if is_updated(owner, watch, pod)), None)
        if old is None:
            continue
        if new is None:
            (candidates if _availability.is_available(old, seconds, cluster.now) else at_once).append(name)
        elif _availability.is_available(new, seconds, cluster.now):
            gone.append(old)
        else:
            surge -= 1
    return [*at_once, *candidates[:max(surge, 0)]], gone


def stays(owner: Object, room: Room | None) -> bool:
    """Whether a pod may stay on a node to which no new one would come: only a taint that drives out drives it out."""
    wanted = wish(owner)
    if room is None or not wanted.selector.items() <= room.labels.items() or not _rooms.is_near(room, wanted.affinity.get(REQUIRED)):
        return False
    return all(taint["effect"] != "NoExecute" or _rooms.is_tolerated(taint, tolerations(owner)) for taint in room.taints)


def outdated(cluster: Cluster, owner: Object, watch: Watch, missing: int) -> Iterator[Delete]:
    """The old pods that may go now: those that are not available anyway, and as many others as may be missing."""
    seconds, rolling = read(owner, "spec.minReadySeconds", 0), read(owner, "spec.updateStrategy.rollingUpdate", {})
    most = _rollout.share(rolling.get("maxUnavailable", 1), len(watch.wanted), up=True) or 1
    left, old = most - missing, []
    for name in watch.wanted:
        for pod in [pod for pod in watch.pods.get(name, ()) if not pods.is_terminal(pod)][:1]:
            available = _availability.is_active(pod) and _availability.is_available(pod, seconds, cluster.now)
            if not available:
                left -= 1
            if not is_updated(owner, watch, pod) and not pods.is_terminating(pod):
                old.append((available, pod))
    yield from (Delete(objects.key(pod)) for available, pod in old if not available)
    yield from [Delete(objects.key(pod)) for available, pod in old if available][:max(left, 0)]


def is_updated(owner: Object, watch: Watch, pod: Object) -> bool:
    """Whether a pod is of the present template."""
    labels = objects.labels(pod)
    return labels.get(HASH) == watch.word or labels.get(GENERATION) == str(daemon_sets.template_generation(owner))


def made(cluster: Cluster, owner: Object, watch: Watch, names: Sequence[str]) -> Iterator[Put]:
    """New pods, each for a node of its own."""
    if not names:
        return
    labels = {HASH: watch.word, GENERATION: str(daemon_sets.template_generation(owner))}
    pod = _templates.from_template(owner, read(owner, "spec.template", {}), labels)
    pod = {**pod, "spec": {**pod["spec"], "tolerations": tolerations(owner)}}
    fresh = _names.fresh(cluster, "Pod", objects.namespace(owner), f"{objects.name(owner)}-")
    affinity = pod["spec"].get("affinity") or {}
    for name, sibling in zip(names, _templates.siblings(cluster, pod, [next(fresh) for _ in names])):
        term = {"nodeSelectorTerms": [{"matchFields": [{"key": "metadata.name", "operator": "In", "values": [name]}]}]}
        near = {**affinity, "nodeAffinity": {**(affinity.get("nodeAffinity") or {}), REQUIRED: term}}
        yield sibling._replace(object={**sibling.object, "spec": {**sibling.object["spec"], "affinity": near}})


def told(cluster: Cluster, owner: Object, watch: Watch) -> Iterator[Put]:
    """The set with its status, where it is not so already."""
    seconds = read(owner, "spec.minReadySeconds", 0)
    first = [watch.pods[name][0] for name in watch.wanted if watch.pods.get(name)]
    available = sum(_availability.is_available(pod, seconds, cluster.now) for pod in first)
    always = {"currentNumberScheduled": len(first), "desiredNumberScheduled": len(watch.wanted),
              "numberMisscheduled": len(watch.pods.keys() - set(watch.wanted)), "numberReady": sum(map(pods.is_ready, first))}
    counts = {"numberAvailable": available, "numberUnavailable": len(watch.wanted) - available,
              "updatedNumberScheduled": sum(is_updated(owner, watch, pod) for pod in first),
              "observedGeneration": read(owner, "metadata.generation", 0)}
    status = {**always, **{name: number for name, number in counts.items() if number}}
    kept = {name: objects.status(owner)[name] for name in ("collisionCount", "conditions") if name in objects.status(owner)}
    if {**status, **kept} != objects.status(owner):
        yield Put({**owner, "status": {**status, **kept}})
