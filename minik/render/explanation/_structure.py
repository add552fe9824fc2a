"""The schema of a kind, followed along a path of field names: through references, lists and maps."""

from collections.abc import Iterator, Sequence

from minik import schemas
from minik.errors import ClientError
from minik.light_typing import NamedTuple
from minik.model import suggestions
from minik.model.kind import Kind
from minik.render.explanation import _descriptions, _enum_values
from minik.schemas import Schema


class Page(NamedTuple):
    """What is explained: a kind, or a field of it; `description` is that of the field."""

    kind: Kind
    version: str
    schema: Schema
    field: str = ""
    description: str = ""


def page(kind: Kind, version: str, schema: Schema, path: Sequence[str]) -> Page:
    """Return the page of a kind, or of the field at a path in it.

    Raises ClientError for a field that does not exist.
    """
    current = Page(kind, version, schema)
    for name in path:
        owner, structure = resolve_type(current.schema)
        properties = structure.get("properties") or {}
        if name not in properties:
            raise ClientError(
                f'field "{path[-1]}" does not exist', hint=suggestions.suggest(name, properties)
            )
        description = field_description(owner, name, properties[name])
        current = Page(
            kind,
            version,
            properties[name],
            name,
            mark_required(description)
            if name in (structure.get("required") or ())
            else description,
        )
    return current


def resolve_type(schema: Schema) -> tuple[str, Schema]:
    """Return the type that holds a value's fields: its name and its schema; for lists and maps,
    those of their elements.
    """
    name = ""
    while True:
        below = schema.get("items") or schema.get("additionalProperties")
        if "$ref" in schema:
            name = str(schema["$ref"])
            schema = schemas.definition(name)
        elif isinstance(below, dict) and not schema.get("properties"):
            schema = below
        else:
            return name, schema


def field_description(owner: str, name: str, schema: Schema) -> str:
    """Return the description of a field: from the custom resource's definition, else minik's own."""
    return str(schema.get("description") or _descriptions.describe_field(owner, name))


def mark_required(description: str) -> str:
    """Return the description with "Required." added, unless it says so already."""
    return description if "equired" in description else f"{description} Required.".strip()


def type_descriptions(schema: Schema) -> Iterator[str]:
    """Yield the descriptions of a value's type, and of the types of its elements."""
    if "$ref" in schema:
        yield _descriptions.describe_type(str(schema["$ref"]))
    for below in (schema.get("items"), schema.get("additionalProperties")):
        if isinstance(below, dict):
            yield str(below.get("description") or "")
            yield from type_descriptions(below)


def primitive_type(schema: Schema) -> str:
    """Return the JSON type of a value; "" where the schema names none."""
    types = schema.get("type") or ""
    return str(
        types if isinstance(types, str) else next((name for name in types if name != "null"), "")
    )


def enum_values(schema: Schema) -> Sequence[str]:
    """Return the enum values of a field; empty where it has none."""
    if schema.get("embed") == "TypeMeta":
        return ()
    return tuple(map(str, schema.get("enum") or ())) or _enum_values.VALUES.get(
        str(schema.get("go", "")).rpartition(".")[2], ()
    )
