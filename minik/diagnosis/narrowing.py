"""The part of a cluster that concerns one object, so that `why` reads no more of a large state.

That is everything in its namespace and the name server's, what has no namespace, and whatever elsewhere
holds its name or one of its addresses. A question whose answer may lie anywhere (a Service without
pods, a pod without a node, a policy) is asked of the whole cluster.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from minik import kinds
from minik.diagnosis.view import TEMPLATES
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.held import Held
from minik.model.object import Key, Object
from minik.model.source import Source, Text

NAMED_IN_NAMESPACE = frozenset(
    (
        "ConfigMap",
        "HorizontalPodAutoscaler",
        "Ingress",
        "PersistentVolumeClaim",
        "PodDisruptionBudget",
        "Secret",
        "ServiceAccount",
        *TEMPLATES,
    )
)
NAME_SERVERS = "kube-system"


class Near:
    """A source that gives of the kinds with a namespace only what is near an object."""

    def __init__(self, source: Source, namespaces: Sequence[str], texts: Sequence[Text]) -> None:
        self.source, self.namespaces, self.texts = source, namespaces, texts

    def kinds(self) -> Iterable[str]:
        return [kind for kind in self.source.kinds() if self.all(kind)]

    def find(self, kind: str, path: str) -> Object | None:
        return self.source.find(kind, path)

    def all(self, kind: str) -> Mapping[str, Object]:
        known = kinds.find_kind(kind)
        if known is None or not known.namespaced:
            return self.source.all(kind)
        return self.source.near(kind, self.namespaces, self.texts)

    def near(
        self, kind: str, namespaces: Sequence[str], texts: Sequence[Text]
    ) -> Mapping[str, Object]:
        return self.source.near(kind, namespaces, texts)

    def lacking(self, kind: str, texts: Sequence[str]) -> Mapping[str, Object]:
        return self.all(kind)

    def select(self, kind: str, namespace: str, labels: Mapping[str, str]) -> list[Object]:
        return self.source.select(kind, namespace, labels)

    def held(self) -> Held:
        return self.source.held()


def narrow(cluster: Cluster, obj: Object) -> Cluster:
    """Return the part of a cluster that concerns an object; the whole one where the answer may lie
    anywhere in it.
    """
    if cluster.changes:
        return cluster
    key = objects.key(obj)
    spaces = [key.namespace, NAME_SERVERS] if key.namespace else [NAME_SERVERS]
    near = cluster.with_source(Near(cluster.source, spaces, list(texts_of(key, obj))))
    return near if is_decided_nearby(near, key, obj) else cluster


def texts_of(key: Key, obj: Object) -> Iterator[Text]:
    """Yield the texts by which others refer to an object."""
    if not key.namespace:
        yield Text(key.name, whole=True)
        return
    yield Text(f"{key.name}.{key.namespace}")
    yield Text(key.name, key.namespace, whole=True)
    if key.kind == "Service":
        yield from map(Text, services.entry_addresses(obj))
    if key.kind == "Pod":
        yield from map(Text, pods.addresses(obj))


def is_decided_nearby(near: Cluster, key: Key, obj: Object) -> bool:
    """Return whether what is wrong with an object shows in what is near it."""
    if key.kind == "Node":
        return True
    behind = near.within("Pod", key.namespace) if key.namespace else []
    if not all(map(pods.node, behind)):
        return False
    if key.kind == "Service":
        selector = services.selector(obj)
        return bool(selector) and any(
            selector.items() <= objects.labels(pod).items() for pod in behind
        )
    return key.kind == "Pod" or key.kind in NAMED_IN_NAMESPACE
