"""Why a configuration does not fit its schema: unknown fields, wrong types, duplicate items.

Upstream rule: structured-merge-diff `typed.AsTyped`. All problems are reported, each with its path.
"""

from collections import Counter
from collections.abc import Iterator

from minik.intake.ownership import paths
from minik.intake.ownership.paths import MissingKey, Path
from minik.intake.ownership.shapes import LEAF, LIST, MAP, SET, STRUCT, UNTYPED, Shape
from minik.light_typing import Any
from minik.model.go_values import format_literal, format_value
from minik.model.object import Object

NUMERIC = ("integer", "number")


def describe_problems(obj: Object, shape: Shape) -> str:
    """Return all problems in the server's words; "" if there are none."""
    messages = [
        f"{paths.format_path(path)}: {message}" for path, message in _problems(obj, shape, ())
    ]
    return (
        messages[0]
        if len(messages) == 1
        else "\n  ".join(["errors:", *messages])
        if messages
        else ""
    )


def _problems(value: Any, shape: Shape, path: Path) -> Iterator[tuple[Path, str]]:
    if value is None or shape.form == UNTYPED:
        return
    if shape.form in (STRUCT, MAP) or shape.form == LEAF and "object" in shape.types:
        yield from _map_problems(value, shape, path)
    elif "array" in shape.types:
        yield from _list_problems(value, shape, path)
    else:
        message = _scalar_problem(value, shape)
        if message:
            yield path, message


def _map_problems(value: Any, shape: Shape, path: Path) -> Iterator[tuple[Path, str]]:
    if not isinstance(value, dict):
        yield path, f"expected map, got &{{{format_value(value)}}}"
        return
    for name, part in value.items():
        inner = (*path, paths.field_step(name))
        if name in shape.fields or shape.open or shape.form == MAP:
            yield from _problems(part, shape.member(name), inner)
        else:
            yield inner, "field not declared in schema"


def _list_problems(value: Any, shape: Shape, path: Path) -> Iterator[tuple[Path, str]]:
    if not isinstance(value, list):
        yield path, f"expected list, got &{{{format_value(value)}}}"
        return
    seen: Counter[str] = Counter()
    for index, item in enumerate(value):
        try:
            step = paths.item_step(item, shape) if shape.form in (LIST, SET) else f"i:{index}"
        except MissingKey as error:
            yield path, f"element {index}: {error}"
            continue
        seen[step] += 1
        if seen[step] == 2 and shape.form in (LIST, SET):
            yield path, f"duplicate entries for key {paths.format_step(step)}"
        yield from _problems(item, shape.items, (*path, step))


def _scalar_problem(value: Any, shape: Shape) -> str:
    if "string" in shape.types and not isinstance(value, str):
        return f"expected string, got &value.valueUnstructured{{Value:{format_literal(value)}}}"
    if "boolean" in shape.types and not isinstance(value, bool):
        return f"expected boolean, got &{{{format_value(value)}}}"
    if any(word in shape.types for word in NUMERIC) and (
        isinstance(value, bool) or not isinstance(value, (int, float))
    ):
        return (
            f"expected numeric (int or float), got {GO.get(type(value), 'map[string]interface {}')}"
        )
    return ""


GO = {str: "string", bool: "bool", list: "[]interface {}"}
