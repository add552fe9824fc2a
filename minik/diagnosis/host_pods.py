"""Pods on the host network: they listen at the addresses of their node, at the ports that they declare."""

from collections.abc import Iterator

from minik.kinds import pod as pods
from minik.model.cluster import Cluster
from minik.model.object import Object


def listening(cluster: Cluster, address: str, port: int, protocol: str = "") -> Iterator[Object]:
    """Yield the pods on the host network that declare a port of an address, by a protocol or by any."""
    for pod in cluster.table("Pod").index_by(pods.addresses).get(address, ()):
        if pods.uses_host_network(pod) and not pods.is_terminal(pod):
            for one in pods.ports(pod):
                spoken = one.get("protocol") or "TCP"
                if one["containerPort"] == port and protocol in ("", spoken):
                    yield pod
                    break
