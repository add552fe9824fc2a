"""Paths of fields of a schema, such as .spec.labels['a']: where a rule reports, what can be selected by.

Upstream rule: apiextensions `ValidFieldPath`.
"""

from collections.abc import Iterator, Mapping

from minik import light_re as re
from minik.light_typing import Any, NamedTuple, TypeAlias

Schema: TypeAlias = Mapping[str, Any]
TOKEN = re.compile(r"'(?:[^'\\]|\\.)*'|[.\[\]]|[^.\[\]]+", re.DOTALL)
ESCAPE = re.compile(r"\\(.)", re.DOTALL)
ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "'": "'", "\\": "\\"}  # fmt: skip
NO_FIELD, ENDS = "does not refer to a valid field", "unexpected end of JSON path"


class PathError(ValueError):
    """Not a path of the schema, in the server's words."""


class FieldPath(NamedTuple):
    """A path as problems write it, and the schema that it leads to."""

    text: str
    schema: Schema


def parse_path(text: str, schema: Schema, *, arrays: bool = True) -> FieldPath:
    """Return a path of fields of a schema; raise PathError. `arrays`: brackets are allowed."""
    path, tokens = "", iter(TOKEN.findall(text))
    for token in tokens:
        if token == "[" and not arrays:
            raise PathError("array notation is not allowed")
        if token not in ("[", "."):
            raise PathError(f"expected [ or . but got: {token}")
        name = _next(tokens)
        properties = schema.get("properties")
        if token == "[":
            name = _unquoted(name)
        inner = (properties or {}).get(name) if properties else schema.get("additionalProperties")
        if not isinstance(inner, Mapping):
            raise PathError(NO_FIELD)
        path += f".{name}" if properties else f"[{name}]"
        if token == "[" and (closing := _next(tokens)) != "]":
            raise PathError(f"expected ] but got {closing}")
        schema = inner
    return FieldPath(path.removeprefix("."), schema)


def _next(tokens: Iterator[str]) -> str:
    token = next(tokens, None)
    if token is None:
        raise PathError(ENDS)
    return token


def _unquoted(text: str) -> str:
    if len(text) < 2 or text[0] != "'" or text[-1] != "'":
        raise PathError(f"expected single quoted string but got {text}")
    for letter in ESCAPE.findall(text[1:-1]):
        if letter not in ESCAPES:
            raise PathError(f"invalid string literal: invalid escape char \\{letter}")
    return ESCAPE.sub(lambda escape: ESCAPES[escape[1]], text[1:-1])


def normal_path(text: str, schema: Schema) -> str | None:
    """Return a path as problems write it; None if it is none of the schema."""
    try:
        return parse_path(text, schema).text
    except PathError:
        return None
