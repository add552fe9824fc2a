"""Nodes register: the kubelet of a new node reports its machine and readiness. Upstream rule:
`pkg/kubelet/nodestatus`.

An applied node counts as a machine with a working kubelet, unless its status has a Ready condition.
Capacity, addresses and labels of its manifest are kept.
"""

from collections.abc import Iterable
from itertools import count, repeat

from minik.intake.system_metadata import timestamp
from minik.kinds import node as nodes
from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Phase
from minik.model.object import Object, read
from minik.node_life import node_registration


def reconcile(cluster: Cluster) -> Iterable[Change]:
    unregistered = cluster.table("Node").index_by(unready).get(True)
    if not unregistered:
        return
    taken = {*cluster.table("Node").index_by(addresses_of)}
    by_number = map(node_registration.node_ips, count(1), repeat(cluster.settings.families))
    free = filter(taken.isdisjoint, by_number)
    for node in unregistered:
        name = objects.name(node)
        addresses = node_registration.node_addresses(name, next(free))
        taken.add(name)
        labelled = objects.write(
            node, "metadata.labels", {**node_registration.node_labels(name), **objects.labels(node)}
        )
        yield Put(
            {
                **labelled,
                "status": node_registration.ready_status(
                    addresses, objects.status(node), timestamp(cluster.now)
                ),
            }
        )


def unready(node: Object) -> Iterable[bool]:
    """Return True, as index key, of a node that has not registered."""
    return () if nodes.condition(node, "Ready") else (True,)


def addresses_of(node: Object) -> Iterable[str]:
    """Return the addresses of a node, as index keys."""
    found = (address.get("address") for address in read(node, "status.addresses", []))
    return dict.fromkeys(address for address in found if address)


CONTROLLER = Controller(
    "kubelet",
    ("Node",),
    Phase.NODES,
    reconcile,
)
