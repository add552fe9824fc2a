"""TaintNodesByCondition: a new node is tainted not-ready until its kubelet reports."""

from minik.kinds import node as nodes
from minik.model.admission_plugin import AdmissionPlugin, AdmissionRequest, Operation
from minik.model.object import Object, write


def mutate(request: AdmissionRequest) -> Object:
    """Add the taint, unless the node has it or its kubelet reports already."""
    node, taints = request.object, nodes.taints(request.object)
    reports = nodes.condition(node, "Ready").get("reason") == "KubeletReady"
    if reports or any(taint.get("key") == nodes.NOT_READY for taint in taints):
        return node
    return write(node, "spec.taints", [*taints, {"effect": "NoSchedule", "key": nodes.NOT_READY}])


PLUGIN = AdmissionPlugin("TaintNodesByCondition", ("Node",), mutate, operations=(Operation.CREATE,))
