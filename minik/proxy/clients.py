"""Clients: who sends a packet, and on which node the rules meet it.

A packet is met by the proxy of the node on which it is sent; one from outside, by that of the node
at which it arrives. Whether it comes from a pod, a node or outside decides about short cuts
(upstream rule: the first rules of `KUBE-EXT-` chains).
"""

from ipaddress import ip_address, ip_network

from minik.errors import ClientError, NotFound
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.ip import is_address
from minik.model.object import Object
from minik.proxy.addresses import ranges_of_family, valid_addresses

OUTSIDE_ADDRESSES = {
    "IPv4": "203.0.113.7",
    "IPv6": "2001:db8::7",
}  # addresses for documents (RFC 5737, 3849): nobody's, so anybody's
PODS, NODES = ("pod", "pods", "po"), ("node", "nodes", "no")


class Client(NamedTuple):
    """The sender of a packet. `what` is pod, node or outside; `addresses` is empty for no client in
    particular; `asker` is the pod, or None.
    """

    what: str
    label: str
    addresses: tuple[str, ...] = ()
    node: Object | None = None
    asker: Object | None = None

    @property
    def is_outside(self) -> bool:
        return self.what == "outside"

    def address(self, family: str) -> str:
        """Return its address in one family; "" if it has none or none is known."""
        return next(
            (address for address in self.addresses if (":" in address) == (family == "IPv6")), ""
        )


def find(cluster: Cluster, text: str, namespace: str) -> Client:
    """Find a client as typed: `web-0`, `pod/web-0`, `shop/web-0`, `node/node-1`, `node-1`,
    `outside`, or an address.

    Raises ClientError for an unknown form, NotFound if there is no such pod or node.
    """
    kind, _, name = text.rpartition("/")
    if text == "outside":
        return Client("outside", "outside")
    if not kind and is_address(text):
        return _find_by_address(cluster, str(ip_address(text)))
    if kind not in ("", *PODS, *NODES) and not cluster.exists("Namespace", kind):
        raise ClientError(
            f'"{text}" is not a client',
            hint="POD, pod/POD, NAMESPACE/POD, node/NODE, outside, or an address",
        )
    pod_namespace = namespace if kind in ("", *PODS) else kind
    pod = cluster.get("Pod", pod_namespace, name) if kind not in NODES else None
    if pod is not None:
        return of_pod(cluster, pod)
    node = cluster.get("Node", "", name) if kind in ("", *NODES) else None
    if node is not None:
        return _node(node)
    raise NotFound(f'{"nodes" if kind in NODES else "pods"} "{name}" not found')


def _find_by_address(cluster: Cluster, address: str) -> Client:
    """Return the node or pod that has an address; an outside client if none has it."""
    node = next(
        (
            candidate
            for candidate in cluster.of("Node")
            if address in nodes.addresses(candidate, "InternalIP")
        ),
        None,
    )
    if node is not None:
        return _node(node)
    pod = next(iter(cluster.table("Pod").index_by(pods.addresses).get(address, ())), None)
    return of_pod(cluster, pod) if pod is not None else Client("outside", address, (address,))


def _node(node: Object) -> Client:
    return Client(
        "node",
        f"node/{objects.name(node)}",
        tuple(valid_addresses(nodes.addresses(node, "InternalIP"))),
        node,
    )


def of_pod(cluster: Cluster, pod: Object) -> Client:
    """Return the client for a pod; one on the host network sends its packets from the node."""
    node = cluster.get("Node", "", pods.node(pod)) if pods.node(pod) else None
    if pods.uses_host_network(pod) and node is not None:
        return _node(node)._replace(label=f"pod/{objects.name(pod)}", asker=pod)
    return Client(
        "pod", f"pod/{objects.name(pod)}", tuple(valid_addresses(pods.addresses(pod))), node, pod
    )


def is_admitted(client: Client | None, family: str, ranges: tuple[str, ...]) -> bool:
    """Return whether source ranges admit a client; a client without an address is always admitted."""
    address = client.address(family) if client else ""
    family_ranges = ranges_of_family(ranges, family)
    return (
        not address
        or not family_ranges
        or any(ip_address(address) in ip_network(cidr) for cidr in family_ranges)
    )


def uses_cluster_dns(pod: Object) -> bool:
    """Return whether a pod's names are resolved by the cluster's DNS (upstream rule: `GetPodDNS`)."""
    spec = objects.spec(pod)
    policy = spec.get("dnsPolicy") or "ClusterFirst"
    return policy == "ClusterFirstWithHostNet" or (
        policy == "ClusterFirst" and not pods.uses_host_network(pod)
    )
