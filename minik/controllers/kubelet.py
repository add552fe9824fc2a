"""Kubelets: a pod that has come to a node gets its addresses, and its containers start. Upstream rule: `pkg/kubelet`.

What a kubelet has said once is believed: a pod that has started, or ended, is left as it is, until somebody says otherwise: an annotation
that tells how it behaves (`_life`), or a simulation.
"""
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cached_property

from minik.controllers import _departed, _held, _life, _lively, _mounts, _pod_status
from minik.intake.admission import timestamp
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.model import ip
from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import Cluster
from minik.model.object import Object, read

WATCHES = ("Pod", "Node", "ConfigMap", "Secret")
PATIENCE = 4
FIRST = 2  # a node's first address is its network's, the next its bridge's


def arrived(pod: Object) -> Iterable[str]:
    """The node on which a pod waits to be started."""
    status, node = objects.status(pod), pods.node(pod)
    seen = status.get("startTime") or status.get("phase") not in (None, "", "Pending")
    seen = seen or status.get("containerStatuses") and not _held.is_held(pod)
    return () if not node or seen or pods.is_terminating(pod) else (node,)


def lively(pod: Object) -> Iterable[str]:
    """The node on which a pod lives that may change by itself."""
    alive = _life.is_lively(pod) and objects.status(pod).get("startTime") and not pods.is_terminal(pod)
    return (pods.node(pod),) if alive else ()


def reconcile(cluster: Cluster) -> Iterable[Change]:
    yield from followed(cluster)
    yield from begun(cluster)


def followed(cluster: Cluster) -> Iterator[Put]:
    """The pods that behave, as they are by now."""
    for name, found in cluster.table("Pod").indexed(lively).items():
        node = cluster.get("Node", "", name)
        if node and nodes.is_ready(node) and not nodes.down_since(node):
            for pod in found:
                status = _lively.status(pod, cluster.now)
                if status != objects.status(pod):
                    yield Put({**pod, "status": status})


def alarms(cluster: Cluster) -> Iterator[datetime]:
    """When pods that behave will change by themselves."""
    for name, found in cluster.table("Pod").indexed(lively).items():
        node = cluster.get("Node", "", name)
        if node and nodes.is_ready(node) and not nodes.down_since(node):
            for pod in found:
                start = _lively.started(pod)
                if start:
                    yield from _life.turns(pod, start, cluster.now)


def begun(cluster: Cluster) -> Iterator[Put]:
    """The pods that have come to their nodes."""
    waiting = cluster.table("Pod").indexed(arrived)
    if not waiting:
        return
    addresses = Addresses(cluster)
    for name in sorted(waiting):
        node = cluster.get("Node", "", name)
        if node and nodes.is_ready(node) and not nodes.down_since(node):
            yield from started(cluster, node, waiting[name], addresses)


def started(cluster: Cluster, node: Object, waiting: Iterable[Object], addresses: "Addresses") -> Iterator[Put]:
    """The pods of one node, running; a pod for which no address is left goes on waiting."""
    own = nodes.addresses(node, "InternalIP")
    host = {"hostIP": own[0], "hostIPs": [{"ip": one} for one in own]} if own else {}
    now, alike = timestamp(cluster.now), Alike()
    for pod in waiting:
        lacks = _mounts.missing(cluster.get, pod) if _mounts.needs(pod) else _mounts.NOTHING
        if lacks.volumes:
            yield from held(cluster, pod, lacks, host)
            continue
        ips = list(pods.addresses(pod)) or (list(own) if pods.uses_host_network(pod) else addresses.given(node))
        given = {**host, "podIP": ips[0], "podIPs": [{"ip": one} for one in ips]} if ips else {}
        if ips and lacks.containers:
            yield from held(cluster, pod, lacks, given)
        elif ips:
            status = {**objects.status(pod), **alike.running(pod, now), **given}
            placed = {**_pod_status.at_its_place(pod, objects.labels(node)), "status": status}
            yield Put({**placed, "status": _lively.status(placed, cluster.now)} if _life.is_lively(pod) else placed)


def held(cluster: Cluster, pod: Object, lacks: _mounts.Missing, given: Object) -> Iterator[Put]:
    """A pod that waits for what it names, where it does not wait like that already."""
    status = _held.status(cluster, pod, lacks, given)
    if status != objects.status(pod):
        yield Put({**pod, "status": status})


class Alike:
    """The statuses of pods that are alike but for their addresses, made once."""

    def __init__(self) -> None:
        self.known: dict[int, Object] = {}

    def running(self, pod: Object, now: str) -> Object:
        if pods.readiness_gates(pod) or pods.init_containers(pod):
            return _pod_status.running(pod, now)
        key = id(pods.containers(pod))
        if key not in self.known:
            self.known[key] = _pod_status.running(pod, now)
        return self.known[key]


class Addresses:
    """The pods' addresses that are free on each node: the lowest first, those given back by this command last."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.free: dict[str, list[Iterator[str]]] = {}

    @cached_property
    def taken(self) -> set[str]:
        """The addresses that pods have."""
        return {one for pod in self.cluster.of("Pod") for one in pods.addresses(pod) if not pods.is_terminal(pod)}

    @cached_property
    def resting(self) -> set[str]:
        """The addresses that pods have had until now."""
        return {one for _, pod in _departed.departed(self.cluster, "Pod") for one in pods.addresses(pod)}

    def given(self, node: Object) -> list[str]:
        """One address a family, the cluster's first family first; none where a range is used up or the node has none."""
        name = objects.name(node)
        if name not in self.free:
            ranges = sorted(ranges_of(node), key=lambda cidr: (":" in cidr) != (":" in self.cluster.settings.pod_cidrs[0]))
            self.free[name] = [self._left(cidr) for cidr in ranges]
        found = [next(left, "") for left in self.free[name]]
        return found if all(found) else []

    def _left(self, cidr: str) -> Iterator[str]:
        found = ip.lenient_network(cidr)
        assert found is not None
        network = found[1]
        last = network.num_addresses - (2 if network.version == 4 else 1)
        rested = []
        for number in range(FIRST, last + 1):
            address = str(network[number])
            if address in self.resting:
                rested.append(address)
            elif address not in self.taken:
                yield address
        yield from (address for address in rested if address not in self.taken)


def ranges_of(node: Object) -> list[str]:
    """The ranges from which a node gives its pods addresses."""
    found: list[str] = read(node, "spec.podCIDRs", []) or [read(node, "spec.podCIDR", "")]
    return [cidr for cidr in found if ip.lenient_network(cidr)]
