"""Slots: what makes a change of a controller the same as one that was held."""

from minik.model import object as objects
from minik.model.change import Change, Delete
from minik.model.cluster import Cluster
from minik.model.held import CREATE, DELETE, REFUSED, UPDATE, Slot
from minik.model.object import Key, Object


def existing(cluster: Cluster, obj: Object) -> Object | None:
    """Return the object that a change replaces; None for a new one."""
    return cluster.get(*objects.key(obj)) if objects.name(obj) else None


def slot_of(change: Change, old: Object | None) -> Slot:
    """Return what makes a change the same as another one of the same controller."""
    if isinstance(change, Delete):
        return Slot(DELETE, change.key)
    if old is not None:
        return Slot(UPDATE, objects.key(old))
    return (
        nameless(CREATE, change.object)
        if is_generated(change.object)
        else Slot(CREATE, objects.key(change.object))
    )


def refusal_slot(obj: Object) -> Slot:
    """Return the slot of a creation that the server refuses."""
    return nameless(REFUSED, obj)


def nameless(action: str, obj: Object) -> Slot:
    """Return the slot of objects of one kind and owner, whatever their names."""
    owner = objects.owner(obj) or {}
    kind = objects.kind_name(obj["apiVersion"], obj["kind"])
    return Slot(action, Key(kind, objects.namespace(obj), ""), owner.get("uid") or "")


def is_generated(obj: Object) -> bool:
    """Return whether a controller makes up the name of an object."""
    return bool(obj["metadata"].get("generateName") or not obj["metadata"].get("name"))
