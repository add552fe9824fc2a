"""What a kind or one of its fields is: kind, version, type, what is required, which words are allowed, and the fields in it.

Upstream rule: kubectl `explain`, `plaintext.tmpl`.
"""
import textwrap
from collections.abc import Iterator, Sequence

from minik import schemas
from minik.errors import ClientError
from minik.model.kind import Kind
from minik.render import _sentences
from minik.schemas import Schema


def explained(kind: Kind, version: str, schema: Schema, path: Sequence[str], *, recursive: bool) -> str:
    """The page of a kind, or of the field at a path in it."""
    owner, here = kind.name, schema
    required = False
    for field in path:
        owner = named(here) if here is not schema else owner
        whole = inside(here)
        if field not in (whole.get("properties") or {}):
            raise ClientError(f'field "{field}" does not exist')
        here, required = whole["properties"][field], field in (whole.get("required") or ())
    head = [f"GROUP:      {kind.group}"] if kind.group else []
    head += [f"KIND:       {kind.name}", f"VERSION:    {version}", ""]
    if path:
        head += [f"FIELD: {path[-1]} <{type_of(here)}>{' -required-' * required}", *listed(values(here)), ""]
    said = str(described(here) or (_sentences.meaning(owner, path[-1]) if path else _sentences.kind(kind.name)))
    body = ["DESCRIPTION:", *textwrap.wrap(said, 76, initial_indent="    ", subsequent_indent="    "), "    "]
    inner = inside(here)
    rows = list(fields(inner, kind.name if not path else named(here), recursive=recursive, seen=())) if inner.get("properties") else []
    return "\n".join([*head, *body, *(["FIELDS:", *rows] if rows else []), ""]) + ("\n" if not recursive or not rows else "")


def described(schema: Schema) -> str:
    """What a definition of a custom resource says of itself."""
    return str(schema.get("description") or "")


def listed(words: Sequence[str]) -> Iterator[str]:
    """The words that a field takes, below its type."""
    if words:
        yield "ENUM:"
        yield from (f"    {word or chr(34) * 2}" for word in words)
    else:
        yield ""


def inside(schema: Schema) -> Schema:
    """The definition in which the fields of a value stand: of lists and mappings, that of what is in them."""
    while True:
        below = schema.get("items") or schema.get("additionalProperties")
        if "$ref" in schema:
            schema = schemas.definition(schema["$ref"])
        elif isinstance(below, dict) and not schema.get("properties"):
            schema = below
        else:
            return schema


def named(schema: Schema) -> str:
    """The name of the type of what is in a field."""
    return type_of(schema).rpartition("]")[2]


def type_of(schema: Schema) -> str:
    """The type of a field: `string`, `[]ServicePort`, `map[string]string`."""
    if schema.get("items"):
        return f"[]{type_of(schema['items'])}"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"map[string]{type_of(schema['additionalProperties'])}"
    if "$ref" in schema:
        return str(schema["$ref"].rpartition(".")[2])
    types = schema.get("type") or "Object"
    return str(types if isinstance(types, str) else next((one for one in types if one != "null"), "Object"))


def values(schema: Schema) -> Sequence[str]:
    """The words that a field takes, where there are only so many."""
    if schema.get("embed") == "TypeMeta":
        return ()
    return tuple(map(str, schema.get("enum") or ())) or _sentences.VALUES.get(str(schema.get("go", "")).rpartition(".")[2], ())


def fields(schema: Schema, owner: str, *, recursive: bool, seen: Sequence[str], indent: str = "  ") -> Iterator[str]:
    """A line a field, with what it means, or with the fields in it; a type within itself is not opened again."""
    required = schema.get("required") or ()
    for name, field in sorted((schema.get("properties") or {}).items()):
        yield f"{indent}{name}\t<{type_of(field)}>{' -required-' if name in required else ''}"
        words = values(field)
        if words:
            yield f"{indent}enum: {', '.join(word or chr(34) * 2 for word in words)}"
        if not recursive:
            said = described(field) or _sentences.meaning(owner, name)
            yield from textwrap.wrap(said, 76, initial_indent=indent + "  ", subsequent_indent=indent + "  ")
            yield ""
        elif named(field) not in seen:
            yield from fields(inside(field), named(field), recursive=True, seen=(*seen, named(field)), indent=indent + "  ")
