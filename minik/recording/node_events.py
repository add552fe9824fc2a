"""The events of a node, whoever changed it. Upstream rule: the kubelet and the node controller."""

from collections.abc import Iterator

from minik.kinds import node as nodes
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.controller import NewEvent, OptionalObject


def node_events(_: Draft, old: OptionalObject, new: OptionalObject) -> Iterator[NewEvent]:
    """Yield the event of a node that became ready or not ready."""
    if not new or not old or nodes.is_ready(old) == nodes.is_ready(new):
        return
    reason, component = (
        ("NodeReady", "kubelet") if nodes.is_ready(new) else ("NodeNotReady", "node-controller")
    )
    host = objects.name(new) if component == "kubelet" else ""
    yield NewEvent(
        new,
        reason,
        f"Node {objects.name(new)} status is now: {reason}",
        component,
        host=host,
        again=True,
    )
