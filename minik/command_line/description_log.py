"""What `describe` asks a server for beside the objects that it finds, as `-v=6` logs it.

Upstream rule: kubectl's describers, one for a kind. Each reads the object once more; most list what
happened to it, some what belongs to it.
"""

from collections.abc import Callable, Iterator, Mapping

from minik import kinds
from minik.api import lists
from minik.api.reply import Selection
from minik.command_line import request_log
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model import selectors
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.object import Object

# kinds of which nobody is told what happened to them
WITHOUT_EVENTS = frozenset(
    ("ClusterRole", "ClusterRoleBinding", "LimitRange", "Namespace", "NetworkPolicy")
    + ("ResourceQuota", "Role", "RoleBinding", "Secret")
)
EVENTS_FIRST = frozenset(("Deployment", "Ingress"))  # then what belongs to them
RUNNING = "status.phase!=Succeeded,status.phase!=Failed"


class Beside(NamedTuple):
    """A list that is read for one description, or with a name one object of it. One that is read
    `at_once` is not read page by page.
    """

    kind: str
    labels: str = ""
    fields: str = ""
    namespace: str | None = None
    name: str = ""
    at_once: bool = False


def log_description(kind: Kind, obj: Object, cluster: Cluster, *, with_events: bool) -> None:
    """Log what is read for the description of an object that was found."""
    if not request_log.is_on():
        return
    namespace = objects.namespace(obj)
    request_log.log_look(kind, namespace, objects.name(obj), [obj])
    events = _events(kind, obj) if with_events and kind.name not in WITHOUT_EVENTS else ()
    others = OTHERS.get(kind.name, _nothing)(obj)
    for beside in (*events, *others) if kind.name in EVENTS_FIRST else (*others, *events):
        _log(beside, namespace, cluster)
    if kind.name == "Node":
        _log(Beside("Lease", namespace="kube-node-lease", name=objects.name(obj)), "", cluster)


def _log(beside: Beside, of_object: str, cluster: Cluster) -> None:
    kind = kinds.kind_of_key(beside.kind)
    namespace = of_object if beside.namespace is None else beside.namespace
    if beside.name:
        found = cluster.get(kind.key, namespace, beside.name)
        request_log.log_look_up(kind, namespace, beside.name, found)
        return
    asked = {"fieldSelector": beside.fields, "labelSelector": beside.labels}
    listed = lists.select_objects(cluster, kind, Selection(namespace, beside.labels, beside.fields))
    request_log.log_list(kind, namespace, listed, asked, at_once=beside.at_once)


def _events(kind: Kind, obj: Object) -> Iterator[Beside]:
    """Yield the lists of what happened to an object: a kubelet calls its Node by the name."""
    name, uid = objects.name(obj), objects.uid(obj)
    for known_by in (uid, name) if kind.name == "Node" else (uid,):
        terms = {
            "name": name,
            "namespace": objects.namespace(obj),
            "kind": kind.name if kind.name != "Pod" else "",
            "uid": known_by,
        }
        fields = ",".join(
            f"involvedObject.{field}={value}"
            for field, value in terms.items()
            if value or field == "namespace"
        )
        yield Beside("Event", fields=fields)


def _nothing(obj: Object) -> Iterator[Beside]:
    yield from ()


def _pods(obj: Object) -> Iterator[Beside]:
    """Yield the pods that a workload selects."""
    selector = objects.spec(obj).get("selector") or {}
    is_plain = obj["kind"] == "ReplicationController"
    terms = selectors.of_labels(selector) if is_plain else selectors.of_label_selector(selector)
    yield Beside("Pod", selectors.format_selector(terms))


def _replica_sets(obj: Object) -> Iterator[Beside]:
    for pods in _pods(obj):
        yield pods._replace(kind="ReplicaSet")


def _endpoints(obj: Object) -> Iterator[Beside]:
    yield _slices(objects.name(obj))


def _backends(obj: Object) -> Iterator[Beside]:
    """Yield what stands behind each Service of an Ingress, and the Service."""
    for service in _services(objects.spec(obj)):
        yield _slices(service)
        yield Beside("Service", name=service)


def _services(spec: Mapping[str, object]) -> Iterator[str]:
    """Yield the names of the services in the part of an Ingress, in its order."""
    for field, value in spec.items():
        parts = value if isinstance(value, list) else [value]
        for part in parts:
            if field == "service" and isinstance(part, Mapping):
                yield str(part.get("name", ""))
            elif isinstance(part, Mapping):
                yield from _services(part)


def _slices(service: str) -> Beside:
    return Beside("EndpointSlice", f"kubernetes.io/service-name={service}", at_once=True)


def _node_pods(obj: Object) -> Iterator[Beside]:
    yield Beside("Pod", fields=f"spec.nodeName={objects.name(obj)},{RUNNING}", namespace="")


def _limits(obj: Object) -> Iterator[Beside]:
    for kind in ("ResourceQuota", "LimitRange"):
        yield Beside(kind, namespace=objects.name(obj))


def _secrets(obj: Object) -> Iterator[Beside]:
    yield Beside("Secret")


def _all_pods(obj: Object) -> Iterator[Beside]:
    yield Beside("Pod")


# the lists beside the events, kind by kind
OTHERS: Mapping[str, Callable[[Object], Iterator[Beside]]] = {
    "DaemonSet": _pods,
    "Deployment": _replica_sets,
    "Ingress": _backends,
    "Namespace": _limits,
    "Node": _node_pods,
    "PersistentVolumeClaim": _all_pods,
    "ReplicaSet": _pods,
    "ReplicationController": _pods,
    "Service": _endpoints,
    "ServiceAccount": _secrets,
    "StatefulSet": _pods,
}
