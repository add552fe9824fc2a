"""Variables, fields, items: what reaches into a value, and what it costs.

Upstream rule: cel-go `interpreter/attributes.go`.
"""

from collections.abc import Mapping

from minik.cel.frames import Frame, Run
from minik.cel.tree import Name, Select
from minik.cel.values import (
    LISTS,
    NOTHING,
    EvaluationError,
    Optional,
    TypeValue,
    type_of,
)
from minik.light_typing import Any

MISSING = object()


def type_constant(node: Name | Select) -> Run:
    value = TypeValue(node.type.parameters[0] if node.type.parameters else node.type)
    return lambda frame: value


def variable(name: str) -> Run:
    """Return the value of a variable."""

    def run(frame: Frame) -> Any:
        frame.cost += 1
        try:
            return frame.variables[name]
        except KeyError:
            raise EvaluationError(f"no such attribute(s): {name}") from None

    return run


def selection(operand: Run, field: str) -> Run:
    """Return a field of a value; of an optional one, optionally."""

    def run(frame: Frame) -> Any:
        value = operand(frame)
        frame.cost += 1
        if value.__class__ is dict:
            try:
                return value[field]
            except KeyError:
                raise EvaluationError(f"no such key: {field}") from None
        return item(value, field)

    return run


def presence(operand: Run, field: str) -> Run:
    """Return whether a value has a field."""

    def run(frame: Frame) -> bool:
        value = operand(frame)
        if value.__class__ is Optional:
            value = value.value
        return isinstance(value, Mapping) and field in value

    return run


def item(value: Any, key: Any) -> Any:
    """Return what a map or list has at a key; raise EvaluationError. Of an optional, optionally."""
    if value.__class__ is Optional:
        return optional_item(value, key)
    if isinstance(value, Mapping):
        found = value.get(key, MISSING) if key.__hash__ else MISSING
        if found is MISSING:
            raise EvaluationError(f"no such key: {shown(key)}")
        return found
    if value.__class__ in LISTS:
        index = _index(key)
        if not 0 <= index < len(value):
            raise EvaluationError(f"index out of bounds: {index}")
        return value[index]
    raise EvaluationError(f"no such key: {shown(key)}")


def optional_item(value: Any, key: Any) -> Optional:
    """Return what a map or list has at a key, if anything."""
    if value.__class__ is Optional:
        if not value.has_value:
            return NOTHING
        value = value.value
    if isinstance(value, Mapping):
        return Optional(value[key]) if key.__hash__ and key in value else NOTHING
    if value.__class__ in LISTS:
        index = _index(key)
        return Optional(value[index]) if 0 <= index < len(value) else NOTHING
    return NOTHING


def _index(key: Any) -> int:
    if key.__class__ is bool or not isinstance(key, (int, float)):
        raise EvaluationError(f"unsupported index type '{type_of(key).name}' in list")
    if int(key) != key:
        raise EvaluationError(f"unsupported index value {key} in list")
    return int(key)


def shown(key: Any) -> str:
    """Return a key as errors show it."""
    return {True: "true", False: "false"}[key] if key.__class__ is bool else str(key)


def index(operand: Run, key: Run) -> Run:
    """Return what stands at a key or an index."""

    def run(frame: Frame) -> Any:
        value = operand(frame)
        place = key(frame)
        frame.cost += 1
        return item(value, place)

    return run


def optional_index(operand: Run, key: Run) -> Run:
    """Return the same if it is there."""

    def run(frame: Frame) -> Optional:
        value = operand(frame)
        found = optional_item(value, key(frame))
        frame.cost += found.has_value
        return found

    return run
