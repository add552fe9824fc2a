"""Check whether an object of a state has the fields that its kind defines.

A field of the wrong type is wrong; an unknown field is only reported.
"""

from collections.abc import Sequence

from minik import kinds
from minik.dumps import reading
from minik.errors import Refused
from minik.intake import custom_resources, decoding, decoding_errors
from minik.intake.scalar_decoding import Mismatch
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.kind import Kind
from minik.model.object import Object
from minik.model.source import Objects
from minik.store.state_file import RESCUE


class CheckedObject(NamedTuple):
    """An object as decoded by its kind, and what is wrong (or only odd) about it, or ""."""

    object: Object
    text: str = ""
    wrong: bool = False


def resource_version(obj: Object) -> int:
    """Return an object's resourceVersion as an integer, 0 if it has none."""
    text: Any = obj["metadata"].get("resourceVersion") or "0"
    return int(text) if isinstance(text, str) and text.isdecimal() and len(text) < 19 else 0


def check_object(obj: Object, custom: Sequence[Object], *, by_rules: bool = False) -> CheckedObject:
    """Check an object of a state; `custom` holds the CustomResourceDefinitions.

    `by_rules`: also by the validation of its kind. Breaking that is only odd, since the object may
    have been accepted by an earlier version.
    """
    api_version = obj.get("apiVersion")
    kind = (
        kinds.find_served_kind(api_version, obj["kind"], custom)
        if isinstance(api_version, str)
        else None
    )
    if kind is None:
        return CheckedObject(
            obj, f"no kind {obj['kind']} in {api_version} is known; it is kept as it is"
        )
    try:
        return _decode(obj, kind, by_rules=by_rules)
    except RecursionError:
        return CheckedObject(obj, "nested too deep", True)


def _decode(obj: Object, kind: Kind, *, by_rules: bool) -> CheckedObject:
    definition = kind.definitions[objects.version(obj["apiVersion"])]
    try:
        decoded = (
            custom_resources.decode_custom(obj, definition)
            if kind.custom
            else decoding.decoder(definition)(obj)
        )
    except Mismatch:
        mismatch = (
            custom_resources.explain_error(obj, definition, kind.name)
            if kind.custom
            else decoding_errors.explain_error(obj, definition)
        )
        reason = "" if mismatch and not mismatch.strict else reading.flaw(obj, obj, kind)
        if reason or mismatch is None:
            return CheckedObject(obj, reason, bool(reason))
        return CheckedObject(obj, mismatch.message, not mismatch.strict)
    if reason := reading.flaw(obj, decoded, kind):
        return CheckedObject(obj, reason, True)
    try:
        problem = next(iter(kind.problems(decoded)), None) if by_rules else None
    except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
        # What a server always fills in is not there: a rule stumbles, and so would a command.
        lacking = f"the field {error} is" if isinstance(error, KeyError) else "some fields are"
        return CheckedObject(obj, f"{lacking} not there, which a server fills in", True)
    text = f"the server would not take it now: {problem}" if problem else ""
    return CheckedObject(reading.keep_recorded(obj, decoded, kind), text)


def require_valid(path: str, source: Objects) -> None:
    """Decode all objects of a file that another program wrote; raise Refused if one is wrong."""
    custom = list(source.all("CustomResourceDefinition").values())
    for kind, table in source.items():
        for name, obj in table.items():
            checked = check_object(obj, custom)
            if checked.wrong:
                raise Refused(
                    f"{path} is not whole: {kind} {name}: {checked.text}; it is left as it is",
                    hint=RESCUE,
                )
            source.add(kind, name, checked.object)
