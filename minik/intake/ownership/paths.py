"""Field paths as managedFields encodes them.

A step is `f:NAME`, `k:{KEYS}` (an item of a list by its keys) or `v:VALUE` (an item of a set), as
in `fieldsV1`.
"""

import json
from collections.abc import Iterable, Iterator

from minik.intake.ownership.shapes import LIST, Shape
from minik.light_typing import Any, TypeAlias
from minik.model.object import MutableObject

Path: TypeAlias = tuple[str, ...]
Paths: TypeAlias = frozenset[Path]
NONE: Paths = frozenset()
_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


class MissingKey(Exception):
    """An item of an associative list lacks one of its keys."""


def field_step(name: str) -> str:
    """Return the step to a field or a map key."""
    return f"f:{name}"


def item_step(value: Any, shape: Shape) -> str:
    """Return the step to an item of a list or a set; raise MissingKey if it lacks a key."""
    if shape.form != LIST:
        return f"v:{_encode(value)}"
    keys = {}
    for key in shape.keys:
        key_value = value.get(key) if isinstance(value, dict) else None
        key_value = shape.default(key) if key_value is None else key_value
        if key_value is None:
            raise MissingKey(
                f'associative list with keys has an element that omits key field "{key}" (and doesn\'t have default value)'
            )
        keys[key] = key_value
    return f"k:{_encode(keys)}"


def format_path(path: Iterable[str]) -> str:
    """Format a path for messages: `.spec.ports[port=80,protocol="TCP"].name`."""
    return "".join(map(format_step, path))


def format_step(step: str) -> str:
    """Format a step for messages."""
    kind, _, rest = step.partition(":")
    if kind == "f":
        return f".{rest}"
    if kind == "v":
        return f"[={rest}]"
    if kind == "i":
        return f"[{rest}]"
    return f"[{','.join(f'{key}={_encode(value)}' for key, value in json.loads(rest).items())}]"


def sort_paths(paths: Iterable[Path]) -> list[Path]:
    """Sort paths as upstream does: an object's own fields before nested ones."""
    return sorted(
        paths, key=lambda path: [(place < len(path) - 1, step) for place, step in enumerate(path)]
    )


def encode_fields(paths: Paths) -> MutableObject:
    """Encode paths as `fieldsV1`; a path with longer ones below it gets a `.` entry."""
    root: MutableObject = {}
    for path in sorted(paths):
        node = root
        for depth, step in enumerate(path):
            if depth and not node and path[:depth] in paths:
                node["."] = {}
            node = node.setdefault(step, {})
    return root


def decode_fields(fields: Any, prefix: Path = ()) -> Iterator[Path]:
    """Yield the paths in a `fieldsV1`."""
    if not isinstance(fields, dict):
        return
    if prefix and (not fields or "." in fields):
        yield prefix
    for step, inner in fields.items():
        if step != ".":
            yield from decode_fields(inner, (*prefix, step))
