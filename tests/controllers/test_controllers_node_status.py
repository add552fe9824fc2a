"""The addresses of nodes that register: a dump may hold others that are not whole."""

from objects import build

from minik.controllers import node_status
from minik.kinds import node as nodes
from minik.model.change import Put
from minik.model.cluster import Cluster
from minik.model.source import Objects


def test_a_node_registers_beside_one_whose_host_name_was_lost() -> None:
    conditions = [{"type": "Ready", "status": "True"}]
    spoilt = {"conditions": conditions, "addresses": [{"type": "Hostname"}]}
    old, new = build("Node", "old", status=spoilt), build("Node", "new")
    cluster = Cluster(Objects({"Node": {"old": old, "new": new}}))
    [change] = node_status.reconcile(cluster)
    assert isinstance(change, Put) and nodes.addresses(change.object, "InternalIP")
    assert nodes.addresses(old, "Hostname") == []
