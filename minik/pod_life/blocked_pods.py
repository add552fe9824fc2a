"""Pods that their kubelet cannot start yet, as a ConfigMap, Secret or key that they name is
missing.
"""

from collections.abc import Iterator

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
    blocked_init = [
        container_
        for container_ in pods.init_containers(pod)
        if container_["name"] in lacks.containers
    ]
    containers = [
        container_status(container_, lacks, initializing=bool(blocked_init), now=now)
        for container_ in pods.containers(pod)
    ]
    conditions = [
        blocked_condition(pod, kind, value, now, containers)
        for kind, value in (
            ("Initialized", "False" if blocked_init else "True"),
            ("Ready", "False"),
            ("ContainersReady", "False"),
            ("PodScheduled", "True"),
        )
    ]
    result = {
        **old_status,
        **({} if lacks.volumes else addresses),
        "phase": "Pending",
        "conditions": conditions,
        "containerStatuses": containers,
    }
    if pods.init_containers(pod):
        result["initContainerStatuses"] = [
            container_status(container_, lacks, initializing=False, now=now)
            for container_ in pods.init_containers(pod)
        ]
    return result


def container_status(container: Object, lacks: Missing, *, initializing: bool, now: str) -> Object:
    """Return the status of a container of a blocked pod; one that lacks nothing runs."""
    common = {
        "image": container.get("image") or "",
        "imageID": "",
        "lastState": {},
        "name": container["name"],
        "restartCount": 0,
    }
    message = lacks.containers.get(container["name"])
    if lacks.volumes or initializing:
        state: Object = {
            "waiting": {"reason": "PodInitializing" if initializing else "ContainerCreating"}
        }
    elif message:
        state = {"waiting": {"message": message, "reason": "CreateContainerConfigError"}}
    else:
        return {**common, "ready": True, "started": True, "state": {"running": {"startedAt": now}}}
    return {**common, "ready": False, "started": False, "state": state}


def blocked_condition(
    pod: Object, kind: str, value: str, now: str, containers: list[Object]
) -> Object:
    """Return a condition of a blocked pod."""
    existing = pods.condition(pod, kind) or {}
    since = existing.get("lastTransitionTime") if existing.get("status") == value else None
    explanation = (
        ("ContainersNotReady", behaviour.unready_message(containers))
        if value == "False" and kind != "Initialized"
        else ("ContainersNotInitialized", "")
        if value == "False"
        else ("", "")
    )
    return pod_status.condition(kind, value, since or now, *explanation)


def mount_errors(pod: Object, lacks: Missing) -> Iterator[str]:
    """Yield the kubelet's messages about volumes that it cannot mount."""
    yield from (
        f'MountVolume.SetUp failed for volume "{name}" : {message}'
        for name, message in lacks.volumes.items()
    )
