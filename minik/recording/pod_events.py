"""The events of a pod, whoever changed it: its containers start, wait, exit and are stopped.

Upstream rule: the kubelet's `kuberuntime` and `images`.
"""

from collections.abc import Iterator

from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.controller import NewEvent, OptionalObject
from minik.model.object import Object, read
from minik.recording import deletions
from minik.recording.events import store_events


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


def is_deleted(obj: OptionalObject) -> bool:
    """Whether an object does not exist or is terminating."""
    return obj is None or bool(obj["metadata"].get("deletionTimestamp"))


def pod_events(draft: Draft, old: OptionalObject, new: OptionalObject) -> Iterator[NewEvent]:
    """Yield the kubelet's events about a pod: its containers start, wait or exit."""
    if old is not None and is_deleted(new) and not is_deleted(old):
        yield from killing_events(draft, old)
    if new is None:
        return
    for field, path in (
        ("initContainerStatuses", "initContainers"),
        ("containerStatuses", "containers"),
        ("ephemeralContainerStatuses", "ephemeralContainers"),
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
