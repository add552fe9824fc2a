"""The layout of kubectl `explain`: group, kind, version, field, description, fields.

Upstream rule: kubectl `explain/v2/templates/plaintext.tmpl`.
"""
from collections.abc import Iterator, Sequence

from minik.render._explanation._structure import Page, meaning, opened, primitive, told, values
from minik.render._explanation._text import lines, wrapped
from minik.schemas import Schema, definition

MOST = 4  # words that a field takes, in a list of fields


def explained(page: Page, *, recursive: bool, depth: int = 0) -> str:
    """The page of a kind, or of a field; `recursive`: of the fields only names and types, but those in them too, `depth` levels of them."""
    head = [f"GROUP:      {page.kind.group}"] if page.kind.group else []
    head += [f"KIND:       {page.kind.name}", f"VERSION:    {page.version}", "", *field(page)]
    said = [text for text in (page.said, str(page.schema.get("description") or "") * (not page.field), *told(page.schema)) if text]
    body = ["DESCRIPTION:", *(line for text in said for line in wrapped(text, 4)), " " * 4 if said else "    <empty>"]
    rows = list(fields(page.schema, (), depth) if recursive else described(page.schema))
    return lines([*head, *body, *(["FIELDS:", *rows] if rows else []), ""])


def field(page: Page) -> Iterator[str]:
    """A field's name and type, and the words that it takes."""
    if page.field:
        yield f"FIELD: {page.field} <{type_of(page.schema)}>"
        words = values(page.schema)
        yield from ("ENUM:", *(f"    {shown(word)}" for word in words), "") if words else ("", "")


def shown(word: str) -> str:
    """A word that a field takes, the empty one to be seen as well."""
    return word or '""'


def named(page: Schema, level: int) -> Iterator[tuple[str, str, str, Schema]]:
    """The fields of a value: the type they stand in, their names, their lines, their structure."""
    owner, whole = opened(page)
    for name, schema in sorted((whole.get("properties") or {}).items()):
        yield owner, name, f"{'  ' * level}{name}\t<{type_of(schema)}>{' -required-' * (name in (whole.get('required') or ()))}", schema


def enumerated(schema: Schema, level: int) -> Iterator[str]:
    """The words that a field in a list takes, the first of them."""
    words = list(map(shown, values(schema)))
    if words:
        yield f"{'  ' * level}enum: {', '.join(words[:MOST])}" + ", ...." * (len(words) > MOST)


def described(schema: Schema) -> Iterator[str]:
    """The fields of a value, each with what is told of it."""
    for owner, name, line, inner in named(schema, 1):
        yield from (line, *enumerated(inner, 1), *wrapped(meaning(owner, name, inner) or "<no description>", 4), "")


def fields(schema: Schema, seen: Sequence[str], depth: int) -> Iterator[str]:
    """The fields of a value and the fields in them; a type within itself is not opened again."""
    level, here = len(seen) + 1, opened(schema)[0]
    for _, _, line, inner in named(schema, level) if not here or here not in seen else ():
        yield from (line, *enumerated(inner, level))
        if not depth or level < depth:
            yield from fields(inner, (*seen, here), depth)


def type_of(schema: Schema) -> str:
    """The type of a field: `string`, `[]ServicePort`, `map[string]string`."""
    if schema.get("items"):
        return f"[]{type_of(schema['items'])}"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"map[string]{type_of(schema['additionalProperties'])}"
    if "$ref" in schema:
        plain = primitive(definition(schema["$ref"]))
        return plain if plain not in ("", "object") else str(schema["$ref"].rpartition(".")[2])
    return primitive(schema).replace("object", "Object") or "Object"
