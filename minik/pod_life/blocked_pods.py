"""Pods that their kubelet cannot start yet, as a ConfigMap, Secret or key that they name is
missing.
"""

from collections.abc import Iterable, Iterator

from minik.intake.system_metadata import timestamp
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object, read
from minik.pod_life import behaviour, pod_status
from minik.pod_life.config_references import Missing

WAITS = ("ContainerCreating", "CreateContainerConfigError", "PodInitializing")


# A kubelet that is not minik's own also tells when it began with such a pod: so those of a dump are
# known, and left as they were recorded.
def is_blocked(pod: Object) -> bool:
    """Whether a pod waits here for a ConfigMap, Secret or key."""
    statuses = objects.status(pod).get("containerStatuses") or ()
    return bool(statuses) and any(
        read(container, "state.waiting.reason") in WAITS for container in statuses
    )


def blocked_status(cluster: Cluster, pod: Object, lacks: Missing, addresses: Object) -> Object:
    """Return the status of a blocked pod; without its volumes it has no address either."""
    now, old_status = timestamp(cluster.now), objects.status(pod)
    first = list(init_statuses(pod, lacks, now))
    incomplete = [item["name"] for item in first if not item["ready"]]
    containers = [
        container_status(container, lacks, initializing=bool(incomplete), now=now)
        for container in pods.containers(pod)
    ]
    unready = ("ContainersNotReady", behaviour.unready_message(containers))
    initialized = (
        ("False", "ContainersNotInitialized", incomplete_message(incomplete))
        if incomplete
        else ("True",)
    )
    result = {
        **old_status,
        **({} if lacks.volumes else addresses),
        "phase": "Pending",
        "conditions": [
            blocked_condition(pod, now, "Initialized", *initialized),
            blocked_condition(pod, now, "Ready", "False", *unready),
            blocked_condition(pod, now, "ContainersReady", "False", *unready),
            blocked_condition(pod, now, "PodScheduled", "True"),
        ],
        "containerStatuses": containers,
    }
    return {**result, "initContainerStatuses": first} if first else result


def init_statuses(pod: Object, lacks: Missing, now: str) -> Iterator[Object]:
    """Yield the status of each init container: those before the first that lacks something have run."""
    is_held = bool(lacks.volumes)
    for container in pods.init_containers(pod):
        is_next = is_held or container["name"] in lacks.containers
        if is_next or pods.is_sidecar(container):
            yield container_status(container, lacks, initializing=is_held, now=now)
        else:
            yield pod_status.completed_container(container, now)
        is_held = is_next


def incomplete_message(names: Iterable[str]) -> str:
    """Return the kubelet's message about init containers that have not done their work."""
    return f"containers with incomplete status: [{' '.join(names)}]"


def container_status(container: Object, lacks: Missing, *, initializing: bool, now: str) -> Object:
    """Return the status of a container of a blocked pod; one that lacks nothing runs."""
    base, message = pod_status.container_base(container), lacks.containers.get(container["name"])
    if lacks.volumes or initializing:
        state: Object = {
            "waiting": {"reason": "PodInitializing" if initializing else "ContainerCreating"}
        }
    elif message:
        state = {"waiting": {"message": message, "reason": "CreateContainerConfigError"}}
    else:
        return {**base, "started": True, "state": {"running": {"startedAt": now}}}
    return {**base, "ready": False, "started": False, "state": state}


def blocked_condition(
    pod: Object, now: str, kind: str, value: str, reason: str = "", message: str = ""
) -> Object:
    """Return a condition of a blocked pod; its time stays while its status does."""
    existing = pods.condition(pod, kind) or {}
    since = existing.get("lastTransitionTime") if existing.get("status") == value else None
    return pod_status.condition(kind, value, since or now, reason, message)


def mount_errors(pod: Object, lacks: Missing) -> Iterator[str]:
    """Yield the kubelet's messages about volumes that it cannot mount."""
    yield from (
        f'MountVolume.SetUp failed for volume "{name}" : {message}'
        for name, message in lacks.volumes.items()
    )
