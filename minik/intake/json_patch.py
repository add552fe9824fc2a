"""JSON patches (RFC 6902): a list of operations, each at a path.

Upstream rule: evanphx/json-patch v4, which is laxer than the standard: a negative index counts from
the end, and a member that is missing reads as null, so that `replace` adds it and `test` against
null holds.
"""

from collections.abc import Callable, Mapping, Sequence

from minik.errors import BadRequest, RequestEntityTooLarge, Unanswered
from minik.intake.decoding_errors import WORDS
from minik.light_typing import Any, NoReturn, TypeAlias
from minik.model.go_values import marshal

# What the API server says of any operation that fails.
REJECTED = "The request is invalid: the server rejected our request due to an error in our request"
MOST_OPERATIONS = 10_000
MOST_COPIED = 3 * 1024 * 1024  # bytes that all copies together may add
LONGEST_INDEX = 19  # digits; no list is longer
Act: TypeAlias = Callable[[Any, str], Any]


def apply_operations(target: Any, operations: Any) -> Any:
    """Return the target after all operations, in order; raise if one of them fails.

    As Go reads them, null is the empty list, and in it the empty operation.
    """
    operations = [] if operations is None else operations
    require_operations(operations)
    operations = [{} if operation is None else operation for operation in operations]
    if len(operations) > MOST_OPERATIONS:
        raise RequestEntityTooLarge(
            "Request entity too large: The allowed maximum operations in a JSON patch is "
            f"{MOST_OPERATIONS}, got {len(operations)}"
        )
    copied = 0
    for operation in operations:
        name = operation.get("op")
        needed = ("path", "from") if name in ("move", "copy") else ("path",)
        if name not in OPERATIONS or any(operation.get(field) is None for field in needed):
            raise Unanswered(REJECTED)
        if name == "copy":
            copied += len(marshal(value_at(target, operation["from"])).encode())
            if copied > MOST_COPIED:
                raise Unanswered(REJECTED)
        target = OPERATIONS[name](target, operation)
    return target


def require_operations(operations: Any) -> None:
    """Raise BadRequest unless it is a list of operations whose names and paths are strings."""
    if not isinstance(operations, list):
        _refuse(operations, "Go value of type []handlers.jsonPatchOp")
    for operation in operations:
        if operation is None:
            continue
        if not isinstance(operation, dict):
            _refuse(operation, "Go value of type handlers.jsonPatchOp")
        for field in ("op", "from", "path"):
            if not isinstance(operation.get(field), str | None):
                _refuse(operation[field], f"Go struct field jsonPatchOp.{field} of type string")


def _refuse(value: Any, target: str) -> NoReturn:
    word = WORDS[type(value)]
    raise BadRequest(f"error decoding patch: json: cannot unmarshal {word} into {target}")


def parse_pointer(pointer: str) -> list[str]:
    """Split a JSON pointer (RFC 6901) into its steps; "" has none."""
    if pointer and not pointer.startswith("/"):
        raise Unanswered(REJECTED)
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def value_at(target: Any, pointer: str) -> Any:
    """Return the value at a JSON pointer; None where its parent has no such member."""
    for step in parse_pointer(pointer):
        target = member(target, step)
    return target


def member(parent: Any, step: str) -> Any:
    """Return a member of an object, None if it is missing, or an element of a list."""
    if isinstance(parent, dict):
        return parent.get(step)
    return parent[existing_index(parent, step)]


def existing_index(parent: Any, step: str) -> int:
    """Return the index of an element; raise Unanswered if there is none."""
    number = parse_index(step)
    if isinstance(parent, list) and number is not None and -len(parent) <= number < len(parent):
        return number % len(parent)
    raise Unanswered(REJECTED)


def parse_index(step: str) -> int | None:
    """Return the number of a step, None for anything else."""
    digits = step[1:] if step[:1] in ("-", "+") else step
    is_number = digits.isdecimal() and digits.isascii() and len(digits) < LONGEST_INDEX
    return int(step) if is_number else None


def change_parent(target: Any, path: Sequence[str], act: Act) -> Any:
    """Return a copy in which `act` has changed the parent of the path's last step."""
    above = []
    for step in path[:-1]:
        above.append((target, step))
        target = member(target, step)
    changed = act(target, path[-1])
    for parent, step in reversed(above):
        changed = assign(parent, step, changed)
    return changed


def insert(parent: Any, step: str, value: Any) -> Any:
    """Set a member, or insert an element; `-` and -1 stand for the end of the list."""
    if isinstance(parent, dict):
        return {**parent, step: value}
    number, size = (-1 if step == "-" else parse_index(step)), 0
    if isinstance(parent, list) and number is not None:
        size = len(parent) + 1
        if -size <= number < size:
            place = number % size
            return [*parent[:place], value, *parent[place:]]
    raise Unanswered(REJECTED)


def assign(parent: Any, step: str, value: Any) -> Any:
    """Set a member, or an element that is there."""
    if isinstance(parent, dict):
        return {**parent, step: value}
    place = existing_index(parent, step)
    return [*parent[:place], value, *parent[place + 1 :]]


def _add(target: Any, pointer: str, value: Any) -> Any:
    return change_at(target, pointer, lambda parent, step: insert(parent, step, value))


def _replace(target: Any, operation: Mapping[str, Any]) -> Any:
    """Set the value at a path; at the root only an object, a list or null, which leaves nothing."""
    value = operation.get("value")
    if not operation["path"] and (value is None or isinstance(value, (dict, list))):
        return {} if value is None else value
    return change_at(target, operation["path"], lambda parent, step: assign(parent, step, value))


def change_at(target: Any, pointer: str, act: Act) -> Any:
    """Change the parent of a path; raise Unanswered for the root, which has none."""
    path = parse_pointer(pointer)
    if not path:
        raise Unanswered(REJECTED)
    return change_parent(target, path, act)


def _remove(target: Any, pointer: str) -> Any:
    def act(parent: Any, step: str) -> Any:
        if isinstance(parent, dict):
            if step not in parent:
                raise Unanswered(REJECTED)
            return {name: value for name, value in parent.items() if name != step}
        place = existing_index(parent, step)
        return [*parent[:place], *parent[place + 1 :]]

    return change_at(target, pointer, act)


def _test(target: Any, operation: Mapping[str, Any]) -> Any:
    found, wanted = value_at(target, operation["path"]), operation.get("value")
    if found != wanted or marshal(found) != marshal(wanted):
        raise Unanswered(REJECTED)
    return target


def _move(target: Any, operation: Mapping[str, Any]) -> Any:
    value = value_at(target, operation["from"])
    return _add(_remove(target, operation["from"]), operation["path"], value)


OPERATIONS: Mapping[str, Callable[[Any, Mapping[str, Any]], Any]] = {
    "add": lambda target, operation: _add(target, operation["path"], operation.get("value")),
    "replace": _replace,
    "remove": lambda target, operation: _remove(target, operation["path"]),
    "test": _test,
    "move": _move,
    "copy": lambda target, operation: _add(
        target, operation["path"], value_at(target, operation["from"])
    ),
}
