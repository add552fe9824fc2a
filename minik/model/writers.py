"""The note of who made an object: an entry of its managedFields without the fields.

`intake/ownership/first_writers.py` tells what they are.
"""

from minik.model import object as objects
from minik.model.object import Object

FIELDS, NAMES = "fieldsV1", "managedFields"
CONTROLLERS = "kube-controller-manager"
OWNERS = {"Node": "kubelet"}  # kind of an owner → who makes what it owns


def note(obj: Object, name: str) -> Object:
    """Return an object with the note of who made it; as it is where a controller did."""
    return objects.write(obj, f"metadata.{NAMES}", [{"manager": name}]) if name else obj


def presumed(obj: Object) -> Object:
    """Return an object with the note of the controller that made it, where its owner tells who that
    was; one that tells itself who wrote it, or has no such owner, as it is.
    """
    metadata = obj["metadata"]
    owners = () if NAMES in metadata else metadata.get("ownerReferences") or ()
    kinds = [owner.get("kind") for owner in owners if owner.get("controller")]
    return note(obj, OWNERS.get(kinds[0], CONTROLLERS)) if kinds else obj


def is_told(obj: Object, *, by_name: bool) -> bool:
    """Whether an object tells who wrote it, or it is presumed for a writer who has a name."""
    return NAMES in obj["metadata"] or by_name and NAMES in presumed(obj)["metadata"]


def note_of(obj: Object) -> Object | None:
    """Return the note of who made an object; None if it has none."""
    entries = obj["metadata"].get(NAMES) or ()
    return next((entry for entry in entries if entry and FIELDS not in entry), None)


def is_noted(obj: Object) -> bool:
    """Tell whether an object has a note of who made it."""
    return NAMES in (obj.get("metadata") or ()) and note_of(obj) is not None


def without_note(obj: Object) -> Object:
    """Return an object without managedFields that were noted only; whole ones stay."""
    return objects.drop(obj, f"metadata.{NAMES}") if is_noted(obj) else obj
