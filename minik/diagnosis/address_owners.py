"""Who has an address: a Service, a pod, a node; and who nearly has it."""

from collections.abc import Sequence

from minik.diagnosis import reasons_on_demand
from minik.diagnosis.nearness import nearest
from minik.errors import NotFound
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object


def address_owner(cluster: Cluster, address: str) -> Object | None:
    """Return the Service, pod or node that an address belongs to; None if there is none."""
    for kind, addresses_of in (
        ("Service", services.entry_addresses),
        ("Pod", pod_addresses),
        ("Node", node_addresses),
    ):
        owners = cluster.table(kind).index_by(addresses_of).get(address)
        if owners:
            return owners[0]
    return None


def pod_addresses(pod: Object) -> Sequence[str]:
    """Return the addresses of a pod; [] if they are its node's or the pod has ended."""
    return [] if pods.uses_host_network(pod) or pods.is_terminal(pod) else pods.addresses(pod)


def node_addresses(node: Object) -> Sequence[str]:
    """Return the internal and external addresses of a node."""
    return [
        address for kind in ("InternalIP", "ExternalIP") for address in nodes.addresses(node, kind)
    ]


def no_owner(cluster: Cluster, address: str) -> NotFound:
    """Return the error for an address that nothing has, with what its range is for and what is
    near.
    """
    addresses = [
        *cluster.table("Service").index_by(services.entry_addresses),
        *cluster.table("Pod").index_by(pod_addresses),
    ]
    close = nearest(address, addresses) if len(addresses) < 5000 else ""
    neighbour = address_owner(cluster, close) if close else None
    hint = (
        f"; near is {close}, {neighbour['kind']} {objects.key(neighbour).path}" if neighbour else ""
    )
    return NotFound(
        f'nothing in the cluster has the address "{address}"',
        hint=reasons_on_demand.near_address(cluster, address) + hint,
    )
