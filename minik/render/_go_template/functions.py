"""What a template may call: Go's own functions, and kubectl's `exists` and `base64decode`. Upstream
rule: Go's `text/template/funcs.go`.
"""

import base64
import binascii
from collections.abc import Callable, Sequence

from minik.light_typing import Any, NamedTuple
from minik.model.go_values import format_value
from minik.render._go_template.formatting import print_, printf, type_name

HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;", "\0": "\ufffd"}
SCRIPT = {
    "\\": "\\\\",
    "'": "\\'",
    '"': '\\"',
    "<": "\\u003C",
    ">": "\\u003E",
    "&": "\\u0026",
    "=": "\\u003D",
    **{chr(code): f"\\u{code:04X}" for code in range(32)},
}
UNRESERVED = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~")
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


class CallFailed(ValueError):
    """A function call failed; the message is Go's."""


class Function(NamedTuple):
    """A function, and the least and the most arguments it takes (-1: any number)."""

    call: Callable[..., Any]
    least: int
    most: int


def kind_of(value: Any) -> str:
    """Return what a value compares as: `bool`, `int`, `float`, `string`; "" for any other."""
    return {bool: "bool", float: "float", str: "string"}.get(
        type(value), "int" if isinstance(value, int) else ""
    )


def equal(value: Any, *others: Any) -> bool:
    """Whether a value equals one of the others."""
    if not others:
        raise CallFailed("missing argument for comparison")
    return any([_is_same(value, other) for other in others])


def _is_same(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return one is other
    if kind_of(one) != kind_of(other):
        raise CallFailed("incompatible types for comparison")
    if not kind_of(one):
        raise CallFailed(f"non-comparable type {format_value(one)}: {type_name(one)}")
    return bool(one == other)


def less(one: Any, other: Any) -> bool:
    """Whether a value is less than another of its type."""
    if kind_of(one) in ("", "bool"):
        raise CallFailed("invalid type for comparison")
    if kind_of(one) != kind_of(other):
        raise CallFailed("incompatible types for comparison")
    return bool(one < other)


def length(value: Any) -> int:
    """Return how many elements a list or map has, or how many bytes a string."""
    if value is None:
        raise CallFailed("reflect: call of reflect.Value.Type on zero Value")
    if not isinstance(value, (str, list, dict)):
        raise CallFailed(f"len of type {type_name(value)}")
    return len(value.encode()) if isinstance(value, str) else len(value)


def index(value: Any, *steps: Any) -> Any:
    """Return the element at an index, at an index of that, and so on; None for a missing key.

    Raises CallFailed.
    """
    for number, step in enumerate(steps):
        if value is None:
            raise CallFailed("index of nil pointer" if number else "index of untyped nil")
        if isinstance(value, dict):
            value = value.get(_key(step))
        elif isinstance(value, (list, str)):
            elements = value.encode() if isinstance(value, str) else value
            value = elements[_position(step, len(elements))]
        else:
            raise CallFailed(f"can't index item of type {type_name(value)}")
    return value


def _key(step: Any) -> str:
    if step is None:
        raise CallFailed("value is nil; should be of type string")
    if not isinstance(step, str):
        raise CallFailed(f"value has type {type_name(step)}; should be string")
    return step


def _position(step: Any, size: int, most: int = 0) -> int:
    if step is None:
        raise CallFailed("cannot index slice/array with nil")
    if not isinstance(step, int) or isinstance(step, bool):
        raise CallFailed(f"cannot index slice/array with type {type_name(step)}")
    if not 0 <= step < size + most:
        raise CallFailed(f"index out of range: {step}")
    return step


def slice_of(value: Any, *bounds: Any) -> Any:
    """Return the elements, or bytes, from one index up to another. Raises CallFailed."""
    if not isinstance(value, (str, list)):
        raise CallFailed(
            "slice of untyped nil"
            if value is None
            else f"can't slice item of type {type_name(value)}"
        )
    if len(bounds) > 3 or isinstance(value, str) and len(bounds) > 2:
        raise CallFailed(
            "cannot 3-index slice a string"
            if isinstance(value, str)
            else f"too many slice indexes: {len(bounds)}"
        )
    data = value.encode() if isinstance(value, str) else value
    start, end = [
        *(_position(bound, len(data), 1) for bound in bounds[:2]),
        *(0, len(data))[len(bounds) :],
    ][:2]
    if start > end:
        raise CallFailed(f"invalid slice index: {start} > {end}")
    elements = data[start:end]
    return elements.decode(errors="replace") if isinstance(elements, bytes) else elements


def exists(value: Any, *steps: Any) -> bool:
    """Whether `index` would return a value."""
    try:
        return not steps or index(value, *steps) is not None
    except CallFailed:
        return False


def base64decode(text: str) -> str:
    """Decode base64, as in the data of a Secret. Raises CallFailed."""
    plain = text.replace("\n", "").replace("\r", "")
    try:
        return base64.b64decode(plain, validate=True).decode(errors="replace")
    except binascii.Error:
        strange = next(
            (at for at, letter in enumerate(plain) if letter not in ALPHABET), len(plain)
        )
        raise CallFailed(
            f"base64 decode failed: illegal base64 data at input byte {strange}"
        ) from None


def _escape_by(table: dict[str, str]) -> Callable[..., str]:
    return lambda *values: "".join(table.get(letter, letter) for letter in _join_values(values))


def _join_values(values: Sequence[Any]) -> str:
    return values[0] if len(values) == 1 and isinstance(values[0], str) else print_(*values)


def urlquery(*values: Any) -> str:
    """Escape values for the query of a URL."""
    return "".join(
        "+" if byte == 32 else chr(byte) if byte in UNRESERVED else f"%{byte:02X}"
        for byte in _join_values(values).encode()
    )


FUNCTIONS: dict[str, Function] = {
    "and": Function(lambda *values: None, 1, -1),
    "or": Function(lambda *values: None, 1, -1),  # these two are run elsewhere
    "not": Function(lambda value: not value, 1, 1),
    "len": Function(length, 1, 1),
    "index": Function(index, 1, -1),
    "slice": Function(slice_of, 1, -1),
    "call": Function(lambda *values: None, 1, -1),
    "exists": Function(exists, 1, -1),
    "eq": Function(equal, 1, -1),
    "ne": Function(lambda one, other: not _is_same(one, other), 2, 2),
    "lt": Function(less, 2, 2),
    "le": Function(lambda one, other: less(one, other) or _is_same(one, other), 2, 2),
    "gt": Function(lambda one, other: not (less(one, other) or _is_same(one, other)), 2, 2),
    "ge": Function(lambda one, other: not less(one, other), 2, 2),
    "print": Function(print_, 0, -1),
    "printf": Function(printf, 1, -1),
    "println": Function(lambda *values: " ".join(map(format_value, values)) + "\n", 0, -1),
    "html": Function(_escape_by(HTML), 0, -1),
    "js": Function(_escape_by(SCRIPT), 0, -1),
    "urlquery": Function(urlquery, 0, -1),
    "base64decode": Function(base64decode, 1, 1),
}
TEXT_FIRST = ("printf", "base64decode")  # functions whose first argument must be a text
