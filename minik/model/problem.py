"""Problems with fields, worded as by the API server.

Upstream rule: apimachinery `field.Error`; a text is quoted as by Go, any other value is JSON.
"""

from collections.abc import Iterable

from minik import light_json
from minik.errors import Problem
from minik.light_typing import Any

ESCAPES = {
    "\\": "\\\\",
    '"': '\\"',
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
}
IN_JSON = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


def quote_value(value: Any) -> str:
    """Return a value as the API server quotes it in a message."""
    return (
        quote(value) if isinstance(value, str) else light_json.encoder()(value).translate(IN_JSON)
    )


def quote(text: str) -> str:
    """Return a text quoted as by Go's `%q`: unprintable characters are escaped."""
    if text.isprintable() and "\\" not in text and '"' not in text:
        return f'"{text}"'
    return (
        '"'
        + "".join(
            ESCAPES.get(letter) or (letter if letter.isprintable() else _escape(ord(letter)))
            for letter in text
        )
        + '"'
    )


def _escape(code: int) -> str:
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def required(field: str, detail: str = "") -> Problem:
    return Problem(
        field, "FieldValueRequired", "Required value" + (f": {detail}" if detail else "")
    )


def invalid(field: str, value: Any, detail: str) -> Problem:
    return Problem(
        field,
        "FieldValueInvalid",
        f"Invalid value: {quote_value(value)}" + (f": {detail}" if detail else ""),
    )


def not_supported(field: str, value: Any, supported: Iterable[str]) -> Problem:
    """Return the problem of a value that is none of the choices; sets are listed sorted."""
    choices = ", ".join(
        quote_value(choice)
        for choice in (sorted(supported) if isinstance(supported, (set, frozenset)) else supported)
    )
    detail = f": supported values: {choices}" if choices else ""
    return Problem(
        field, "FieldValueNotSupported", f"Unsupported value: {quote_value(value)}{detail}"
    )


def duplicate(field: str, value: Any) -> Problem:
    return Problem(field, "FieldValueDuplicate", f"Duplicate value: {quote_value(value)}")


def forbidden(field: str, detail: str) -> Problem:
    return Problem(field, "FieldValueForbidden", f"Forbidden: {detail}")


def not_found(field: str, value: Any) -> Problem:
    return Problem(field, "FieldValueNotFound", f"Not found: {quote_value(value)}")


def too_long(field: str, limit: int) -> Problem:
    return Problem(field, "FieldValueTooLong", f"Too long: may not be more than {limit} bytes")


def too_many(field: str, count: int, limit: int) -> Problem:
    return Problem(
        field, "FieldValueTooMany", f"Too many: {count}: must have at most {limit} items"
    )


def type_invalid(field: str, value: Any, detail: str) -> Problem:
    return Problem(field, "FieldValueTypeInvalid", f"Invalid value: {quote_value(value)}: {detail}")
