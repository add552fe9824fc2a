"""The older layout of kubectl `explain`: kind, version, resource or field, description, fields.

Upstream rule: kubectl `explain`, `model_printer.go`, `regular_fields_printer.go`, `recursive_fields_printer.go`.
"""
from collections.abc import Iterator, Sequence

from minik.render._explanation._structure import Page, meaning, opened, primitive, told
from minik.render._explanation._text import lines, wrapped
from minik.schemas import Schema, definition


def explained(page: Page, *, recursive: bool, depth: int = 0) -> str:
    """The page of a kind, or of a field; `recursive`: of the fields only names and types, but those in them too."""
    inner = opened(page.schema)[1].get("properties")
    version = f"{page.kind.group}/{page.version}".lstrip("/")
    head = [f"KIND:     {page.kind.name}", f"VERSION:  {version}", ""]
    if page.field:
        head += [f"{'RESOURCE: ' if inner else 'FIELD:    '}{page.field} <{type_of(page.schema)}>", ""]
    said = [text for text in (page.said, str(page.schema.get("description") or "") * (not page.field), *told(page.schema)) if text]
    body = ["DESCRIPTION:", *(line for number, text in enumerate(said or ["<empty>"]) for line in ([""] * bool(number) + wrapped(text, 5)))]
    rows = list(fields(page.schema, (), depth) if recursive else described(page.schema)) if inner else []
    return lines([*head, *body, *(["", "FIELDS:", *rows] if inner else [])])


def described(schema: Schema) -> Iterator[str]:
    """The fields of a value, each with what is told of it."""
    owner, whole = opened(schema)
    for name, inner in sorted((whole.get("properties") or {}).items()):
        marked = " -required-" * (name in (whole.get("required") or ()))
        yield from (f"   {name}\t<{type_of(inner)}>{marked}", *wrapped(meaning(owner, name, inner), 5), "")


def fields(schema: Schema, seen: Sequence[str], depth: int) -> Iterator[str]:
    """The fields of a value and the fields in them; a type within itself is not opened again."""
    here, whole = opened(schema)
    level = len(seen) + 1
    for name, inner in sorted((whole.get("properties") or {}).items()) if not here or here not in seen else ():
        yield f"{'   ' * level}{name}\t<{type_of(inner)}>"
        if not depth or level < depth:
            yield from fields(inner, (*seen, here), depth)


def type_of(schema: Schema) -> str:
    """The type of a field: `string`, `[]Object`, `map[string]string`."""
    if schema.get("items"):
        return f"[]{type_of(schema['items'])}"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"map[string]{type_of(schema['additionalProperties'])}"
    whole = definition(schema["$ref"]) if "$ref" in schema else schema
    plain = primitive(whole) or "string" * ("oneOf" in whole)
    return plain if plain != "object" else "Object" if whole.get("properties") else "map[string]"
