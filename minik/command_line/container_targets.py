"""Which pod and which container `exec`, `logs`, `attach`, `cp` and `port-forward` are about: all that can
be judged before anybody is connected.

Upstream rules: kubectl's polymorphic `AttachablePodForObject` and `SelectorsForObject`, podcmd's
`FindOrDefaultContainerByName`, and the server's checks of a pod's subresources.
"""

from collections.abc import Callable, Sequence

from minik.command_line import state_access
from minik.errors import BadRequest, ClientError
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model import selectors
from minik.model.cluster import Cluster
from minik.model.object import Object, read
from minik.model.selectors import Selector

DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container"
TIMED_OUT = "timed out waiting for the condition"


def selector_of(obj: Object) -> Selector:
    """Return the selector of the pods behind an object. Raises ClientError."""
    kind = obj["kind"]
    if kind in ("Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job"):
        return selectors.of_label_selector(read(obj, "spec.selector", {}))
    if kind == "ReplicationController":
        return selectors.of_labels(read(obj, "spec.selector", {}))
    if kind == "Service":
        if not read(obj, "spec.selector", {}):
            raise ClientError(
                f"invalid service '{objects.name(obj)}': Service is defined without a selector"
            )
        return selectors.of_labels(read(obj, "spec.selector", {}))
    raise ClientError(f"selector for *{objects.version(obj['apiVersion'])}.{kind} not implemented")


def pods_of(cluster: Cluster, obj: Object, *, verb: str) -> Sequence[Object]:
    """Return the pods of an object, those that are nearest to serving first. Raises ClientError."""
    if obj["kind"] == "Pod":
        return [obj]
    try:
        selector = selector_of(obj)
    except ClientError as error:
        version = objects.version(obj["apiVersion"])
        action = "get the logs from" if verb == "logs" else "attach to"
        raise ClientError(f"cannot {action} *{version}.{obj['kind']}: {error.message}") from None
    found = [
        pod
        for pod in cluster.within("Pod", objects.namespace(obj))
        if selectors.matches(selector, objects.labels(pod))
    ]
    if not found:
        raise ClientError(TIMED_OUT)
    return sorted(found, key=lambda pod: (not pods.node(pod), not pods.is_ready(pod)))


def find_container(pod: Object, name: str, *, verb: str, tell: Callable[[str], None]) -> str:
    """Return the container of a pod that is meant, and tell which one it is where there are several.
    Raises ClientError.
    """
    regular = [container["name"] for container in pods.containers(pod)]
    initial = [container["name"] for container in pods.init_containers(pod)]
    short_lived = [one["name"] for one in read(pod, "spec.ephemeralContainers", [])]
    if name:
        if name in (*regular, *initial, *short_lived):
            return name
        raise ClientError(
            f"container {name} is not valid for pod {objects.name(pod)}"
            if verb == "logs"
            else f"container {name} not found in pod {objects.name(pod)}"
        )
    wanted = objects.annotations(pod).get(DEFAULT_CONTAINER, "")
    chosen = wanted if wanted in (*regular, *initial, *short_lived) else regular[0]
    if len(regular) + len(initial) + len(short_lived) > 1 and not wanted:
        others = [*regular, *(f"{one} (ephem)" for one in short_lived)]
        others += [f"{one} (init)" for one in initial]
        tell(f'Defaulted container "{chosen}" out of: {", ".join(others)}')
    return chosen


def check_pod(pod: Object, verb: str) -> None:
    """Raise ClientError or BadRequest for a pod whose state forbids it."""
    phase = pods.phase(pod)
    if verb in ("exec", "cp") and phase in ("Succeeded", "Failed"):
        raise ClientError(
            f"cannot exec into a container in a completed pod; current phase is {phase}"
        )
    if verb == "attach" and phase in ("Succeeded", "Failed"):
        raise ClientError(f"cannot attach a container in a completed pod; current phase is {phase}")
    if verb == "port-forward" and phase != "Running":
        raise ClientError(
            f"unable to forward port because pod is not running. Current status={phase}"
        )
    if not pods.node(pod) and verb != "logs":  # the server finds no kubelet to ask
        raise BadRequest(f"pod {objects.name(pod)} does not have a host assigned")


def check_ports(obj: Object, ports: Sequence[str]) -> None:
    """Raise ClientError for a port to forward that an object does not have."""
    kind, name = obj["kind"], objects.name(obj)
    for text in ports:
        remote = text.rpartition(":")[2]
        if kind == "Service":
            known = read(obj, "spec.ports", [])
            if remote.isdecimal() and int(remote) not in [port["port"] for port in known]:
                raise ClientError(f"Service {name} does not have a service port {remote}")
            if not remote.isdecimal() and remote not in [port.get("name") for port in known]:
                raise ClientError(f"Service '{name}' does not have a named port '{remote}'")
        names = [port.get("name") for port in pods.ports(obj)] if kind == "Pod" else [remote]
        if not remote.isdecimal() and remote not in names:
            raise ClientError(f"Pod '{name}' does not have a named port '{remote}'")


def check_target(cluster: Cluster, obj: Object, verb: str, container: str = "") -> None:
    """Judge all that can be judged of the pod and the container that are meant, and tell which they
    are. Raises ClientError and BadRequest.
    """
    found = pods_of(cluster, obj, verb=verb)
    pod = found[0]
    if verb == "logs" and len(found) > 1:
        state_access.tell(f"Found {len(found)} pods, using pod/{objects.name(pod)}")
    if verb != "port-forward":
        find_container(pod, container, verb=verb, tell=state_access.tell)
    check_pod(pod, verb)
