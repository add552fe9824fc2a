"""The events of each controller's step. Upstream rule: client-go `tools/record`, and each
controller.

Controllers do not report events: they are derived from each object before and after the step
(`EVENT_RULES`), so a settled cluster stays settled. Only a pod that the server refuses leaves no
change: that event is stored once.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any, TypeAlias

from minik.errors import MinikError
from minik.kinds import job as jobs
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.object import Object, read
from minik.pod_life import blocked_pods, config_references
from minik.recording import deletions
from minik.recording.events import NewEvent, OptionalObject, find_earlier, owner_of, store_events

# kind → who makes objects for it; and how it tells that a pod could not be made, if not as all do
COMPONENTS = {
    "ReplicaSet": "replicaset-controller",
    "ReplicationController": "replication-controller",
    "DaemonSet": "daemonset-controller",
    "Job": "job-controller",
    "CronJob": "cronjob-controller",
    "StatefulSet": "statefulset-controller",
}
CREATE_ERRORS = {"StatefulSet": "Create Pod {pod} in StatefulSet {owner} failed error: {why}"}


EventRule: TypeAlias = Callable[[Draft, OptionalObject, OptionalObject], Iterable[NewEvent]]


def record_events(
    draft: Draft,
    reconcile: Callable[[Cluster], Any],
    refusals: Iterable[tuple[Object, MinikError]] = (),
) -> None:
    """Store the events of a controller's step."""
    store_events(
        draft,
        chain(
            step_events(draft, reconcile.__module__.rpartition(".")[2]),
            refusal_events(draft, refusals),
        ),
    )


def with_killing_events(cluster: Cluster) -> Cluster:
    """Return the cluster with the kubelets' events about pods that were deleted."""
    draft = cluster.draft()
    store_events(
        draft,
        (
            new_event
            for _, pod in deletions.deleted_objects(cluster, "Pod")
            for new_event in killing_events(draft, pod)
        ),
    )
    return draft.cluster()


def step_events(draft: Draft, controller: str) -> Iterator[NewEvent]:
    """Yield all the events of a step."""
    for key, new in list(draft.changes.items()):
        rule = EVENT_RULES.get((controller, key.kind)) or EVENT_RULES.get(("", key.kind))
        if rule:
            yield from rule(draft, draft.base.get(*key), new)


def refusal_events(
    draft: Draft, refusals: Iterable[tuple[Object, MinikError]]
) -> Iterator[NewEvent]:
    """Yield a FailedCreate event for each pod that the server refused; each message only once."""
    reported: set[tuple[str, str]] = set()
    for pod, why in refusals:
        reference = objects.owner(pod) or {}
        owner = (
            owner_of(draft, pod, reference.get("kind", ""))
            if reference.get("kind") in COMPONENTS
            else None
        )
        if (
            pod["kind"] != "Pod"
            or owner is None
            or objects.name(pod)
            and draft.get(*objects.key(pod)) is not None
        ):
            continue
        message = CREATE_ERRORS.get(owner["kind"], "Error creating: {why}").format(
            why=why, pod=objects.name(pod), owner=objects.name(owner)
        )
        new_event = NewEvent(
            owner, "FailedCreate", message, COMPONENTS[owner["kind"]], warning=True
        )
        if (objects.uid(owner), message) not in reported and find_earlier(draft, new_event) is None:
            yield new_event
        reported.add((objects.uid(owner), message))


def creation_rule(
    kind: str, created: str = "Created pod: {pod}", deleted: str = "Deleted pod: {pod}"
) -> EventRule:
    """Return the rule for the objects that a kind of controller creates and deletes."""

    def rule(draft: Draft, old: OptionalObject, new: OptionalObject) -> Iterator[NewEvent]:
        obj = new or old
        is_created, is_deleted_now = (
            old is None and new is not None,
            is_deleted(new) and old is not None and not is_deleted(old),
        )
        owner = owner_of(draft, obj, kind) if obj and (is_created or is_deleted_now) else None
        if obj and owner:
            message = (created if is_created else deleted).format(
                pod=objects.name(obj), owner=objects.name(owner)
            )
            yield NewEvent(
                owner,
                "SuccessfulCreate" if is_created else "SuccessfulDelete",
                message,
                COMPONENTS[kind],
                again=kind == "StatefulSet",
            )
        if is_deleted_now and old:
            yield from killing_events(draft, old)

    return rule


def is_deleted(obj: OptionalObject) -> bool:
    """Whether an object does not exist or is terminating."""
    return obj is None or bool(obj["metadata"].get("deletionTimestamp"))


def scaling_events(draft: Draft, old: OptionalObject, new: OptionalObject) -> Iterator[NewEvent]:
    """Yield the event of a deployment that resized a replica set."""
    owner = owner_of(draft, new, "Deployment") if new else None
    before, after = (
        read(replica_set, "spec.replicas", 1) if replica_set else 0 for replica_set in (old, new)
    )
    if new and owner and before != after:
        message = f"Scaled {'up' if after > before else 'down'} replica set {objects.name(new)} from {before} to {after}"
        yield NewEvent(owner, "ScalingReplicaSet", message, "deployment-controller", again=True)


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


def pod_events(draft: Draft, old: OptionalObject, new: OptionalObject) -> Iterator[NewEvent]:
    """Yield the kubelet's events about a pod: its containers start, wait or exit."""
    if old is not None and is_deleted(new) and not is_deleted(old):
        yield from killing_events(draft, old)
    if new is None:
        return
    for field, path in (
        ("initContainerStatuses", "initContainers"),
        ("containerStatuses", "containers"),
    ):
        statuses = objects.status(new).get(field) or ()
        if old is None or statuses and statuses is not objects.status(old).get(field):
            old_statuses = {
                container["name"]: container
                for container in (objects.status(old).get(field) or () if old else ())
            }
            for container in statuses:
                if container != old_statuses.get(container["name"]):
                    yield from container_events(
                        new,
                        container,
                        old_statuses.get(container["name"], {}),
                        f"spec.{path}{{{container['name']}}}",
                    )


def container_events(pod: Object, after: Object, before: Object, part: str) -> Iterator[NewEvent]:
    """Yield the kubelet's events about one container."""

    def kubelet_event(reason: str, message: str, *, warning: bool = False) -> NewEvent:
        return NewEvent(
            pod, reason, message, "kubelet", warning, part, pods.node(pod), again=bool(before)
        )

    name, image = after["name"], after.get("image") or ""
    start = (
        read(after, "state.running.startedAt") or read(after, "state.terminated.startedAt"),
        after.get("restartCount"),
    )
    if start[0] and start != (
        read(before, "state.running.startedAt") or read(before, "state.terminated.startedAt"),
        before.get("restartCount"),
    ):
        yield kubelet_event("Pulled", f'Container image "{image}" already present on machine')
        yield kubelet_event("Created", f"Created container: {name}")
        yield kubelet_event("Started", f"Started container {name}")
    waiting = read(after, "state.waiting.reason", "")
    if waiting and waiting != read(before, "state.waiting.reason", ""):
        if waiting == "CrashLoopBackOff":
            pod_id = f"{objects.name(pod)}_{objects.namespace(pod)}({objects.uid(pod)})"
            yield kubelet_event(
                "BackOff",
                f"Back-off restarting failed container {name} in pod {pod_id}",
                warning=True,
            )
        elif waiting == "ImagePullBackOff":
            yield kubelet_event("BackOff", f'Back-off pulling image "{image}"')
        elif waiting not in ("ContainerCreating", "PodInitializing"):
            yield kubelet_event(
                "Failed",
                read(after, "state.waiting.message", "") or f"Error: {waiting}",
                warning=True,
            )


def killing_events(draft: Draft, pod: Object) -> Iterator[NewEvent]:
    """Yield Killing for each running container of a deleted pod, if its kubelet is up."""
    node = draft.get("Node", "", pods.node(pod)) if pods.node(pod) else None
    if node and nodes.is_ready(node):
        for container in objects.status(pod).get("containerStatuses") or ():
            if read(container, "state.running") is not None:
                part = f"spec.containers{{{container['name']}}}"
                yield NewEvent(
                    pod,
                    "Killing",
                    f"Stopping container {container['name']}",
                    "kubelet",
                    part=part,
                    host=pods.node(pod),
                )


def mount_events(draft: Draft, old: OptionalObject, new: OptionalObject) -> Iterator[NewEvent]:
    """Yield the kubelet's events about a pod, and about volumes that it cannot mount."""
    yield from pod_events(draft, old, new)
    if new and blocked_pods.is_blocked(new) and not (old and blocked_pods.is_blocked(old)):
        for message in blocked_pods.mount_errors(
            new, config_references.find_missing(draft.get, new)
        ):
            yield NewEvent(
                new, "FailedMount", message, "kubelet", warning=True, host=pods.node(new)
            )


def taint_eviction_events(
    draft: Draft, old: OptionalObject, new: OptionalObject
) -> Iterator[NewEvent]:
    """Yield the events of a pod evicted because of a taint."""
    if old and is_deleted(new) and not is_deleted(old):
        yield NewEvent(
            old,
            "TaintManagerEviction",
            f"Marking for deletion Pod {objects.key(old).path}",
            "taint-eviction-controller",
        )
        yield from killing_events(draft, old)


def node_not_ready_events(_: Draft, old: OptionalObject, new: OptionalObject) -> Iterator[NewEvent]:
    """Yield the event of a pod whose node became not ready."""
    if old and new and pods.is_ready(old) and not pods.is_ready(new):
        yield NewEvent(
            new, "NodeNotReady", "Node is not ready", "node-controller", warning=True, again=True
        )


def job_events(_: Draft, old: OptionalObject, new: OptionalObject) -> Iterator[NewEvent]:
    """Yield the events of a job that completed, failed, was suspended or resumed."""
    if not new or not old:
        return
    old_statuses = {
        condition["type"]: condition["status"]
        for condition in objects.status(old).get("conditions") or ()
    }
    for condition in objects.status(new).get("conditions") or ():
        if old_statuses.get(condition["type"]) == condition["status"]:
            continue
        if condition["type"] == "Complete" and condition["status"] == "True":
            yield NewEvent(new, "Completed", "Job completed", "job-controller")
        elif condition["type"] == "Failed" and condition["status"] == "True":
            yield NewEvent(
                new,
                condition.get("reason") or "",
                condition.get("message") or "",
                "job-controller",
                warning=True,
            )
        elif condition["type"] == "Suspended":
            is_suspended = condition["status"] == "True"
            yield NewEvent(
                new,
                *(("Suspended", "Job suspended") if is_suspended else ("Resumed", "Job resumed")),
                "job-controller",
            )


def cron_job_events(draft: Draft, old: OptionalObject, new: OptionalObject) -> Iterator[NewEvent]:
    """Yield the event of a cron job that saw one of its jobs finish.

    An imported status.active may hold incomplete references.
    """
    if not new:
        return
    active_uids = {reference.get("uid") for reference in read(new, "status.active", ())}
    for reference in read(old or {}, "status.active", ()):
        job = draft.get("Job", objects.namespace(new), reference.get("name", ""))
        if job and reference.get("uid") not in active_uids:
            outcome = "Complete" if jobs.has_condition(job, "Complete") else "Failed"
            yield NewEvent(
                new,
                "SawCompletedJob",
                f"Saw completed job: {reference['name']}, condition: {outcome}",
                "cronjob-controller",
            )


def node_events(_: Draft, old: OptionalObject, new: OptionalObject) -> Iterator[NewEvent]:
    """Yield the event of a node that became ready or not ready."""
    if not new or not old or nodes.is_ready(old) == nodes.is_ready(new):
        return
    reason, component = (
        ("NodeReady", "kubelet") if nodes.is_ready(new) else ("NodeNotReady", "node-controller")
    )
    host = objects.name(new) if component == "kubelet" else ""
    yield NewEvent(
        new,
        reason,
        f"Node {objects.name(new)} status is now: {reason}",
        component,
        host=host,
        again=True,
    )


def load_balancer_events(_: Draft, old: OptionalObject, new: OptionalObject) -> Iterator[NewEvent]:
    """Yield the event of a Service that got its load balancer."""
    if (
        new
        and read(new, "status.loadBalancer.ingress")
        and not read(old or {}, "status.loadBalancer.ingress")
    ):
        yield NewEvent(new, "EnsuredLoadBalancer", "Ensured load balancer", "service-controller")


EVENT_RULES: dict[tuple[str, str], EventRule] = {
    ("deployment", "ReplicaSet"): scaling_events,
    ("replica_set", "Pod"): creation_rule("ReplicaSet"),
    ("replication_controller", "Pod"): creation_rule("ReplicationController"),
    ("daemon_set", "Pod"): creation_rule("DaemonSet"),
    ("job", "Pod"): creation_rule("Job"),
    ("stateful_set", "Pod"): creation_rule(
        "StatefulSet",
        "Create Pod {pod} in StatefulSet {owner} successful",
        "Delete Pod {pod} in StatefulSet {owner} successful",
    ),
    ("cron_job", "Job"): creation_rule("CronJob", "Created job {pod}", "Deleted job {pod}"),
    ("cron_job", "CronJob"): cron_job_events,
    ("scheduler", "Pod"): scheduling_events,
    ("job", "Job"): job_events,
    ("load_balancer", "Service"): load_balancer_events,
    ("kubelet", "Pod"): mount_events,
    ("taint_eviction", "Pod"): taint_eviction_events,
    ("node_lifecycle", "Pod"): node_not_ready_events,
    ("", "Pod"): pod_events,
    ("", "Node"): node_events,
}
