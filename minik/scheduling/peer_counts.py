"""Pods of the same workload or Services, which the scheduler spreads over the nodes.

Upstream rule: the default constraints of PodTopologySpread, and `helper.DefaultSelector`: the pods
of the same replica set, replication controller or stateful set; for other pods, those matched by
all the Services that match the pod.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping

from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.pod_life import availability

OWNERS = ("ReplicaSet", "ReplicationController", "StatefulSet")


def service_keys(service: Object) -> Iterable[tuple[str, str, str]]:
    """Return the index key of a Service: namespace and one label of its selector."""
    return [
        (objects.namespace(service), name, value)
        for name, value in list(services.selector(service).items())[:1]
    ]


class PeerCounts:
    """The number of peers of a pod on each node, kept while pods are scheduled."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.counts: dict[Hashable, Counter[str]] = {}
        self.selected: dict[Hashable, Counter[str] | None] = {}  # by namespace and labels

    def of(self, pod: Object) -> Counter[str] | None:
        """Return the number of a pod's peers by node; None if it has no peers."""
        owner = objects.owner(pod)
        if owner and owner["kind"] in OWNERS:
            return self.pod_counts(owner["uid"], self.cluster.owned_by(owner["uid"], "Pod"))
        alike = (objects.namespace(pod), *objects.labels(pod).items())
        if alike not in self.selected:
            self.selected[alike] = self.selected_by(pod)
        return self.selected[alike]

    def selected_by(self, pod: Object) -> Counter[str] | None:
        """Return the number of the pods that all Services of a pod select, by node."""
        selector, namespace = self.selector(pod), objects.namespace(pod)
        key = (namespace, *sorted(selector.items()))
        if not selector or key in self.counts:
            return self.counts.get(key)
        return self.pod_counts(key, self.cluster.select("Pod", namespace, selector))

    def pod_counts(self, key: Hashable, members: Iterable[Object]) -> Counter[str]:
        """Return the counts stored under a key, computed when first asked for."""
        if key not in self.counts:
            self.counts[key] = Counter(
                pods.node(pod) for pod in members if pods.node(pod) and availability.is_active(pod)
            )
        return self.counts[key]

    def selector(self, pod: Object) -> Mapping[str, str]:
        """Return the merged selectors of all Services that match a pod."""
        return {
            name: value
            for service in self.services(pod)
            for name, value in services.selector(service).items()
        }

    def services(self, pod: Object) -> Iterator[Object]:
        """Yield the Services that match a pod."""
        index, labels = self.cluster.table("Service").index_by(service_keys), objects.labels(pod)
        for name, value in labels.items():
            for service in index.get((objects.namespace(pod), name, value), ()):
                if services.selector(service).items() <= labels.items():
                    yield service
