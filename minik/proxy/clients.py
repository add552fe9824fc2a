"""Clients: who sends a packet, and at which node the rules meet it.

A packet is met by the proxy of the node on which it is sent; one from outside, by that of the node which it arrives at. Whether it comes
from a pod, from a node itself or from elsewhere decides about short cuts (upstream rule: the first rules of `KUBE-EXT-` chains).
"""
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from minik.errors import ClientError, NotFound
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.proxy.addresses import known, ranges_of_family

FAR = {"IPv4": "203.0.113.7", "IPv6": "2001:db8::7"}  # addresses for documents (RFC 5737, 3849): nobody's, so anybody's
PODS, NODES = ("pod", "pods", "po"), ("node", "nodes", "no")


class Client(NamedTuple):
    """Who asks. `what` is pod, node or outside; `addresses` are empty where none in particular is meant; `asker` is the pod, if any."""

    what: str
    label: str
    addresses: tuple[str, ...] = ()
    node: Object | None = None
    asker: Object | None = None

    @property
    def is_outside(self) -> bool:
        return self.what == "outside"

    def address(self, family: str) -> str:
        """Its address in one family; empty where it has none, or none is known."""
        return next((one for one in self.addresses if (":" in one) == (family == "IPv6")), "")


def find(cluster: Cluster, text: str, namespace: str) -> Client:
    """`web-0`, `pod/web-0`, `shop/web-0`, `node/node-1`, `node-1`, `outside`, or an address, as somebody types it."""
    kind, _, name = text.rpartition("/")
    if text == "outside":
        return Client("outside", "outside")
    if not kind and _is_address(text):
        return _at(cluster, str(ip_address(text)))
    if kind not in ("", *PODS, *NODES) and cluster.get("Namespace", "", kind) is None:
        raise ClientError(f'"{text}" is nobody who can ask', hint="POD, pod/POD, NAMESPACE/POD, node/NODE, outside, or an address")
    its = namespace if kind in ("", *PODS) else kind
    pod = cluster.get("Pod", its, name) if kind not in NODES else None
    if pod is not None:
        return _pod(cluster, pod)
    node = cluster.get("Node", "", name) if kind in ("", *NODES) else None
    if node is not None:
        return _node(node)
    raise NotFound(f'{"nodes" if kind in NODES else "pods"} "{name}" not found')


def _at(cluster: Cluster, address: str) -> Client:
    """Whoever has an address; somebody outside, where nobody in the cluster has it."""
    node = next((one for one in cluster.of("Node") if address in nodes.addresses(one, "InternalIP")), None)
    if node is not None:
        return _node(node)
    pod = next(iter(cluster.table("Pod").indexed(pods.addresses).get(address, ())), None)
    return _pod(cluster, pod) if pod is not None else Client("outside", address, (address,))


def _node(node: Object) -> Client:
    return Client("node", f"node/{objects.name(node)}", tuple(known(nodes.addresses(node, "InternalIP"))), node)


def _pod(cluster: Cluster, pod: Object) -> Client:
    """A pod in its node's own network is no pod to the rules: its packets come from the node."""
    node = cluster.get("Node", "", pods.node(pod)) if pods.node(pod) else None
    if pods.uses_host_network(pod) and node is not None:
        return _node(node)._replace(label=f"pod/{objects.name(pod)}", asker=pod)
    return Client("pod", f"pod/{objects.name(pod)}", tuple(known(pods.addresses(pod))), node, pod)


def admitted(client: Client | None, family: str, ranges: tuple[str, ...]) -> bool:
    """Whether source ranges let a client in; nobody in particular is never shut out."""
    address = client.address(family) if client else ""
    mine = ranges_of_family(ranges, family)
    return not address or not mine or any(ip_address(address) in ip_network(one) for one in mine)


def uses_cluster_dns(pod: Object) -> bool:
    """Whether its names are asked of the cluster's DNS (upstream rule: `GetPodDNS`)."""
    spec = objects.spec(pod)
    policy = spec.get("dnsPolicy") or "ClusterFirst"
    return policy == "ClusterFirstWithHostNet" or (policy == "ClusterFirst" and not pods.uses_host_network(pod))


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
