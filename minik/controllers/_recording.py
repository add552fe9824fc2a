"""Events: what a controller's step did, in the words of the one who did it. Upstream rule: client-go `tools/record`, and each controller.

Nobody has to remember to tell: what happened is seen from an object before and after the step (`TOLD`), so an event comes with the change
and a cluster at rest stays at rest. Only a pod that the server refuses leaves no change behind: that is told once, and not again.
"""
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any, TypeAlias

from minik.controllers import _departed, _held, _mounts
from minik.controllers._facts import Before, Fact, fold_in, owner_of, told_before
from minik.errors import MinikError
from minik.kinds import job as jobs
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.object import Object, read

# kind → who makes objects for it; and how it tells that a pod could not be made, if not as all do
MAKERS = {"ReplicaSet": "replicaset-controller", "ReplicationController": "replication-controller", "DaemonSet": "daemonset-controller",
          "Job": "job-controller", "CronJob": "cronjob-controller", "StatefulSet": "statefulset-controller"}
FAILED = {"StatefulSet": "Create Pod {pod} in StatefulSet {owner} failed error: {why}"}


Telling: TypeAlias = Callable[[Draft, Before, Before], Iterable[Fact]]


def record(draft: Draft, reconcile: Callable[[Cluster], Any], refusals: Iterable[tuple[Object, MinikError]] = ()) -> None:
    """Fold in the events of a step, those of objects whose namespace is there and stays."""
    fold_in(draft, chain(facts(draft, reconcile.__module__.rpartition(".")[2]), refused(draft, refusals)))


def witnessed(cluster: Cluster) -> Cluster:
    """The cluster with what its kubelets tell of the pods that a person has deleted."""
    draft = cluster.draft()
    fold_in(draft, (fact for _, pod in _departed.departed(cluster, "Pod") for fact in killed(draft, pod)))
    return draft.cluster()


def facts(draft: Draft, teller: str) -> Iterator[Fact]:
    """All that is to be told of a step."""
    for key, new in list(draft.changes.items()):
        telling = TOLD.get((teller, key.kind)) or TOLD.get(("", key.kind))
        if telling:
            yield from telling(draft, draft.base.get(*key), new)


def refused(draft: Draft, refusals: Iterable[tuple[Object, MinikError]]) -> Iterator[Fact]:
    """Which pods the server did not let a controller make, and why not: each reason is told once, however often it is tried."""
    said: set[tuple[str, str]] = set()
    for pod, why in refusals:
        reference = objects.owner(pod) or {}
        owner = owner_of(draft, pod, reference.get("kind", "")) if reference.get("kind") in MAKERS else None
        if pod["kind"] != "Pod" or owner is None or objects.name(pod) and draft.get(*objects.key(pod)) is not None:
            continue
        words = FAILED.get(owner["kind"], "Error creating: {why}").format(why=why, pod=objects.name(pod), owner=objects.name(owner))
        fact = Fact(owner, "FailedCreate", words, MAKERS[owner["kind"]], warning=True)
        if (objects.uid(owner), words) not in said and told_before(draft, fact) is None:
            yield fact
        said.add((objects.uid(owner), words))


def by_controller(kind: str, created: str = "Created pod: {pod}", deleted: str = "Deleted pod: {pod}") -> Telling:
    """How a kind of controller tells of the objects that it makes and unmakes."""
    def told(draft: Draft, old: Before, new: Before) -> Iterator[Fact]:
        one = new or old
        came, went = old is None and new is not None, is_gone(new) and old is not None and not is_gone(old)
        owner = owner_of(draft, one, kind) if one and (came or went) else None
        if one and owner:
            words = (created if came else deleted).format(pod=objects.name(one), owner=objects.name(owner))
            yield Fact(owner, "SuccessfulCreate" if came else "SuccessfulDelete", words, MAKERS[kind], again=kind == "StatefulSet")
        if went and old:
            yield from killed(draft, old)
    return told


def is_gone(obj: Before) -> bool:
    """Whether an object is not there, or was told to go."""
    return obj is None or bool(obj["metadata"].get("deletionTimestamp"))


def scaled(draft: Draft, old: Before, new: Before) -> Iterator[Fact]:
    """A deployment that gave a replica set another size."""
    owner = owner_of(draft, new, "Deployment") if new else None
    before, after = (read(one, "spec.replicas", 1) if one else 0 for one in (old, new))
    if new and owner and before != after:
        words = f"Scaled {'up' if after > before else 'down'} replica set {objects.name(new)} from {before} to {after}"
        yield Fact(owner, "ScalingReplicaSet", words, "deployment-controller", again=True)


def scheduled(_: Draft, old: Before, new: Before) -> Iterator[Fact]:
    """A pod that got its node, or was told why it has none."""
    if not new or not old:
        return
    if pods.node(new) and not pods.node(old):
        words = f"Successfully assigned {objects.namespace(new)}/{objects.name(new)} to {pods.node(new)}"
        yield Fact(new, "Scheduled", words, "default-scheduler")
    why, was = ((pods.condition(one, "PodScheduled") or {}).get("message") for one in (new, old))
    if why and why != was:
        yield Fact(new, "FailedScheduling", why, "default-scheduler", warning=True, again=True)


def pod_seen(draft: Draft, old: Before, new: Before) -> Iterator[Fact]:
    """What a kubelet tells of a pod: its containers start, wait, end."""
    if old is not None and is_gone(new) and not is_gone(old):
        yield from killed(draft, old)
    if new is None:
        return
    for field, listed in (("initContainerStatuses", "initContainers"), ("containerStatuses", "containers")):
        statuses = objects.status(new).get(field) or ()
        if old is None or statuses and statuses is not objects.status(old).get(field):
            before = {one["name"]: one for one in (objects.status(old).get(field) or () if old else ())}
            for one in statuses:
                if one != before.get(one["name"]):
                    yield from container_seen(new, one, before.get(one["name"], {}), f"spec.{listed}{{{one['name']}}}")


def container_seen(pod: Object, now: Object, was: Object, part: str) -> Iterator[Fact]:
    """What a kubelet tells of one container."""
    def fact(reason: str, message: str, *, warning: bool = False) -> Fact:
        return Fact(pod, reason, message, "kubelet", warning, part, pods.node(pod), again=bool(was))
    name, image = now["name"], now.get("image") or ""
    started = (read(now, "state.running.startedAt") or read(now, "state.terminated.startedAt"), now.get("restartCount"))
    if started[0] and started != (read(was, "state.running.startedAt") or read(was, "state.terminated.startedAt"), was.get("restartCount")):
        yield fact("Pulled", f'Container image "{image}" already present on machine')
        yield fact("Created", f"Created container: {name}")
        yield fact("Started", f"Started container {name}")
    waits = read(now, "state.waiting.reason", "")
    if waits and waits != read(was, "state.waiting.reason", ""):
        if waits == "CrashLoopBackOff":
            place = f"{objects.name(pod)}_{objects.namespace(pod)}({objects.uid(pod)})"
            yield fact("BackOff", f"Back-off restarting failed container {name} in pod {place}", warning=True)
        elif waits == "ImagePullBackOff":
            yield fact("BackOff", f'Back-off pulling image "{image}"')
        elif waits not in ("ContainerCreating", "PodInitializing"):
            yield fact("Failed", read(now, "state.waiting.message", "") or f"Error: {waits}", warning=True)


def killed(draft: Draft, pod: Object) -> Iterator[Fact]:
    """A pod that was told to go: its kubelet, if it is there, stops what runs."""
    node = draft.get("Node", "", pods.node(pod)) if pods.node(pod) else None
    if node and nodes.is_ready(node):
        for one in objects.status(pod).get("containerStatuses") or ():
            if read(one, "state.running") is not None:
                part = f"spec.containers{{{one['name']}}}"
                yield Fact(pod, "Killing", f"Stopping container {one['name']}", "kubelet", part=part, host=pods.node(pod))


def held_up(draft: Draft, old: Before, new: Before) -> Iterator[Fact]:
    """What a kubelet tells of a pod, and of the volumes that it cannot fill."""
    yield from pod_seen(draft, old, new)
    if new and _held.is_held(new) and not (old and _held.is_held(old)):
        for words in _held.told(new, _mounts.missing(draft.get, new)):
            yield Fact(new, "FailedMount", words, "kubelet", warning=True, host=pods.node(new))


def driven_out(draft: Draft, old: Before, new: Before) -> Iterator[Fact]:
    """A pod that bears a taint of its node no longer."""
    if old and is_gone(new) and not is_gone(old):
        yield Fact(old, "TaintManagerEviction", f"Marking for deletion Pod {objects.key(old).path}", "taint-eviction-controller")
        yield from killed(draft, old)


def unready(_: Draft, old: Before, new: Before) -> Iterator[Fact]:
    """A pod whose node is not ready."""
    if old and new and pods.is_ready(old) and not pods.is_ready(new):
        yield Fact(new, "NodeNotReady", "Node is not ready", "node-controller", warning=True, again=True)


def job_seen(_: Draft, old: Before, new: Before) -> Iterator[Fact]:
    """A job that ended, or was held."""
    if not new or not old:
        return
    was = {one["type"]: one["status"] for one in objects.status(old).get("conditions") or ()}
    for one in objects.status(new).get("conditions") or ():
        if was.get(one["type"]) == one["status"]:
            continue
        if one["type"] == "Complete" and one["status"] == "True":
            yield Fact(new, "Completed", "Job completed", "job-controller")
        elif one["type"] == "Failed" and one["status"] == "True":
            yield Fact(new, one.get("reason") or "", one.get("message") or "", "job-controller", warning=True)
        elif one["type"] == "Suspended":
            held = one["status"] == "True"
            yield Fact(new, *(("Suspended", "Job suspended") if held else ("Resumed", "Job resumed")), "job-controller")


def completed(draft: Draft, old: Before, new: Before) -> Iterator[Fact]:
    """A cron job that saw one of its jobs end; what a dump lists there may be no whole reference."""
    if not new:
        return
    present = {one.get("uid") for one in read(new, "status.active", ())}
    for one in read(old or {}, "status.active", ()):
        job = draft.get("Job", objects.namespace(new), one.get("name", ""))
        if job and one.get("uid") not in present:
            word = "Complete" if jobs.has(job, "Complete") else "Failed"
            yield Fact(new, "SawCompletedJob", f"Saw completed job: {one['name']}, condition: {word}", "cronjob-controller")


def node_seen(_: Draft, old: Before, new: Before) -> Iterator[Fact]:
    """A node that turned ready, or is heard of no more."""
    if not new or not old or nodes.is_ready(old) == nodes.is_ready(new):
        return
    word, teller = ("NodeReady", "kubelet") if nodes.is_ready(new) else ("NodeNotReady", "node-controller")
    host = objects.name(new) if teller == "kubelet" else ""
    yield Fact(new, word, f"Node {objects.name(new)} status is now: {word}", teller, host=host, again=True)


def balanced(_: Draft, old: Before, new: Before) -> Iterator[Fact]:
    """A Service that got its load balancer."""
    if new and read(new, "status.loadBalancer.ingress") and not read(old or {}, "status.loadBalancer.ingress"):
        yield Fact(new, "EnsuredLoadBalancer", "Ensured load balancer", "service-controller")


TOLD: dict[tuple[str, str], Telling] = {
    ("deployment", "ReplicaSet"): scaled,
    ("replica_set", "Pod"): by_controller("ReplicaSet"),
    ("replication_controller", "Pod"): by_controller("ReplicationController"),
    ("daemon_set", "Pod"): by_controller("DaemonSet"),
    ("job", "Pod"): by_controller("Job"),
    ("stateful_set", "Pod"): by_controller("StatefulSet", "Create Pod {pod} in StatefulSet {owner} successful",
                                           "Delete Pod {pod} in StatefulSet {owner} successful"),
    ("cron_job", "Job"): by_controller("CronJob", "Created job {pod}", "Deleted job {pod}"),
    ("cron_job", "CronJob"): completed, ("scheduler", "Pod"): scheduled, ("job", "Job"): job_seen, ("load_balancer", "Service"): balanced,
    ("kubelet", "Pod"): held_up, ("taint_eviction", "Pod"): driven_out, ("node_lifecycle", "Pod"): unready,
    ("", "Pod"): pod_seen, ("", "Node"): node_seen,
}
