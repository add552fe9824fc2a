"""Kubelets: a pod that has come to a node gets its addresses, and its containers start. Upstream rule: `pkg/kubelet`.

What a kubelet has said once is believed: a pod that has started, or ended, is left as it is, until somebody says otherwise.
"""
from collections.abc import Iterable, Iterator
from ipaddress import ip_network

from minik.controllers import _departed, _pod_status
from minik.intake.admission import timestamp
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import Cluster
from minik.model.object import Object, read

WATCHES = ("Pod", "Node")
PATIENCE = 4
FIRST = 2  # a node's first address is its network's, the next its bridge's


def arrived(pod: Object) -> Iterable[str]:
    """The node on which a pod waits to be started."""
    status, node = objects.status(pod), pods.node(pod)
    seen = status.get("startTime") or status.get("containerStatuses") or status.get("phase") not in (None, "", "Pending")
    return () if not node or seen or pods.is_terminating(pod) else (node,)


def reconcile(cluster: Cluster) -> Iterable[Change]:
    waiting = cluster.table("Pod").indexed(arrived)
    if not waiting:
        return
    addresses = Addresses(cluster)
    for name in sorted(waiting):
        node = cluster.get("Node", "", name)
        if node and nodes.is_ready(node):
            yield from started(cluster, node, waiting[name], addresses)


def started(cluster: Cluster, node: Object, waiting: Iterable[Object], addresses: "Addresses") -> Iterator[Put]:
    """The pods of one node, running; a pod for which no address is left goes on waiting."""
    own = nodes.addresses(node, "InternalIP")
    host = {"hostIP": own[0], "hostIPs": [{"ip": ip} for ip in own]} if own else {}
    now, alike = timestamp(cluster.now), Alike()
    for pod in waiting:
        ips = list(own) if pods.uses_host_network(pod) else addresses.given(node)
        if ips:
            status = {**objects.status(pod), **alike.running(pod, now), **host, "podIP": ips[0], "podIPs": [{"ip": ip} for ip in ips]}
            yield Put({**_pod_status.at_its_place(pod, objects.labels(node)), "status": status})


class Alike:
    """The statuses of pods that are alike but for their addresses, made once."""

    def __init__(self) -> None:
        self.known: dict[int, Object] = {}

    def running(self, pod: Object, now: str) -> Object:
        if pods.readiness_gates(pod) or pods.init_containers(pod):
            return _pod_status.running(pod, now)
        key = id(pod["spec"]["containers"])
        if key not in self.known:
            self.known[key] = _pod_status.running(pod, now)
        return self.known[key]


class Addresses:
    """The pods' addresses that are free on each node: the lowest first, those given back by this command last."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.taken = {ip for pod in cluster.of("Pod") for ip in pods.addresses(pod) if not pods.is_terminal(pod)}
        self.resting = {ip for _, pod in _departed.departed(cluster, "Pod") for ip in pods.addresses(pod)}
        self.free: dict[str, list[Iterator[str]]] = {}

    def given(self, node: Object) -> list[str]:
        """One address a family, the cluster's first family first; none where a range is used up or the node has none."""
        name = objects.name(node)
        if name not in self.free:
            ranges = sorted(ranges_of(node), key=lambda cidr: (":" in cidr) != (":" in self.cluster.settings.pod_cidrs[0]))
            self.free[name] = [self._left(cidr) for cidr in ranges]
        found = [next(left, "") for left in self.free[name]]
        return found if all(found) else []

    def _left(self, cidr: str) -> Iterator[str]:
        network = ip_network(cidr, strict=False)
        last = network.num_addresses - (2 if network.version == 4 else 1)
        rested = []
        for number in range(FIRST, last + 1):
            ip = str(network[number])
            if ip in self.resting:
                rested.append(ip)
            elif ip not in self.taken:
                yield ip
        yield from (ip for ip in rested if ip not in self.taken)


def ranges_of(node: Object) -> list[str]:
    """The ranges from which a node gives its pods addresses."""
    found: list[str] = read(node, "spec.podCIDRs", []) or [read(node, "spec.podCIDR", "")]
    return [cidr for cidr in found if cidr]
