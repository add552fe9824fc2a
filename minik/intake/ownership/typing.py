"""What keeps a configuration from being taken apart: fields that its kind does not know, wrong types, items that come twice.

Upstream rule: structured-merge-diff `typed.AsTyped`. All that is wrong is told at once, each with its path.
"""
from collections import Counter
from collections.abc import Iterator
from typing import Any

from minik.intake.ownership import paths
from minik.intake.ownership.paths import Path, Unkeyed
from minik.intake.ownership.shapes import LEAF, LIST, MAP, SET, STRUCT, UNTYPED, Shape
from minik.model.go_values import literal, printed
from minik.model.object import Object

NUMERIC = ("integer", "number")


def problems(obj: Object, shape: Shape) -> str:
    """Everything that is wrong, as the server words it; nothing where all is well."""
    found = [f"{paths.shown(path)}: {message}" for path, message in _problems(obj, shape, ())]
    return found[0] if len(found) == 1 else "\n  ".join(["errors:", *found]) if found else ""


def _problems(value: Any, shape: Shape, path: Path) -> Iterator[tuple[Path, str]]:
    if value is None or shape.form == UNTYPED:
        return
    if shape.form in (STRUCT, MAP) or shape.form == LEAF and "object" in shape.types:
        yield from _of_map(value, shape, path)
    elif "array" in shape.types:
        yield from _of_list(value, shape, path)
    else:
        message = _of_scalar(value, shape)
        if message:
            yield path, message


def _of_map(value: Any, shape: Shape, path: Path) -> Iterator[tuple[Path, str]]:
    if not isinstance(value, dict):
        yield path, f"expected map, got &{{{printed(value)}}}"
        return
    for name, part in value.items():
        inner = (*path, paths.field(name))
        if name in shape.fields or shape.open or shape.form == MAP:
            yield from _problems(part, shape.under(name), inner)
        else:
            yield inner, "field not declared in schema"


def _of_list(value: Any, shape: Shape, path: Path) -> Iterator[tuple[Path, str]]:
    if not isinstance(value, list):
        yield path, f"expected list, got &{{{printed(value)}}}"
        return
    seen: Counter[str] = Counter()
    for index, item in enumerate(value):
        try:
            step = paths.item(item, shape) if shape.form in (LIST, SET) else f"i:{index}"
        except Unkeyed as error:
            yield path, f"element {index}: {error}"
            continue
        seen[step] += 1
        if seen[step] == 2 and shape.form in (LIST, SET):
            yield path, f"duplicate entries for key {paths.shown_step(step)}"
        yield from _problems(item, shape.items, (*path, step))


def _of_scalar(value: Any, shape: Shape) -> str:
    if "string" in shape.types and not isinstance(value, str):
        return f"expected string, got &value.valueUnstructured{{Value:{literal(value)}}}"
    if "boolean" in shape.types and not isinstance(value, bool):
        return f"expected boolean, got &{{{printed(value)}}}"
    if any(word in shape.types for word in NUMERIC) and (isinstance(value, bool) or not isinstance(value, (int, float))):
        return f"expected numeric (int or float), got {GO.get(type(value), 'map[string]interface {}')}"
    return ""


GO = {str: "string", bool: "bool", list: "[]interface {}"}
