"""JSON patches (RFC 6902): a list of operations, each at a path."""
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from minik.errors import BadRequest, Unanswered

# What the API server says of any operation that fails.
REJECTED = "The request is invalid: the server rejected our request due to an error in our request"
Act: TypeAlias = Callable[[Any, str], Any]


def patched(target: Any, operations: Any) -> Any:
    """The target after all operations, in order; one that fails refuses them all."""
    if not isinstance(operations, list) or not all(isinstance(operation, dict) for operation in operations):
        raise BadRequest("json: cannot unmarshal object into Go value of type jsonpatch.Patch")
    for operation in operations:
        target = _carried_out(target, operation)
    return target


def _carried_out(target: Any, operation: Mapping[str, Any]) -> Any:
    name, path = str(operation.get("op")), operation.get("path")
    origin = operation.get("from") if name in ("move", "copy") else ""
    if name not in OPERATIONS or not isinstance(path, str) or not isinstance(origin, str):
        raise Unanswered(REJECTED)
    return OPERATIONS[name](target, operation)


def steps(pointer: str) -> list[str]:
    """The steps of a JSON pointer (RFC 6901)."""
    if pointer and not pointer.startswith("/"):
        raise Unanswered(REJECTED)
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def value_at(target: Any, pointer: str) -> Any:
    """What stands at a path."""
    for step in steps(pointer):
        target = target[_place(target, step)]
    return target


def changed(target: Any, path: Sequence[str], act: Act) -> Any:
    """A copy in which the parent of the last step is what `act` makes of it."""
    step, *rest = path
    if not rest:
        return act(target, step)
    place = _place(target, step)
    inner = changed(target[place], rest, act)
    if isinstance(target, list):
        return [*target[:place], inner, *target[place + 1:]]
    return {**target, place: inner}


def _place(target: Any, step: str) -> Any:
    """The key or index of a step that is there."""
    if isinstance(target, dict) and step in target:
        return step
    if isinstance(target, list) and step.isdecimal() and int(step) < len(target):
        return int(step)
    raise Unanswered(REJECTED)


def _put(target: Any, pointer: str, value: Any, *, anew: bool) -> Any:
    """A value put at a path; `anew`: nothing need stand there, and in a list it makes room for itself."""
    def act(parent: Any, step: str) -> Any:
        if not anew:
            _place(parent, step)
        if isinstance(parent, dict):
            return {**parent, step: value}
        if isinstance(parent, list) and (step == "-" or (step.isdecimal() and int(step) <= len(parent))):
            place = len(parent) if step == "-" else int(step)
            return [*parent[:place], value, *parent[place if anew else place + 1:]]
        raise Unanswered(REJECTED)
    path = steps(pointer)
    return changed(target, path, act) if path else value


def _removed(target: Any, pointer: str) -> Any:
    def act(parent: Any, step: str) -> Any:
        place = _place(parent, step)
        if isinstance(parent, list):
            return [*parent[:place], *parent[place + 1:]]
        return {name: value for name, value in parent.items() if name != place}
    path = steps(pointer)
    if not path:
        raise Unanswered(REJECTED)
    return changed(target, path, act)


def _tested(target: Any, operation: Mapping[str, Any]) -> Any:
    if value_at(target, operation["path"]) != operation.get("value"):
        raise Unanswered(REJECTED)
    return target


def _moved(target: Any, operation: Mapping[str, Any]) -> Any:
    value = value_at(target, operation["from"])
    return _put(_removed(target, operation["from"]), operation["path"], value, anew=True)


OPERATIONS: Mapping[str, Callable[[Any, Mapping[str, Any]], Any]] = {
    "add": lambda target, operation: _put(target, operation["path"], operation.get("value"), anew=True),
    "replace": lambda target, operation: _put(target, operation["path"], operation.get("value"), anew=False),
    "remove": lambda target, operation: _removed(target, operation["path"]),
    "test": _tested,
    "move": _moved,
    "copy": lambda target, operation: _put(target, operation["path"], value_at(target, operation["from"]), anew=True),
}
