"""Nodes register: the kubelet of a new node tells what machine it is, and that it is ready. Upstream rule: `pkg/kubelet/nodestatus`.

A node that somebody applies is taken for a machine with a kubelet that works, unless its status says how ready it is; then that is
believed. What its manifest says of capacity, addresses and labels holds.
"""
from collections.abc import Iterable

from minik.controllers import _machines
from minik.intake.admission import timestamp
from minik.kinds import node as nodes
from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import Cluster
from minik.model.object import read

WATCHES = ("Node",)


def reconcile(cluster: Cluster) -> Iterable[Change]:
    silent = [node for node in cluster.of("Node") if not nodes.condition(node, "Ready")]
    if not silent:
        return
    taken = {address["address"] for node in cluster.of("Node") for address in read(node, "status.addresses", [])}
    number = 1
    for node in silent:
        name, families = objects.name(node), cluster.settings.families
        while any(address["address"] in taken for address in _machines.addresses("", number, families)[:-1]):
            number += 1
        found = _machines.addresses(name, number, families)
        taken.update(address["address"] for address in found)
        labelled = objects.write(node, "metadata.labels", {**_machines.labels(name), **objects.labels(node)})
        yield Put({**labelled, "status": _machines.status(found, objects.status(node), timestamp(cluster.now))})
