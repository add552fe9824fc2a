"""What is probably meant by a value of the wrong type, or by a field that is not there: a number in
quotes, one thing where a list is expected, labels where a selector is.
"""

from collections.abc import Iterator

from minik import schemas
from minik.command_line.field_paths import followed, last_name, schema_at, value_at
from minik.light_typing import Any
from minik.schemas import Schema

SHORT = 60  # so many letters of a value are said again


def slips(path: str, value: Any, schema: Schema) -> Iterator[str]:
    """Yield what was probably meant at the path where decoding stopped; `schema` is the kind's."""
    written = value_at(value, path)
    if written is None:
        return
    name, expected = last_name(path), schema_at(schema, path)
    parent = path.rpartition(".")[0]
    if not expected:
        yield from _unknown(name, written, last_name(parent), schema_at(schema, parent))
        return
    types = expected.get("type", ())
    if isinstance(written, dict) and "string" in types and name == "matchLabels":
        yield f"{last_name(parent)}: {flow(written)}, without matchLabels"
    elif isinstance(written, str | int | float):
        yield from _of_scalar(name, written, expected, in_list=path.endswith("]"))
    elif "array" in types and isinstance(written, dict):
        yield from _list_of(name, written, schemas.fields(expected))


def _of_scalar(
    name: str, written: str | float, expected: Schema, *, in_list: bool
) -> Iterator[str]:
    types = expected.get("type", ())
    if "string" in types and not isinstance(written, str):
        yield f'{name}: "{plain(written)}", in quotes'
    elif isinstance(written, str) and written.isdecimal() and "integer" in types:
        yield f"{name}: {written}, without quotes"
    elif isinstance(written, str) and "array" in types:
        if "string" in followed(expected["items"]).get("type", ()):
            words = ", ".join(f'"{word}"' for word in written.split())
            yield f"{name}: [{words}]"
    elif isinstance(written, str) and "=" in written and expected.get("additionalProperties"):
        pairs = (pair.split("=", 1) for pair in written.split(",") if "=" in pair)
        yield f"{name}: {flow(dict(pairs))}"
    elif "object" in types or "properties" in expected:
        inner = _field_for(written, expected)
        if inner:
            meant = f"{{{inner}: {plain(written)}}}"
            yield f"{name}: [{meant}]" if in_list else f"{name}: {meant}"


def _list_of(name: str, written: dict[str, Any], fields: dict[str, Schema]) -> Iterator[str]:
    """Yield the list that is meant by one thing in its place."""
    if {"name", "value"} <= set(fields) and not set(written) & set(fields):
        pairs = (f"{{name: {key}, value: {plain(inner)}}}" for key, inner in written.items())
        meant = f"[{', '.join(pairs)}]"
    else:
        meant = f"[{flow(written)}]"
    yield f"{name}: {meant}" if len(meant) <= SHORT else f"{name} is a list: begin with a dash"


def _unknown(name: str, written: Any, holder: str, schema: Schema) -> Iterator[str]:
    """Yield the field that is meant by one that its holder does not have."""
    properties = schema.get("properties", {})
    if "matchLabels" in properties and isinstance(written, str):
        yield f"{holder}: {{matchLabels: {{{name}: {written}}}}}"
    elif isinstance(written, int | str) and not isinstance(written, bool):
        inner = _field_for(written, schema, required=True)
        if inner and inner[-4:].casefold() == name[-4:].casefold():
            yield f"{inner}: {plain(written)}"


def _field_for(written: str | float, schema: Schema, *, required: bool = False) -> str:
    """Return the one field of an object that takes such a value, one that it needs before others."""
    wanted = "string" if isinstance(written, str) else "integer"
    fit = [
        name
        for name, inner in schema.get("properties", {}).items()
        if wanted in followed(inner).get("type", ())
    ]
    needed = [name for name in fit if name in schema.get("required", ())]
    found = needed if required or len(needed) == 1 else fit
    return found[0] if len(found) == 1 else ""


def flow(value: dict[str, Any]) -> str:
    """Return a mapping as YAML in one line."""
    return "{" + ", ".join(f"{key}: {plain(inner)}" for key, inner in value.items()) + "}"


def plain(value: Any) -> str:
    """Return a value as YAML writes it in one line."""
    if isinstance(value, dict):
        return flow(value)
    if isinstance(value, list):
        return f"[{', '.join(map(plain, value))}]"
    return str(value).lower() if isinstance(value, bool) else str(value)
