"""Nodes: the machines that run pods."""

from collections.abc import Mapping, Sequence

from minik.kinds.node import columns, description, rules
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object, read

NOT_READY = "node.kubernetes.io/not-ready"
DOWN = "minik.dev/kubelet-down"  # since when a simulation keeps the kubelet silent


def taints(node: Object) -> Sequence[Object]:
    entries: Sequence[Object] = read(node, "spec.taints", [])
    return entries


def is_schedulable(node: Object) -> bool:
    """Return whether the node accepts new pods, that is, is not cordoned."""
    return not objects.spec(node).get("unschedulable")


def addresses(node: Object, kind: str) -> Sequence[str]:
    """Return the node's addresses of one type: `InternalIP`, `ExternalIP`, `Hostname`."""
    return [
        address["address"]
        for address in read(node, "status.addresses", [])
        if address.get("type") == kind and address.get("address")
    ]


def condition(node: Object, kind: str) -> Mapping[str, Any]:
    """Return one condition of the node, such as `Ready`; empty if it is not reported."""
    return next(
        (entry for entry in read(node, "status.conditions", []) if entry.get("type") == kind), {}
    )


def is_ready(node: Object) -> bool:
    return condition(node, "Ready").get("status") == "True"


def down_since(node: Object) -> str:
    """Return since when a simulation has the kubelet down; "" if it is not down."""
    return str(objects.annotations(node).get(DOWN) or "")


def is_unreachable(node: Object) -> bool:
    """Return whether the kubelet is not reporting, so that terminating pods are not stopped."""
    return bool(down_since(node)) or condition(node, "Ready").get("status") == "Unknown"


def default(node: Object) -> Object:
    """Set allocatable to capacity if it is missing, and keep podCIDR and podCIDRs consistent."""
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
    """Keep the old status on update."""
    return node if old is None else {**node, "status": old.get("status") or {}}


def unschedulable(node: Object) -> str:
    return "false" if is_schedulable(node) else "true"


KIND = Kind(
    "Node",
    default=default,
    prepare=prepare,
    problems=rules.problems,
    update_problems=rules.update_problems,
    warnings=rules.warnings,
    columns=columns.COLUMNS,
    whole_row=True,
    describe=description.describe,
    has_status=False,
    selectable={"spec.unschedulable": unschedulable},
)
