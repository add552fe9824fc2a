"""Watch events: the differences between two states of a cluster, as the API reports them."""

from collections.abc import Iterable

from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.object import Key, Object

ADDED, MODIFIED, DELETED = "ADDED", "MODIFIED", "DELETED"


class WatchEvent(NamedTuple):
    """One watch event; the object of a DELETED event is shown as it last was."""

    type: str
    object: Object


def events_between(before: Iterable[Object], after: Iterable[Object]) -> list[WatchEvent]:
    """Return the watch events that lead from one state to another.

    ADDED and MODIFIED come in the order of resourceVersion, DELETED last.
    """
    old, new = by_key(before), by_key(after)
    changed = [
        WatchEvent(MODIFIED if key in old else ADDED, obj)
        for key, obj in new.items()
        if old.get(key) != obj
    ]
    gone = [WatchEvent(DELETED, obj) for key, obj in old.items() if key not in new]
    return [*sorted(changed, key=lambda event: resource_version(event.object)), *gone]


def by_key(collection: Iterable[Object]) -> dict[Key, Object]:
    """Return the objects by their keys."""
    return {objects.key(obj): obj for obj in collection}


def resource_version(obj: Object) -> int:
    """Return an object's resourceVersion as an integer, 0 if it has none."""
    text = str(obj["metadata"].get("resourceVersion") or "")
    return int(text) if text.isdigit() else 0
