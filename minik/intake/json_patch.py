"""JSON patches (RFC 6902): a list of operations, each at a path."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from minik.errors import BadRequest, Unanswered

# What the API server says of any operation that fails.
REJECTED = "The request is invalid: the server rejected our request due to an error in our request"
Act: TypeAlias = Callable[[Any, str], Any]


def apply_operations(target: Any, operations: Any) -> Any:
    """Return the target after all operations, in order; raise if one of them fails."""
    if not isinstance(operations, list) or not all(
        isinstance(operation, dict) for operation in operations
    ):
        raise BadRequest("json: cannot unmarshal object into Go value of type jsonpatch.Patch")
    for operation in operations:
        target = _apply_operation(target, operation)
    return target


def _apply_operation(target: Any, operation: Mapping[str, Any]) -> Any:
    name, path = str(operation.get("op")), operation.get("path")
    origin = operation.get("from") if name in ("move", "copy") else ""
    if name not in OPERATIONS or not isinstance(path, str) or not isinstance(origin, str):
        raise Unanswered(REJECTED)
    return OPERATIONS[name](target, operation)


def parse_pointer(pointer: str) -> list[str]:
    """Split a JSON pointer (RFC 6901) into its steps."""
    if pointer and not pointer.startswith("/"):
        raise Unanswered(REJECTED)
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def value_at(target: Any, pointer: str) -> Any:
    """Return the value at a JSON pointer."""
    for step in parse_pointer(pointer):
        target = target[_key_or_index(target, step)]
    return target


def change_parent(target: Any, path: Sequence[str], act: Act) -> Any:
    """Return a copy in which `act` has changed the parent of the path's last step."""
    step, *rest = path
    if not rest:
        return act(target, step)
    place = _key_or_index(target, step)
    inner = change_parent(target[place], rest, act)
    if isinstance(target, list):
        return [*target[:place], inner, *target[place + 1 :]]
    return {**target, place: inner}


def _key_or_index(target: Any, step: str) -> Any:
    """Return the key or index of an existing step; raise Unanswered if there is none."""
    if isinstance(target, dict) and step in target:
        return step
    if isinstance(target, list) and step.isdecimal() and int(step) < len(target):
        return int(step)
    raise Unanswered(REJECTED)


def _put(target: Any, pointer: str, value: Any, *, anew: bool) -> Any:
    """Set the value at a path; `anew` adds a key or inserts into a list, else it must exist."""

    def act(parent: Any, step: str) -> Any:
        if not anew:
            _key_or_index(parent, step)
        if isinstance(parent, dict):
            return {**parent, step: value}
        if isinstance(parent, list) and (
            step == "-" or (step.isdecimal() and int(step) <= len(parent))
        ):
            place = len(parent) if step == "-" else int(step)
            return [*parent[:place], value, *parent[place if anew else place + 1 :]]
        raise Unanswered(REJECTED)

    path = parse_pointer(pointer)
    return change_parent(target, path, act) if path else value


def _remove(target: Any, pointer: str) -> Any:
    def act(parent: Any, step: str) -> Any:
        place = _key_or_index(parent, step)
        if isinstance(parent, list):
            return [*parent[:place], *parent[place + 1 :]]
        return {name: value for name, value in parent.items() if name != place}

    path = parse_pointer(pointer)
    if not path:
        raise Unanswered(REJECTED)
    return change_parent(target, path, act)


def _test(target: Any, operation: Mapping[str, Any]) -> Any:
    if value_at(target, operation["path"]) != operation.get("value"):
        raise Unanswered(REJECTED)
    return target


def _move(target: Any, operation: Mapping[str, Any]) -> Any:
    value = value_at(target, operation["from"])
    return _put(_remove(target, operation["from"]), operation["path"], value, anew=True)


OPERATIONS: Mapping[str, Callable[[Any, Mapping[str, Any]], Any]] = {
    "add": lambda target, operation: _put(
        target, operation["path"], operation.get("value"), anew=True
    ),
    "replace": lambda target, operation: _put(
        target, operation["path"], operation.get("value"), anew=False
    ),
    "remove": lambda target, operation: _remove(target, operation["path"]),
    "test": _test,
    "move": _move,
    "copy": lambda target, operation: _put(
        target, operation["path"], value_at(target, operation["from"]), anew=True
    ),
}
