"""Nodes register: the kubelet of a new node reports its machine and readiness. Upstream rule:
`pkg/kubelet/nodestatus`.

An applied node counts as a machine with a working kubelet, unless its status has a Ready condition.
Capacity, addresses and labels of its manifest are kept.
"""

from collections.abc import Iterable

from minik.intake.system_metadata import timestamp
from minik.kinds import node as nodes
from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Phase
from minik.model.object import read
from minik.node_life import node_registration


def reconcile(cluster: Cluster) -> Iterable[Change]:
    unregistered = [node for node in cluster.of("Node") if not nodes.condition(node, "Ready")]
    if not unregistered:
        return
    taken = {
        address.get("address")
        for node in cluster.of("Node")
        for address in read(node, "status.addresses", [])
    }
    number = 1
    for node in unregistered:
        name, families = objects.name(node), cluster.settings.families
        while any(
            address["address"] in taken
            for address in node_registration.node_addresses("", number, families)[:-1]
        ):
            number += 1
        addresses = node_registration.node_addresses(name, number, families)
        taken.update(address["address"] for address in addresses)
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


CONTROLLER = Controller(
    "kubelet",
    ("Node",),
    Phase.NODES,
    reconcile,
)
