"""Errors of the API server that many requests share."""

from minik.errors import Conflict, NotFound
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.kind import Kind
from minik.model.object import Object

MODIFIED = (
    "the object has been modified; please apply your changes to the latest version and try again"
)
UID_MISMATCH = "Precondition failed: UID in precondition: {}, UID in object meta: {}"
GO_TYPES = {bool: "bool", int: "number", float: "number", str: "string", list: "array"}


def go_type(value: Any) -> str:
    """Return Go's name for a JSON value's type, as error messages have it."""
    return GO_TYPES.get(type(value), "object")


def not_found(kind: Kind, name: str) -> NotFound:
    """Return the server's error for a missing object."""
    return NotFound(f'{kind.resource} "{name}" not found')


def conflict(kind: Kind, name: str, reason: str = MODIFIED) -> Conflict:
    """Return the server's error for a change that is not based on the current object."""
    return Conflict(f'Operation cannot be fulfilled on {kind.resource} "{name}": {reason}')


def check_preconditions(kind: Kind, metadata: Object, current: Object) -> None:
    """Raise Conflict if the metadata of a request states another uid or resourceVersion."""
    name, version = objects.name(current), metadata.get("resourceVersion")
    if metadata.get("uid") and metadata["uid"] != objects.uid(current):
        raise conflict(kind, name, UID_MISMATCH.format(metadata["uid"], objects.uid(current)))
    if version and version != current["metadata"].get("resourceVersion"):
        raise conflict(kind, name)
