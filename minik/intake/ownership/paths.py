"""Paths of fields: the steps that managed fields are written in, and how a path is shown.

A step is `f:NAME`, `k:{KEYS}` (an item of a list by its keys) or `v:VALUE` (an item of a set), as in `fieldsV1`.
"""
import json
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from minik.intake.ownership.shapes import LIST, Shape
from minik.model.object import Object

Path: TypeAlias = tuple[str, ...]
Paths: TypeAlias = frozenset[Path]
NONE: Paths = frozenset()
_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


class Unkeyed(Exception):
    """An item of a list leaves out what tells it apart."""


def field(name: str) -> str:
    """The step to a field or a key of a map."""
    return f"f:{name}"


def item(value: Any, shape: Shape) -> str:
    """The step to an item of a list or a set."""
    if shape.form != LIST:
        return f"v:{_encode(value)}"
    found = {}
    for key in shape.keys:
        given = value.get(key) if isinstance(value, dict) else None
        given = shape.default(key) if given is None else given
        if given is None:
            raise Unkeyed(f'associative list with keys has an element that omits key field "{key}" (and doesn\'t have default value)')
        found[key] = given
    return f"k:{_encode(found)}"


def shown(path: Iterable[str]) -> str:
    """A path as messages show it: `.spec.ports[port=80,protocol="TCP"].name`."""
    return "".join(map(shown_step, path))


def shown_step(step: str) -> str:
    """A step as messages show it."""
    kind, _, rest = step.partition(":")
    if kind == "f":
        return f".{rest}"
    if kind == "v":
        return f"[={rest}]"
    if kind == "i":
        return f"[{rest}]"
    return f"[{','.join(f'{key}={_encode(value)}' for key, value in json.loads(rest).items())}]"


def in_order(paths: Iterable[Path]) -> list[Path]:
    """Paths as upstream tells them: of each object first what is a field of its own, then what lies deeper."""
    return sorted(paths, key=lambda path: [(place < len(path) - 1, step) for place, step in enumerate(path)])


def below(paths: Iterable[Path], first: str) -> Iterator[Path]:
    """The paths that begin with a step."""
    return (path for path in paths if path[0] == first)


def written(paths: Paths) -> Object:
    """A set of paths as `fieldsV1` holds it: what is in the set and leads on has a `.` within."""
    root: Object = {}
    for path in paths:
        node = root
        for step in path:
            node = node.setdefault(step, {})
    for path in paths:
        node = root
        for step in path:
            node = node[step]
        if node:
            node["."] = {}
    return root


def read(fields: Any, prefix: Path = ()) -> Iterator[Path]:
    """The paths in a `fieldsV1`."""
    if not isinstance(fields, dict):
        return
    if prefix and (not fields or "." in fields):
        yield prefix
    for step, inner in fields.items():
        if step != ".":
            yield from read(inner, (*prefix, step))
