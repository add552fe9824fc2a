"""Pods that do the same work, which a scheduler spreads over the nodes so that they do not fail together.

Upstream rule: the default constraints of PodTopologySpread, and `helper.DefaultSelector`: the pods of the same replica set, replication
controller or stateful set; of other pods, those that all the services mean that mean this one.
"""
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping

from minik.controllers import _availability
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object

OWNERS = ("ReplicaSet", "ReplicationController", "StatefulSet")


def chosen_by(service: Object) -> Iterable[tuple[str, str, str]]:
    """Under what a service is found by the pods that it may mean: one of the labels that it asks for."""
    return [(objects.namespace(service), name, value) for name, value in list(services.selector(service).items())[:1]]


class Kin:
    """How many pods of each kin are on which node, while pods are being placed."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.counts: dict[Hashable, Counter[str]] = {}

    def of(self, pod: Object) -> Counter[str] | None:
        """The kin of a pod by node; nothing where it has none."""
        owner = objects.owner(pod)
        if owner and owner["kind"] in OWNERS:
            return self.counted(owner["uid"], self.cluster.owned_by(owner["uid"], "Pod"))
        selector, namespace = self.selector(pod), objects.namespace(pod)
        key = (namespace, *sorted(selector.items()))
        if not selector or key in self.counts:
            return self.counts.get(key)
        return self.counted(key, self.cluster.selected("Pod", namespace, selector))

    def counted(self, key: Hashable, members: Iterable[Object]) -> Counter[str]:
        """The count under a name, made when it is first asked for."""
        if key not in self.counts:
            self.counts[key] = Counter(pods.node(pod) for pod in members if pods.node(pod) and _availability.is_active(pod))
        return self.counts[key]

    def selector(self, pod: Object) -> Mapping[str, str]:
        """What all the services that mean a pod ask for together."""
        return {name: value for service in self.services(pod) for name, value in services.selector(service).items()}

    def services(self, pod: Object) -> Iterator[Object]:
        """The services that mean a pod."""
        index, labels = self.cluster.table("Service").indexed(chosen_by), objects.labels(pod)
        for name, value in labels.items():
            for service in index.get((objects.namespace(pod), name, value), ()):
                if services.selector(service).items() <= labels.items():
                    yield service
