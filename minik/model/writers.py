"""The note of who made an object: an entry of its managedFields without the fields.

`intake/ownership/first_writers.py` tells what they are.
"""

from minik.model import object as objects
from minik.model.object import Object

FIELDS, NAMES = "fieldsV1", "managedFields"


def note(obj: Object, name: str) -> Object:
    """Return an object with the note of who made it; as it is where a controller did."""
    return objects.write(obj, f"metadata.{NAMES}", [{"manager": name}]) if name else obj


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
