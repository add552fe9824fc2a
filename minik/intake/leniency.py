"""--validate: fields that a kind does not know are refused (strict), told (warn) or passed over (ignore)."""
import re
from typing import Any

from minik.errors import BadRequest
from minik.intake import validation
from minik.intake.parsing import Document
from minik.model.kind import Kind

UNKNOWN = re.compile(r'unknown field "([^"]+)"')
STEP = re.compile(r"[^.\[\]]+|\[\d+\]")


def known(document: Document, kind: Kind, level: str) -> tuple[Document, list[str]]:
    """The document without what its kind does not know, and what is to be said of it; a strict reader gets it as it is."""
    if level == "strict":
        return document, []
    try:
        validation.decode(document, kind)
    except BadRequest as error:
        paths = UNKNOWN.findall(error.message)
        for path in paths:
            document = document._replace(value=without(document.value, STEP.findall(path)))
        return document, [f'unknown field "{path}"' for path in paths if level == "warn"]
    return document, []


def without(value: Any, steps: list[str]) -> Any:
    """A copy without the field at the end of a path."""
    first, *rest = steps
    if isinstance(value, list) and first.startswith("["):
        index = int(first[1:-1])
        return [without(item, rest) if place == index and rest else item for place, item in enumerate(value)]
    if not isinstance(value, dict) or first not in value:
        return value
    if rest:
        return {**value, first: without(value[first], rest)}
    return {name: part for name, part in value.items() if name != first}
