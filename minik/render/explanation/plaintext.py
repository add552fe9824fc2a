"""The layout of kubectl `explain`: group, kind, version, field, description, fields.

Upstream rule: kubectl `explain/v2/templates/plaintext.tmpl`.
"""

from collections.abc import Iterator, Sequence

from minik.model.kind import Kind
from minik.render.explanation._structure import (
    Page,
    enum_values,
    field_description,
    primitive_type,
    resolve_type,
    type_descriptions,
)
from minik.render.explanation._text import join_lines, wrap
from minik.schemas import Schema, definition

MOST = 4  # words that a field takes, in a list of fields


def title(kind: Kind, version: str) -> str:
    """Return what stands above a page: also where no page follows, for want of a field."""
    group = [f"GROUP:      {kind.group}"] if kind.group else []
    return join_lines([*group, f"KIND:       {kind.name}", f"VERSION:    {version}", ""])


def explained(page: Page, *, recursive: bool, depth: int = 0) -> str:
    """Render the page of a kind or of a field; `recursive` lists names and types only, of nested
    fields too, down to `depth` levels (0: all).
    """
    head = [title(page.kind, page.version).removesuffix("\n"), *field_head(page)]
    descriptions = [
        text
        for text in (
            page.description,
            str(page.schema.get("description") or "") * (not page.field),
            *type_descriptions(page.schema),
        )
        if text
    ]
    body = [
        "DESCRIPTION:",
        *(line for text in descriptions for line in wrap(text, 4)),
        " " * 4 if descriptions else "    <empty>",
    ]
    rows = list(nested_fields(page.schema, (), depth) if recursive else field_blocks(page.schema))
    return join_lines([*head, *body, *(["FIELDS:", *rows] if rows else []), ""])


def field_head(page: Page) -> Iterator[str]:
    """Yield the name and type of the field, and its enum values."""
    if page.field:
        yield f"FIELD: {page.field} <{type_name(page.schema)}>"
        words = enum_values(page.schema)
        yield from (
            ("ENUM:", *(f"    {show_word(word)}" for word in words), "") if words else ("", "")
        )


def show_word(word: str) -> str:
    """Return an enum value; the empty one as `""`."""
    return word or '""'


def field_rows(parent: Schema, level: int) -> Iterator[tuple[str, str, str, Schema]]:
    """Yield each field of a value: the type that holds it, its name, its line, its schema."""
    owner, structure = resolve_type(parent)
    for name, schema in sorted((structure.get("properties") or {}).items()):
        yield (
            owner,
            name,
            f"{'  ' * level}{name}\t<{type_name(schema)}>{' -required-' * (name in (structure.get('required') or ()))}",
            schema,
        )


def enum_line(schema: Schema, level: int) -> Iterator[str]:
    """Yield the line of a field's enum values, cut after the first few."""
    words = list(map(show_word, enum_values(schema)))
    if words:
        yield f"{'  ' * level}enum: {', '.join(words[:MOST])}" + ", ...." * (len(words) > MOST)


def field_blocks(schema: Schema) -> Iterator[str]:
    """Yield the fields of a value, each with its description."""
    for owner, name, line, inner in field_rows(schema, 1):
        yield from (
            line,
            *enum_line(inner, 1),
            *wrap(field_description(owner, name, inner) or "<no description>", 4),
            "",
        )


def nested_fields(schema: Schema, seen: Sequence[str], depth: int) -> Iterator[str]:
    """Yield the fields of a value and their own fields; a type within itself is not expanded again."""
    level, owner = len(seen) + 1, resolve_type(schema)[0]
    for _, _, line, inner in field_rows(schema, level) if not owner or owner not in seen else ():
        yield from (line, *enum_line(inner, level))
        if not depth or level < depth:
            yield from nested_fields(inner, (*seen, owner), depth)


def type_name(schema: Schema) -> str:
    """Return the type of a field as kubectl writes it: `string`, `[]ServicePort`,
    `map[string]string`.
    """
    if isinstance(schema.get("items"), dict):
        return f"[]{type_name(schema['items'])}"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"map[string]{type_name(schema['additionalProperties'])}"
    if "$ref" in schema:
        plain = primitive_type(definition(schema["$ref"]))
        return plain if plain not in ("", "object") else str(schema["$ref"].rpartition(".")[2])
    return primitive_type(schema).replace("object", "Object") or "Object"
