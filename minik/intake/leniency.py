"""--validate: fields that a kind does not know are refused (strict), told (warn) or passed over (ignore)."""
import re
from typing import Any

from minik.errors import BadRequest
from minik.intake import validation
from minik.intake.parsing import Document
from minik.model.kind import Kind

UNKNOWN = re.compile(r'unknown field "([^"]+)"')
STEP = re.compile(r"[^.\[\]]+|\[\d+\]")
INDEX = re.compile(r"\[(\d+)\]")


def known(document: Document, kind: Kind, level: str) -> tuple[Document, list[str]]:
    """The document without what its kind does not know, and what is to be said of it; a strict reader gets it as it is."""
    if level == "strict":
        return document, []
    try:
        validation.decode(document, kind)
    except BadRequest as error:
        paths = UNKNOWN.findall(error.message)
        for path in paths:
            document = document._replace(value=without(document.value, path))
        return document, [f'unknown field "{path}"' for path in paths if level == "warn"]
    return document, []


def without(value: Any, path: str) -> Any:
    """A copy without the field at the end of a path."""
    if isinstance(value, list):
        found = INDEX.match(path)
        index, rest = (int(found[1]), path[found.end():]) if found else (-1, "")
        return [without(item, rest.removeprefix(".")) if place == index and rest else item for place, item in enumerate(value)]
    names = [name for name in value if begins(path, name)] if isinstance(value, dict) else []
    if not names:
        return value
    first = max(names, key=len)
    rest = path[len(first):]
    if rest:
        return {**value, first: without(value[first], rest.removeprefix("."))}
    return {name: part for name, part in value.items() if name != first}


def begins(path: str, name: str) -> bool:
    """Whether a path goes on with this field, whose name may hold dots, or be empty."""
    return path.startswith(name) and path[len(name):len(name) + 1] in ("", ".", "[")
