"""What happened to objects between two looks at them, as the API's watch tells it."""
from collections.abc import Iterable
from typing import NamedTuple

from minik.model import object as objects
from minik.model.object import Key, Object

ADDED, MODIFIED, DELETED = "ADDED", "MODIFIED", "DELETED"


class Happening(NamedTuple):
    """One object that came, changed or went; one that went is shown as it last was."""

    type: str
    object: Object


def between(before: Iterable[Object], after: Iterable[Object]) -> list[Happening]:
    """What came or changed, in the order in which it was written, and then what went."""
    old, new = by_key(before), by_key(after)
    changed = [Happening(MODIFIED if key in old else ADDED, obj) for key, obj in new.items() if old.get(key) != obj]
    gone = [Happening(DELETED, obj) for key, obj in old.items() if key not in new]
    return [*sorted(changed, key=lambda one: version(one.object)), *gone]


def by_key(found: Iterable[Object]) -> dict[Key, Object]:
    """The objects by their keys."""
    return {objects.key(obj): obj for obj in found}


def version(obj: Object) -> int:
    """When an object was last written, as a number that grows."""
    text = str(obj["metadata"].get("resourceVersion") or "")
    return int(text) if text.isdigit() else 0
