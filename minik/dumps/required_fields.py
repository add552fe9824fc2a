"""Required fields: what a server always writes, by the schemas.

The decoder does not require them (Go takes what is absent for its zero), but code that reads a dump
relies on them. Statuses are left out: they are often written by hand, and incomplete.
"""

from collections.abc import Iterator
from functools import cache

from minik import schemas
from minik.light_typing import Any, NamedTuple
from minik.model.object import read_str

Schema = schemas.Schema


class Requirements(NamedTuple):
    """The required fields of a definition, and (name, definition) of fields that may have some;
    `empty` are those of which a server writes null where they are empty.
    """

    fields: tuple[str, ...]
    inner: tuple[tuple[str, str], ...]
    empty: tuple[str, ...] = ()


# Lists that Go writes as null where they are empty, and that a sound object may have empty.
MAY_BE_EMPTY = (("CSINodeSpec", "drivers"), ("LimitRangeSpec", "limits"))


def missing_fields(value: Any, definition: str, path: str = "") -> Iterator[str]:
    """Yield the paths of required fields that are missing."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from missing_fields(item, definition, f"{path}[{index}]")
    if not isinstance(value, dict):
        return
    fields, inner, empty = requirements_of(definition)
    for name in fields:
        if value.get(name) is None and not (name in value and name in empty):
            yield f"{path}.{name}".removeprefix(".")
    for name, part in inner:
        if name in value:
            yield from missing_fields(value[name], part, f"{path}.{name}".removeprefix("."))


@cache
def requirements_of(definition: str) -> Requirements:
    """Return the requirements of a definition."""
    schema = schemas.definition(definition)
    parts = (
        (name, _definition_of(part))
        for name, part in schema.get("properties", {}).items()
        if name != "status"
    )
    return Requirements(
        tuple(schema.get("required", ())),
        tuple((name, part) for name, part in parts if part and _requires_any(part, ())),
        tuple(name for of, name in MAY_BE_EMPTY if definition.endswith(f".{of}")),
    )


def _definition_of(schema: Schema) -> str:
    """Return the definition of a field, or of a list's items; "" if it has none."""
    return read_str(schema, "$ref") or read_str(schema, "items.$ref")


@cache
def _requires_any(definition: str, above: tuple[str, ...]) -> bool:
    """Tell whether a definition, or one below it, has required fields."""
    schema = schemas.definition(definition)
    parts = (_definition_of(part) for part in schema.get("properties", {}).values())
    return bool(schema.get("required")) or any(
        _requires_any(part, (*above, definition)) for part in parts if part and part not in above
    )
