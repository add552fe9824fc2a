"""What every object of a kind has, because the server that wrote it writes it always: the fields that its schema requires.

The decoder does not ask for them (Go takes what is absent for its zero), but whoever works on a dump relies on them. Statuses are left out:
they are often written by hand, and as little of them as is needed.
"""
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from minik import schemas

Schema = schemas.Schema


class Needs(NamedTuple):
    """The fields that a definition requires, and the fields whose own definitions may require some: name, definition."""

    fields: tuple[str, ...]
    inner: tuple[tuple[str, str], ...]


def missing(value: Any, definition: str, path: str = "") -> Iterator[str]:
    """The paths of fields that are required and not there."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from missing(item, definition, f"{path}[{index}]")
    if not isinstance(value, dict):
        return
    fields, inner = needs(definition)
    for name in fields:
        if value.get(name) is None:
            yield f"{path}.{name}".removeprefix(".")
    for name, part in inner:
        if name in value:
            yield from missing(value[name], part, f"{path}.{name}".removeprefix("."))


@cache
def needs(definition: str) -> Needs:
    """What a definition requires."""
    schema = schemas.definition(definition)
    parts = ((name, _defined(part)) for name, part in schema.get("properties", {}).items() if name not in ("metadata", "status"))
    return Needs(tuple(schema.get("required", ())), tuple((name, part) for name, part in parts if part and _asks(part, ())))


def _defined(schema: Schema) -> str:
    """The definition of a field, or of the items of a list."""
    name: str = schema.get("$ref") or (schema.get("items") or {}).get("$ref") or ""
    return name


@cache
def _asks(definition: str, above: tuple[str, ...]) -> bool:
    """Whether a definition, or one within it, requires anything."""
    schema = schemas.definition(definition)
    parts = (_defined(part) for part in schema.get("properties", {}).values())
    return bool(schema.get("required")) or any(_asks(part, (*above, definition)) for part in parts if part and part not in above)
