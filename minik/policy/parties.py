"""Parties: who talks and who is asked, as policies see them: a pod of the pod network, a node (also
its pods on the host network), or an address outside the cluster.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object

POD, NODE, OUTSIDE = "pod", "node", "outside"


class Party(NamedTuple):
    """One side of traffic. `labels` are those of the pod or of the node; `node` is where it runs; an
    empty `addresses` means that they are not known. `host` is a name outside the cluster.
    """

    what: str
    path: str = ""
    namespace: str = ""
    labels: Mapping[str, str] = {}
    addresses: tuple[str, ...] = ()
    node: str = ""
    pod: Object | None = None
    host: str = ""

    @property
    def families(self) -> tuple[int, ...]:
        """Return the families of its addresses, 4 and 6, each once."""
        return families_of(self.addresses)

    def in_family(self, family: int) -> "Party":
        """Return it with the addresses of one family alone."""
        known = tuple(a for a in self.addresses if (":" in a) == (family == 6))
        return self._replace(addresses=known)


@cache
def families_of(addresses: tuple[str, ...]) -> tuple[int, ...]:
    """Return the families of addresses, 4 and 6, each once."""
    return tuple(dict.fromkeys(6 if ":" in address else 4 for address in addresses))


def of_pod(cluster: Cluster, pod: Object) -> Party:
    """Return a pod as policies see it; on the host network it is its node."""
    name = pods.node(pod)
    if pods.uses_host_network(pod):
        node = cluster.get("Node", "", name) if name else None
        known = of_node(node) if node is not None else Party(NODE, node=name)
        return known._replace(pod=pod, path=objects.key(pod).path)
    addresses = tuple(pods.addresses(pod))
    return Party(
        POD,
        objects.key(pod).path,
        objects.namespace(pod),
        objects.labels(pod),
        addresses,
        name,
        pod,
    )


def of_node(node: Object) -> Party:
    """Return a node as policies see it: its labels and addresses."""
    addresses = tuple(nodes.addresses(node, "InternalIP"))
    name = objects.name(node)
    return Party(NODE, name, labels=objects.labels(node), addresses=addresses, node=name)


def of_address(address: str = "", host: str = "") -> Party:
    """Return somebody outside the cluster: with an address, with a name, or nobody in particular."""
    return Party(OUTSIDE, address or host, addresses=(address,) if address else (), host=host)


def common_families(client: Party, server: Party) -> Sequence[int]:
    """Return the families in which two parties can talk; () where that is not known."""
    return [family for family in client.families if family in server.families]


def ports(party: Party) -> Iterator[Mapping[str, Any]]:
    """Yield the ports that the containers of a party declare."""
    if party.pod is not None:
        yield from pods.ports(party.pod)
