"""The pod that `debug` makes, or the one to which it adds a container.

Upstream rules: kubectl `generateDebugContainer`, `generatePodCopyWithDebugContainer`,
`generateNodeDebugPod`.
"""

from collections.abc import Callable, Iterator

from minik.client.debugging import profiles
from minik.client.debugging.wishes import Wishes
from minik.errors import ClientError
from minik.intake import merging
from minik.light_typing import NamedTuple, TypeAlias
from minik.model import object as objects
from minik.model.object import MutableObject, Object, drop, read, read_list, write

Suffixes: TypeAlias = Callable[[], str]  # a new ending of a name at each call
SHAPE = "io.k8s.api.core.v1.Container"
NON_ROOT = (
    "Warning: Non-root user is configured for the entire target Pod, and some capabilities granted "
    'by debug profile may not work. Please consider using "--custom" with a custom profile that '
    'specifies "securityContext.runAsUser: 0".'
)


class Plan(NamedTuple):
    """The pod as it is sent, its container for debugging ("" where only images change), what is said
    before, and the warning.
    """

    pod: Object
    container: str
    said: str = ""
    warning: str = ""


def add_ephemeral(pod: Object, wishes: Wishes, suffixes: Suffixes) -> Plan:
    """Return a pod with one more ephemeral container."""
    name, said = choose_name(pod, wishes, suffixes)
    container = _new_container(name, wishes)
    if wishes.target:
        container["targetContainerName"] = wishes.target
    existing = read_list(pod, "spec.ephemeralContainers")
    changed = profiles.take_steps(
        write(pod, "spec.ephemeralContainers", [*existing, container]),
        profiles.find_profile(wishes.profile).ephemeral,
        name,
        wishes,
    )
    changed = _customized(changed, name, wishes)
    return Plan(changed, name, said, warning_of(changed, name))


def copy_pod(pod: Object, wishes: Wishes, suffixes: Suffixes) -> Plan:
    """Return the copy of a pod, with a container added or changed. Raises ClientError."""
    copied = _copied(pod, wishes)
    known = list(names_of(copied))
    if wishes.container not in known and not wishes.image:
        if wishes.images:
            return Plan(copied, "")
        raise ClientError("you must specify image when creating new container")
    name, said = wishes.container, ""
    if name not in known:
        name, said = choose_name(copied, wishes, suffixes)
        new = {"name": name, "terminationMessagePolicy": "File"}
        copied = write(copied, "spec.containers", [*copied["spec"]["containers"], new])
    changed = profiles.change_container(copied, name, lambda one: _changed(one, wishes))
    profile = profiles.find_profile(wishes.profile)
    changed = profiles.take_steps(changed, profile.copy, name, wishes)
    changed = _customized(changed, name, wishes)
    return Plan(changed, name, said, warning_of(changed, name))


def pod_on_node(node: Object, namespace: str, wishes: Wishes, suffixes: Suffixes) -> Plan:
    """Return a pod that runs on a node, whatever its taints."""
    host, name = objects.name(node), wishes.container or "debugger"
    pod_name = f"node-debugger-{host}-{suffixes()}"
    pod: Object = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": pod_name,
            "namespace": namespace,
            "labels": {"app.kubernetes.io/managed-by": "kubectl-debug"},
        },
        "spec": {
            "containers": [_new_container(name, wishes)],
            "nodeName": host,
            "restartPolicy": "Never",
            "tolerations": [{"operator": "Exists"}],
        },
    }
    profile = profiles.find_profile(wishes.profile)
    changed = _customized(profiles.take_steps(pod, profile.node, name, wishes), name, wishes)
    said = f"Creating debugging pod {pod_name} with container {name} on node {host}."
    return Plan(changed, name, "" if wishes.quiet else said)


def choose_name(pod: Object, wishes: Wishes, suffixes: Suffixes) -> tuple[str, str]:
    """Return the name of the new container, and what is said where it was not given."""
    if wishes.container:
        return wishes.container, ""
    known, name = set(names_of(pod)), f"debugger-{suffixes()}"
    while name in known:
        name = f"debugger-{suffixes()}"
    return name, "" if wishes.quiet else f"Defaulting debug container name to {name}."


def names_of(pod: Object) -> Iterator[str]:
    """Yield the names of all the containers of a pod."""
    for group in profiles.GROUPS:
        yield from (container["name"] for container in read_list(pod, f"spec.{group}"))


def warning_of(pod: Object, name: str) -> str:
    """Return the warning of capabilities that a pod's user cannot use; "" for none."""
    if not read(pod, "spec.securityContext.runAsUser", 0):
        return ""
    containers = [one for group in profiles.GROUPS for one in read_list(pod, f"spec.{group}")]
    container: Object = next((one for one in containers if one["name"] == name), {})
    context = container.get("securityContext") or {}
    granted = context.get("privileged") or read(context, "capabilities.add")
    return NON_ROOT if granted and context.get("runAsUser") != 0 else ""


def _new_container(name: str, wishes: Wishes) -> MutableObject:
    container: MutableObject = {
        "name": name,
        "image": wishes.image,
        "terminationMessagePolicy": "File",
    }
    optional = {
        "env": list(wishes.environment),
        "imagePullPolicy": wishes.pull,
        "stdin": wishes.stdin,
        "tty": wishes.tty,
        "args" if wishes.arguments_only else "command": list(wishes.arguments),
    }
    return {**container, **{field: value for field, value in optional.items() if value}}


def _copied(pod: Object, wishes: Wishes) -> Object:
    """Return what a copy has of its pod, with the images that are asked for."""
    kept = {field: pod["metadata"].get(field) for field in ("namespace", "annotations", "labels")}
    metadata = {"name": wishes.copy_to, **{key: value for key, value in kept.items() if value}}
    images = wishes.images
    containers = [
        {**one, "image": image} if image else one
        for one in pod["spec"]["containers"]
        for image in (images.get(one["name"]) or images.get("*"),)
    ]
    spec: MutableObject = {**pod["spec"], "containers": containers}
    spec.pop("ephemeralContainers", None)
    if wishes.share_processes is not None:
        spec["shareProcessNamespace"] = wishes.share_processes
    if not wishes.same_node:
        spec.pop("nodeName", None)
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}


def _changed(container: Object, wishes: Wishes) -> Object:
    """Return a container of a copy with the command, image and terminal that are asked for."""
    given = _new_container(container["name"], wishes)
    if not wishes.image:
        given.pop("image")
    if wishes.arguments and not wishes.arguments_only:
        container = drop(container, "args")
    rest = {key: value for key, value in container.items() if key not in ("stdin", "tty")}
    policy = container.get("terminationMessagePolicy") or "File"
    return {**rest, **given, "terminationMessagePolicy": policy}


def _customized(pod: Object, name: str, wishes: Wishes) -> Object:
    """Return a pod whose container has what a custom profile says."""
    if wishes.custom is None:
        return pod
    patch = {**wishes.custom, "name": name}
    return profiles.change_container(
        pod, name, lambda container: merging.strategic_merge(container, patch, SHAPE)
    )
