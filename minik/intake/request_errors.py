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
ANY_VERSION = (None, "", "0")  # a resourceVersion that is no condition
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
    uid = metadata.get("uid")
    if uid and uid != objects.uid(current):
        reason = UID_MISMATCH.format(uid, objects.uid(current))
        raise conflict(kind, objects.name(current), reason)
    check_version(kind, metadata, current)


def check_version(kind: Kind, metadata: Object, current: Object) -> None:
    """Raise Conflict if the metadata of a request states another resourceVersion."""
    version = metadata.get("resourceVersion")
    if version not in ANY_VERSION and version != current["metadata"].get("resourceVersion"):
        raise conflict(kind, objects.name(current))
