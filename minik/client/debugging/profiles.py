"""Profiles: what a container for debugging may do, and what of a copied pod is left out.

Each is a row of steps. A step takes a pod, the container's name and the wishes, and returns the
pod changed. Upstream rule: kubectl `pkg/cmd/debug/profiles.go`.
"""

from collections.abc import Callable, Mapping, Sequence

from minik.client.debugging.wishes import Wishes
from minik.errors import ClientError
from minik.light_typing import NamedTuple, TypeAlias
from minik.model.object import Object, drop, read, write

Step: TypeAlias = Callable[[Object, str, Wishes], Object]
ContainerChange: TypeAlias = Callable[[Object], Object]
GROUPS = ("initContainers", "containers", "ephemeralContainers")
PROBES = {"liveness": "livenessProbe", "readiness": "readinessProbe", "startup": "startupProbe"}
HOST_ROOT = "host-root"


class Profile(NamedTuple):
    """The steps of a profile: for a pod on a node, for a copy of a pod, for an ephemeral container."""

    node: Sequence[Step] = ()
    copy: Sequence[Step] = ()
    ephemeral: Sequence[Step] = ()


def change_container(pod: Object, name: str, change: ContainerChange) -> Object:
    """Return a pod whose container of this name is changed."""
    for group in GROUPS:
        containers = pod["spec"].get(group) or []
        if any(container["name"] == name for container in containers):
            changed = [
                change(container) if container["name"] == name else container
                for container in containers
            ]
            return write(pod, f"spec.{group}", changed)
    return pod


def _each(change: ContainerChange) -> Step:
    """Return the step that changes the container."""
    return lambda pod, name, _: change_container(pod, name, change)


def _secured(field: str, value: object) -> Step:
    """Return the step that sets a field of the container's security context."""
    return _each(lambda container: write(container, f"securityContext.{field}", value))


def _capable(*names: str) -> Step:
    """Return the step that gives the container more capabilities."""
    field = "securityContext.capabilities.add"
    return _each(lambda container: write(container, field, [*read(container, field, []), *names]))


def _drop_capabilities(container: Object) -> Object:
    more = drop(container, "securityContext.capabilities.add")
    return write(more, "securityContext.capabilities.drop", ["ALL"])


def mount_root(pod: Object, name: str, _: Wishes) -> Object:
    """Mount the host's root at /host."""
    volume = {"name": HOST_ROOT, "hostPath": {"path": "/"}}
    more = write(pod, "spec.volumes", [*read(pod, "spec.volumes", []), volume])
    mount = {"mountPath": "/host", "name": HOST_ROOT}
    return change_container(
        more,
        name,
        lambda container: write(
            container, "volumeMounts", [*read(container, "volumeMounts", []), mount]
        ),
    )


def use_host(pod: Object, _name: str, _wishes: Wishes) -> Object:
    """Let the pod use the host's network, processes and IPC."""
    return {**pod, "spec": {**pod["spec"], "hostNetwork": True, "hostPID": True, "hostIPC": True}}


def share_processes(pod: Object, _name: str, _wishes: Wishes) -> Object:
    """Let the containers see each other's processes, unless that is settled."""
    known = pod["spec"].get("shareProcessNamespace") is not None
    return pod if known else write(pod, "spec.shareProcessNamespace", True)


def drop_labels(pod: Object, _name: str, _wishes: Wishes) -> Object:
    """Leave the labels out."""
    return drop(pod, "metadata.labels")


def keep_only(pod: Object, _name: str, wishes: Wishes) -> Object:
    """Leave out labels, annotations, probes and init containers, those that shall stay excepted."""
    for word in ("labels", "annotations"):
        pod = pod if word in wishes.keeps else drop(pod, f"metadata.{word}")
    gone = [field for word, field in PROBES.items() if word not in wishes.keeps]
    containers = [
        {field: value for field, value in container.items() if field not in gone}
        for container in pod["spec"]["containers"]
    ]
    pod = write(pod, "spec.containers", containers)
    return pod if "init-containers" in wishes.keeps else drop(pod, "spec.initContainers")


PLAIN = _each(lambda container: drop(container, "securityContext"))
TRACING = _capable("SYS_PTRACE")
NETWORK = _capable("NET_ADMIN", "NET_RAW")
PRIVILEGED = _secured("privileged", True)
RESTRICTED = (
    PLAIN,
    _secured("runAsNonRoot", True),
    _each(_drop_capabilities),
    _secured("allowPrivilegeEscalation", False),
    _secured("seccompProfile", {"type": "RuntimeDefault"}),
)
PROFILES: Mapping[str, Profile] = {
    "legacy": Profile(node=(mount_root, use_host), copy=(drop_labels,)),
    "general": Profile(
        node=(mount_root, PLAIN, use_host),
        copy=(keep_only, TRACING, share_processes),
        ephemeral=(TRACING,),
    ),
    "baseline": Profile((PLAIN,), (PLAIN, keep_only, share_processes), (PLAIN,)),
    "restricted": Profile(RESTRICTED, (*RESTRICTED, keep_only, share_processes), RESTRICTED),
    "netadmin": Profile((NETWORK, use_host), (NETWORK, keep_only, share_processes), (NETWORK,)),
    "sysadmin": Profile(
        (PRIVILEGED, use_host, mount_root),
        (PRIVILEGED, keep_only, share_processes),
        (PRIVILEGED,),
    ),
}


def find_profile(name: str) -> Profile:
    """Return the profile of a name. Raises ClientError."""
    if name not in PROFILES:
        raise ClientError(f"unknown profile: {name}")
    return PROFILES[name]


def take_steps(pod: Object, steps: Sequence[Step], name: str, wishes: Wishes) -> Object:
    """Return a pod after all the steps for its container of this name."""
    for step in steps:
        pod = step(pod, name, wishes)
    return pod
