"""The older layout of kubectl `explain`: kind, version, resource or field, description, fields.

Upstream rule: kubectl `explain`, `model_printer.go`, `regular_fields_printer.go`,
`recursive_fields_printer.go`.
"""

from collections.abc import Iterator, Sequence

from minik.model.kind import Kind
from minik.render.explanation._structure import (
    Page,
    field_description,
    primitive_type,
    resolve_type,
    type_descriptions,
)
from minik.render.explanation._text import join_lines, wrap
from minik.schemas import Schema, definition


def title(kind: Kind, version: str) -> str:
    """Return what stands where no page follows: nothing."""
    return ""


def explained(page: Page, *, recursive: bool, depth: int = 0) -> str:
    """Render the page of a kind or of a field; `recursive` lists names and types only, of nested
    fields too.
    """
    inner = resolve_type(page.schema)[1].get("properties")
    version = f"{page.kind.group}/{page.version}".lstrip("/")
    head = [f"KIND:     {page.kind.name}", f"VERSION:  {version}", ""]
    if page.field:
        head += [
            f"{'RESOURCE: ' if inner else 'FIELD:    '}{page.field} <{type_name(page.schema)}>",
            "",
        ]
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
        *(
            line
            for number, text in enumerate(descriptions or ["<empty>"])
            for line in ([""] * bool(number) + wrap(text, 5))
        ),
    ]
    rows = (
        list(nested_fields(page.schema, (), depth) if recursive else field_blocks(page.schema))
        if inner
        else []
    )
    return join_lines([*head, *body, *(["", "FIELDS:", *rows] if inner else [])])


def field_blocks(schema: Schema) -> Iterator[str]:
    """Yield the fields of a value, each with its description."""
    owner, whole = resolve_type(schema)
    for name, inner in sorted((whole.get("properties") or {}).items()):
        marked = " -required-" * (name in (whole.get("required") or ()))
        yield from (
            f"   {name}\t<{type_name(inner)}>{marked}",
            *wrap(field_description(owner, name, inner), 5),
            "",
        )


def nested_fields(schema: Schema, seen: Sequence[str], depth: int) -> Iterator[str]:
    """Yield the fields of a value and their own fields; a type within itself is not expanded again."""
    owner, whole = resolve_type(schema)
    level = len(seen) + 1
    for name, inner in (
        sorted((whole.get("properties") or {}).items()) if not owner or owner not in seen else ()
    ):
        yield f"{'   ' * level}{name}\t<{type_name(inner)}>"
        if not depth or level < depth:
            yield from nested_fields(inner, (*seen, owner), depth)


def type_name(schema: Schema) -> str:
    """Return the type of a field as kubectl writes it: `string`, `[]Object`, `map[string]string`."""
    if isinstance(schema.get("items"), dict):
        return f"[]{type_name(schema['items'])}"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"map[string]{type_name(schema['additionalProperties'])}"
    whole = definition(schema["$ref"]) if "$ref" in schema else schema
    plain = primitive_type(whole) or "string" * ("oneOf" in whole)
    return plain if plain != "object" else "Object" if whole.get("properties") else "map[string]"
