"""Nodes: the machines on which pods run."""
from collections.abc import Mapping, Sequence
from typing import Any

from minik.kinds.node import columns, description, rules
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object, read

NOT_READY = "node.kubernetes.io/not-ready"
DOWN = "minik.dev/kubelet-down"  # since when a simulation keeps the kubelet silent


def taints(node: Object) -> Sequence[Object]:
    found: Sequence[Object] = read(node, "spec.taints", [])
    return found


def is_schedulable(node: Object) -> bool:
    """Whether new pods may come: not cordoned."""
    return not objects.spec(node).get("unschedulable")


def addresses(node: Object, kind: str) -> Sequence[str]:
    """Its addresses of one type: `InternalIP`, `ExternalIP`, `Hostname`."""
    return [address["address"] for address in read(node, "status.addresses", []) if address.get("type") == kind]


def condition(node: Object, kind: str) -> Mapping[str, Any]:
    """What is known of one condition of the node, such as `Ready`; nothing where nobody said anything."""
    return next((one for one in read(node, "status.conditions", []) if one.get("type") == kind), {})


def is_ready(node: Object) -> bool:
    return condition(node, "Ready").get("status") == "True"


def down_since(node: Object) -> str:
    """Since when a simulation keeps its kubelet silent; nothing where none does."""
    return str(objects.annotations(node).get(DOWN) or "")


def is_silent(node: Object) -> bool:
    """Whether nobody hears of its kubelet, so that nothing stops the pods that are told to go."""
    return bool(down_since(node)) or condition(node, "Ready").get("status") == "Unknown"


def default(node: Object) -> Object:
    """All that a node has can be given to pods, unless its kubelet says otherwise; the first pod range is told twice."""
    status, spec = node.get("status") or {}, node.get("spec") or {}
    if status.get("capacity") is not None and status.get("allocatable") is None:
        node = {**node, "status": {**status, "allocatable": status["capacity"]}}
    first, ranges = spec.get("podCIDR"), spec.get("podCIDRs") or []
    if first and ranges[:1] != [first]:
        node = {**node, "spec": {**spec, "podCIDRs": [first]}}
    elif ranges and not first:
        node = {**node, "spec": {**spec, "podCIDR": ranges[0]}}
    return node


def prepare(node: Object, old: Object | None, _: Draft) -> Object:
    """A node that registers takes no pods before its kubelet reports (admission `TaintNodesByCondition`); its status is its kubelet's."""
    if old is not None:
        return {**node, "status": old.get("status") or {}}
    if condition(node, "Ready").get("reason") == "KubeletReady" or any(taint.get("key") == NOT_READY for taint in taints(node)):
        return node
    return objects.write(node, "spec.taints", [*taints(node), {"effect": "NoSchedule", "key": NOT_READY}])


def unschedulable(node: Object) -> str:
    return "false" if is_schedulable(node) else "true"


KIND = Kind("Node", default=default, prepare=prepare, problems=rules.problems, update_problems=rules.update_problems,
            warnings=rules.warnings, columns=columns.COLUMNS, whole_row=True, describe=description.describe, has_status=False,
            selectable={"spec.unschedulable": unschedulable})
