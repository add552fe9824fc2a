"""The JSON patches that MutatingAdmissionPolicies make, with the words for what does not apply.

Upstream rules: `policy/mutating/patch` `json_patch.go`, evanphx/json-patch v4.
"""

from collections.abc import Sequence

from minik.errors import Unanswered
from minik.intake import json_patch
from minik.light_typing import Any
from minik.model.object import Object

MISSING, BAD_INDEX = "missing value", "invalid index referenced"
NO_PATH = {
    "add": 'add operation does not apply: doc is missing path: "{}"',
    "remove": 'remove operation does not apply: doc is missing path: "{}"',
    "replace": "replace operation does not apply: doc is missing path: {}",
    "test": "test operation does not apply: is missing path: {}",
    "move": "move operation does not apply: doc is missing destination path: {}",
    "copy": "copy operation does not apply: doc is missing destination path: {}",
}
NO_SOURCE = {
    "move": "move operation does not apply: doc is missing from path: {}",
    "copy": "copy operation does not apply: doc is missing from path: {}",
}
PLACES = {"replace": "remove"}  # its errors say so


class NotApplicable(Exception):
    """A patch cannot be applied; the message is the server's."""


def apply(obj: Object, operations: Sequence[Object]) -> Object:
    """Return an object after a patch; as it is where a test of the patch fails. Raise NotApplicable."""
    changed: Any = obj
    for operation in operations:
        try:
            changed = json_patch.apply_operations(changed, [operation])
        except Unanswered:
            why = reason(changed, operation)
            if not why:
                return obj
            raise NotApplicable(f"JSON Patch: {why}") from None
    result: Object = changed
    return result


def reason(target: Any, operation: Object) -> str:
    """Return why an operation does not apply; "" for a test whose value is another one."""
    name, path = str(operation.get("op")), operation.get("path") or ""
    if name not in json_patch.OPERATIONS:
        return f"Unexpected kind: {name}"
    if name in NO_SOURCE:
        source = operation.get("from")
        if source is None:
            return f"{name} operation failed to decode from: {MISSING}"
        if parent(target, source) is None:
            return f"{NO_SOURCE[name].format(source)}: {MISSING}"
        why = trouble(target, source, "remove" if name == "move" else "get")
        if why:
            place = json_patch.parse_pointer(source)[-1] if name == "move" else source
            return f"error in {name} for {'path' if name == 'move' else 'from'}: '{place}': {why}"
    if parent(target, path) is None:
        return f"{NO_PATH[name].format(path)}: {MISSING}"
    why = trouble(target, path, "add" if name in NO_SOURCE else name)
    return f"error in {PLACES.get(name, name)} for path: '{path}': {why}" if why else ""


def parent(target: Any, path: str) -> Any:
    """Return what holds the last step of a path; None where there is nothing."""
    try:
        steps = json_patch.parse_pointer(path)
        for step in steps[:-1]:
            target = json_patch.member(target, step)
    except Unanswered:
        return None
    return target if steps and isinstance(target, dict | list) else None


def trouble(target: Any, path: str, name: str) -> str:
    """Return why a step cannot be taken in what holds it; "" if it can."""
    holder, step = parent(target, path), json_patch.parse_pointer(path)[-1]
    if isinstance(holder, dict):
        missing = name == "remove" and step not in holder
        return f"Unable to remove nonexistent key: {step}: {MISSING}" if missing else ""
    number = json_patch.parse_index(step)
    if name == "add" and step == "-":
        return ""
    if number is None:
        wrong = f'strconv.Atoi: parsing "{step}": invalid syntax'
        return f"value was not a proper array index: '{step}': {wrong}" if name == "add" else wrong
    size = len(holder) + (name == "add")
    if -size <= number < size:
        return ""
    return f"Unable to access invalid index: {number}: {BAD_INDEX}"
