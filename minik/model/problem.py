"""Problems with fields, worded as the API server words them.

Upstream rule: apimachinery `field.Error`; a text is shown as Go quotes it, any other value as JSON.
"""
import json
from collections.abc import Iterable
from typing import Any

from minik.errors import Problem

ESCAPES = {"\\": "\\\\", '"': '\\"', "\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v"}
IN_JSON = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


def shown(value: Any) -> str:
    """A value as the API server quotes it in a message."""
    return quoted(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(IN_JSON)


def quoted(text: str) -> str:
    """A text as Go quotes it (`%q`): what cannot be printed is escaped."""
    if text.isprintable() and "\\" not in text and '"' not in text:
        return f'"{text}"'
    return '"' + "".join(ESCAPES.get(letter) or (letter if letter.isprintable() else _escaped(ord(letter))) for letter in text) + '"'


def _escaped(code: int) -> str:
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def required(field: str, detail: str = "") -> Problem:
    return Problem(field, "FieldValueRequired", "Required value" + (f": {detail}" if detail else ""))


def invalid(field: str, value: Any, detail: str) -> Problem:
    return Problem(field, "FieldValueInvalid", f"Invalid value: {shown(value)}" + (f": {detail}" if detail else ""))


def not_supported(field: str, value: Any, supported: Iterable[str]) -> Problem:
    """A set of choices is told sorted, a sequence in its own order."""
    choices = ", ".join(shown(choice) for choice in (sorted(supported) if isinstance(supported, (set, frozenset)) else supported))
    detail = f": supported values: {choices}" if choices else ""
    return Problem(field, "FieldValueNotSupported", f"Unsupported value: {shown(value)}{detail}")


def duplicate(field: str, value: Any) -> Problem:
    return Problem(field, "FieldValueDuplicate", f"Duplicate value: {shown(value)}")


def forbidden(field: str, detail: str) -> Problem:
    return Problem(field, "FieldValueForbidden", f"Forbidden: {detail}")


def not_found(field: str, value: Any) -> Problem:
    return Problem(field, "FieldValueNotFound", f"Not found: {shown(value)}")


def too_long(field: str, limit: int) -> Problem:
    return Problem(field, "FieldValueTooLong", f"Too long: may not be more than {limit} bytes")


def too_many(field: str, count: int, limit: int) -> Problem:
    return Problem(field, "FieldValueTooMany", f"Too many: {count}: must have at most {limit} items")


def type_invalid(field: str, value: Any, detail: str) -> Problem:
    return Problem(field, "FieldValueTypeInvalid", f"Invalid value: {shown(value)}: {detail}")
