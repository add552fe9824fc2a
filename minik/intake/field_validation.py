"""--validate: unknown fields, and fields that are there twice, are refused (strict), reported (warn)
or dropped (ignore).
"""

from collections.abc import Iterator

from minik import light_re as re
from minik.errors import BadRequest
from minik.intake import validation
from minik.intake.parsing import Document
from minik.light_typing import Any
from minik.model.kind import Kind
from minik.model.object import Object

STRICT = re.compile(r'(unknown|duplicate) field "([^"]+)"')
STEP = re.compile(r"[^.\[\]]+|\[\d+\]")
INDEX = re.compile(r"\[(\d+)\]")


def decode(document: Document, kind: Kind, level: str) -> tuple[Object, list[str]]:
    """Return the object without unknown fields, and the warnings; raise BadRequest as decoding does."""
    if level != "strict":
        try:
            return validation.decode_fast(document, kind), []
        except BadRequest:
            pass
    known, warnings = drop_unknown_fields(document, kind, level)
    return validation.decode_fast(known, kind), warnings


def drop_unknown_fields(document: Document, kind: Kind, level: str) -> tuple[Document, list[str]]:
    """Return the document without unknown fields, and the warnings; of a field that is there twice
    the last one counts. At level strict the document is unchanged, and decoding refuses it.
    """
    if level == "strict":
        return document, []
    try:
        validation.decode(document, kind)
    except BadRequest as error:
        wrong = STRICT.findall(error.message)
        if any(what == "duplicate" for what, _ in wrong):
            document = document._replace(value=last_ones(document.value))
        for what, path in wrong:
            if what == "unknown":
                document = document._replace(value=without_field(document.value, path))
        return document, [f'{what} field "{path}"' for what, path in wrong if level == "warn"]
    return document, []


def duplicates(value: Any, path: str = "") -> Iterator[str]:
    """Yield the paths of the fields that are there twice."""
    if isinstance(value, list):
        for index, part in enumerate(value):
            yield from duplicates(part, f"{path}[{index}]")
    seen: set[str] = set()
    for name, part in getattr(value, "pairs", value.items()) if isinstance(value, dict) else ():
        place = f"{path}.{name}" if path else name
        if name in seen:
            yield place
        seen.add(name)
        yield from duplicates(part, place)


def last_ones(value: Any) -> Any:
    """Return a value in which every field is there once: the last one counts."""
    if isinstance(value, dict):
        return {name: last_ones(part) for name, part in value.items()}
    return [last_ones(part) for part in value] if isinstance(value, list) else value


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
