"""Errors of the API server that many requests share."""

from minik import kinds
from minik.errors import Conflict, Invalid, NotFound
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.kind import Kind
from minik.model.object import Object
from minik.model.problem import invalid

MODIFIED = (
    "the object has been modified; please apply your changes to the latest version and try again"
)
UID_MISMATCH = "Precondition failed: UID in precondition: {}, UID in object meta: {}"
ANY_VERSION = (None, "", "0")  # a resourceVersion that is no condition


SCHEME = "pkg/api/legacyscheme/scheme.go:30"  # where the server's types are registered
EXTENSIONS = "apiextensions.k8s.io"  # whose server knows its own types alone
EXTENSIONS_SCHEME = "k8s.io/apiextensions-apiserver/pkg/apiserver/apiserver.go:55"
GO_TYPES = {bool: "bool", int: "number", float: "number", str: "string", list: "array"}


def go_type(value: Any) -> str:
    """Return Go's name for a JSON value's type, as error messages have it."""
    return GO_TYPES.get(type(value), "object")


def not_found(kind: Kind, name: str) -> NotFound:
    """Return the server's error for a missing object."""
    return NotFound(f'{kind.resource} "{name}" not found')


def wrong_kind(kind: Kind, api_version: str, name: str) -> str:
    """Return why an object of another kind, or of a version that nobody knows, cannot be decoded."""
    known = kinds.find_served_kind(api_version, name.removesuffix("List"))
    if kind.group == EXTENSIONS and objects.group(api_version) != EXTENSIONS:
        return f'no kind "{name}" is registered for version "{api_version}" in scheme "{EXTENSIONS_SCHEME}"'
    if known is None and name != "List":
        return f'no kind "{name}" is registered for version "{api_version}" in scheme "{SCHEME}"'
    package = kind.group.partition(".")[0] or "core"
    version = objects.version(api_version)
    return f"converting ({version}.{name}) to ({package}.{kind.name}): unknown conversion"


def immutable_uid(kind: Kind, current: Object, uid: str) -> Invalid:
    """Return the server's error for another uid. Two of its rules say so."""
    problem = invalid("metadata.uid", uid, "field is immutable")
    return Invalid(f'{kind.qualified} "{objects.name(current)}"', [problem, problem])


def conflict(kind: Kind, name: str, reason: str = MODIFIED) -> Conflict:
    """Return the server's error for a change that is not based on the current object."""
    return Conflict(f'Operation cannot be fulfilled on {kind.resource} "{name}": {reason}')


def stale(kind: Kind, current: Object, reason: str = MODIFIED) -> Conflict:
    """Return a conflict that knows the object that was to be changed."""
    error = conflict(kind, objects.name(current), reason)
    error.written = kind, current, False
    return error


def check_preconditions(kind: Kind, metadata: Object, current: Object) -> None:
    """Raise Conflict if the metadata of a request states another uid or resourceVersion."""
    uid = metadata.get("uid")
    if uid and uid != objects.uid(current):
        reason = UID_MISMATCH.format(uid, objects.uid(current))
        raise stale(kind, current, reason)
    check_version(kind, metadata, current)


def check_version(kind: Kind, metadata: Object, current: Object) -> None:
    """Raise Conflict if the metadata of a request states another resourceVersion."""
    version = metadata.get("resourceVersion")
    if version not in ANY_VERSION and version != current["metadata"].get("resourceVersion"):
        raise stale(kind, current)
