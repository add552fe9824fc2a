"""The structure of a kind, walked as a path of field names walks it: through references, lists and mappings."""
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from minik import schemas
from minik.errors import ClientError
from minik.model import nearness
from minik.model.kind import Kind
from minik.render._explanation import _sentences, _values
from minik.schemas import Schema


class Page(NamedTuple):
    """What is to be explained: a field of a kind, or, without a field, the kind; `said` is what is told of the field itself."""

    kind: Kind
    version: str
    schema: Schema
    field: str = ""
    said: str = ""


def page(kind: Kind, version: str, schema: Schema, path: Sequence[str]) -> Page:
    """The page of a kind, or of the field at a path in it."""
    found = Page(kind, version, schema)
    for name in path:
        owner, whole = opened(found.schema)
        properties = whole.get("properties") or {}
        if name not in properties:
            raise ClientError(f'field "{path[-1]}" does not exist', hint=nearness.hint(name, properties))
        said = meaning(owner, name, properties[name])
        found = Page(kind, version, properties[name], name, required(said) if name in (whole.get("required") or ()) else said)
    return found


def opened(schema: Schema) -> tuple[str, Schema]:
    """The type in which the fields of a value stand, by name and structure: of lists and mappings, that of what is in them."""
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


def meaning(owner: str, name: str, schema: Schema) -> str:
    """What is told of a field: by the definition of a custom resource itself, else by us."""
    return str(schema.get("description") or _sentences.field(owner, name))


def required(said: str) -> str:
    """What is told of a field that must be there: that too, unless it is told already."""
    return said if "equired" in said else f"{said} Required.".strip()


def told(schema: Schema) -> Iterator[str]:
    """What is told of the type of a value, and of the types in it."""
    if "$ref" in schema:
        yield _sentences.type_of(str(schema["$ref"]))
    for below in (schema.get("items"), schema.get("additionalProperties")):
        if isinstance(below, dict):
            yield str(below.get("description") or "")
            yield from told(below)


def primitive(schema: Schema) -> str:
    """The JSON type of a value; nothing where it may be of several."""
    types = schema.get("type") or ""
    return str(types if isinstance(types, str) else next((one for one in types if one != "null"), ""))


def values(schema: Schema) -> Sequence[str]:
    """The words that a field takes, where there are only so many."""
    if schema.get("embed") == "TypeMeta":
        return ()
    return tuple(map(str, schema.get("enum") or ())) or _values.VALUES.get(str(schema.get("go", "")).rpartition(".")[2], ())
