"""--validate: unknown fields are refused (strict), reported (warn) or dropped (ignore)."""

import re
from typing import Any

from minik.errors import BadRequest
from minik.intake import validation
from minik.intake.parsing import Document
from minik.model.kind import Kind

UNKNOWN = re.compile(r'unknown field "([^"]+)"')
STEP = re.compile(r"[^.\[\]]+|\[\d+\]")
INDEX = re.compile(r"\[(\d+)\]")


def drop_unknown_fields(document: Document, kind: Kind, level: str) -> tuple[Document, list[str]]:
    """Return the document without unknown fields, and the warnings. At level strict it is
    unchanged, and decoding refuses it.
    """
    if level == "strict":
        return document, []
    try:
        validation.decode(document, kind)
    except BadRequest as error:
        paths = UNKNOWN.findall(error.message)
        for path in paths:
            document = document._replace(value=without_field(document.value, path))
        return document, [f'unknown field "{path}"' for path in paths if level == "warn"]
    return document, []


def without_field(value: Any, path: str) -> Any:
    """Return a copy without the field at a path."""
    if isinstance(value, list):
        match = INDEX.match(path)
        index, rest = (int(match[1]), path[match.end() :]) if match else (-1, "")
        return [
            without_field(item, rest.removeprefix(".")) if place == index and rest else item
            for place, item in enumerate(value)
        ]
    names = (
        [name for name in value if starts_with_field(path, name)] if isinstance(value, dict) else []
    )
    if not names:
        return value
    first = max(names, key=len)
    rest = path[len(first) :]
    if rest:
        return {**value, first: without_field(value[first], rest.removeprefix("."))}
    return {name: part for name, part in value.items() if name != first}


def starts_with_field(path: str, name: str) -> bool:
    """Tell whether a path starts with this field, whose name may hold dots or be empty."""
    return path.startswith(name) and path[len(name) : len(name) + 1] in ("", ".", "[")
