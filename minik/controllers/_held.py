"""Pods that their kubelet cannot start yet, since something that they name is not there."""
from collections.abc import Iterator

from minik.controllers import _life, _pod_status
from minik.controllers._mounts import Missing
from minik.intake.admission import timestamp
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object, read

WAITS = ("ContainerCreating", "CreateContainerConfigError", "PodInitializing")


# A kubelet that is not minik's own also tells when it began with such a pod: so those of a dump are known, and left as they were recorded.
def is_held(pod: Object) -> bool:
    """Whether a pod waits here for what it names."""
    found = objects.status(pod).get("containerStatuses") or ()
    return bool(found) and any(read(one, "state.waiting.reason") in WAITS for one in found)


def status(cluster: Cluster, pod: Object, lacks: Missing, addresses: Object) -> Object:
    """The status of a pod that waits; without its volumes it does not even get an address."""
    now, was = timestamp(cluster.now), objects.status(pod)
    first = [one for one in pods.init_containers(pod) if one["name"] in lacks.containers]
    containers = [waiting(one, lacks, initializing=bool(first), now=now) for one in pods.containers(pod)]
    conditions = [condition(pod, kind, value, now, containers) for kind, value in (
        ("Initialized", "False" if first else "True"), ("Ready", "False"), ("ContainersReady", "False"), ("PodScheduled", "True"))]
    made = {**was, **({} if lacks.volumes else addresses), "phase": "Pending", "conditions": conditions, "containerStatuses": containers}
    if pods.init_containers(pod):
        made["initContainerStatuses"] = [waiting(one, lacks, initializing=False, now=now) for one in pods.init_containers(pod)]
    return made


def waiting(container: Object, lacks: Missing, *, initializing: bool, now: str) -> Object:
    """A container that has not started, and why; one that lacks nothing runs."""
    told = {"image": container.get("image") or "", "imageID": "", "lastState": {}, "name": container["name"], "restartCount": 0}
    why = lacks.containers.get(container["name"])
    if lacks.volumes or initializing:
        state: Object = {"waiting": {"reason": "PodInitializing" if initializing else "ContainerCreating"}}
    elif why:
        state = {"waiting": {"message": why, "reason": "CreateContainerConfigError"}}
    else:
        return {**told, "ready": True, "started": True, "state": {"running": {"startedAt": now}}}
    return {**told, "ready": False, "started": False, "state": state}


def condition(pod: Object, kind: str, value: str, now: str, containers: list[Object]) -> Object:
    """A condition of a pod that waits."""
    present = pods.condition(pod, kind) or {}
    since = present.get("lastTransitionTime") if present.get("status") == value else None
    why = ("ContainersNotReady", _life.names(containers)) if value == "False" and kind != "Initialized" else (
        "ContainersNotInitialized", "") if value == "False" else ("", "")
    return _pod_status.condition(kind, value, since or now, *why)


def told(pod: Object, lacks: Missing) -> Iterator[str]:
    """What the kubelet says of volumes that it cannot fill."""
    yield from (f'MountVolume.SetUp failed for volume "{name}" : {why}' for name, why in lacks.volumes.items())
