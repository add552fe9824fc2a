"""What a template may call: Go's own functions, and kubectl's `exists` and `base64decode`. Upstream rule: Go's `text/template/funcs.go`."""
import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from minik.model.go_values import printed
from minik.render._go_template.formatting import print_, printf, type_name

HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;", "\0": "\ufffd"}
SCRIPT = {"\\": "\\\\", "'": "\\'", '"': '\\"', "<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "=": "\\u003D",
          **{chr(code): f"\\u{code:04X}" for code in range(32)}}
UNRESERVED = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~")
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


class Failed(ValueError):
    """A call that cannot be answered; the message is Go's."""


class Function(NamedTuple):
    """A function, how many arguments it takes at least, and at most (-1: any number)."""

    call: Callable[..., Any]
    least: int
    most: int


def kind_of(value: Any) -> str:
    """What values compare as: `bool`, `int`, `float`, `string`; nothing for any other."""
    return {bool: "bool", float: "float", str: "string"}.get(type(value), "int" if isinstance(value, int) else "")


def equal(one: Any, *others: Any) -> bool:
    """Whether a value is one of the others."""
    if not others:
        raise Failed("missing argument for comparison")
    return any([_same(one, other) for other in others])


def _same(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return one is other
    if kind_of(one) != kind_of(other):
        raise Failed("incompatible types for comparison")
    if not kind_of(one):
        raise Failed(f"non-comparable type {printed(one)}: {type_name(one)}")
    return bool(one == other)


def less(one: Any, other: Any) -> bool:
    """Whether a value comes before another of its kind."""
    if kind_of(one) in ("", "bool"):
        raise Failed("invalid type for comparison")
    if kind_of(one) != kind_of(other):
        raise Failed("incompatible types for comparison")
    return bool(one < other)


def length(value: Any) -> int:
    """How many elements a list or mapping has, how many bytes a text."""
    if value is None:
        raise Failed("reflect: call of reflect.Value.Type on zero Value")
    if not isinstance(value, (str, list, dict)):
        raise Failed(f"len of type {type_name(value)}")
    return len(value.encode()) if isinstance(value, str) else len(value)


def index(value: Any, *steps: Any) -> Any:
    """The element at an index, at an index of that, and so on; what a mapping lacks is nothing."""
    for number, step in enumerate(steps):
        if value is None:
            raise Failed("index of nil pointer" if number else "index of untyped nil")
        if isinstance(value, dict):
            value = value.get(_key(step))
        elif isinstance(value, (list, str)):
            found = value.encode() if isinstance(value, str) else value
            value = found[_position(step, len(found))]
        else:
            raise Failed(f"can't index item of type {type_name(value)}")
    return value


def _key(step: Any) -> str:
    if step is None:
        raise Failed("value is nil; should be of type string")
    if not isinstance(step, str):
        raise Failed(f"value has type {type_name(step)}; should be string")
    return step


def _position(step: Any, size: int, most: int = 0) -> int:
    if step is None:
        raise Failed("cannot index slice/array with nil")
    if not isinstance(step, int) or isinstance(step, bool):
        raise Failed(f"cannot index slice/array with type {type_name(step)}")
    if not 0 <= step < size + most:
        raise Failed(f"index out of range: {step}")
    return step


def part(value: Any, *bounds: Any) -> Any:
    """The elements, or bytes, from one index up to another."""
    if not isinstance(value, (str, list)):
        raise Failed("slice of untyped nil" if value is None else f"can't slice item of type {type_name(value)}")
    if len(bounds) > 3 or isinstance(value, str) and len(bounds) > 2:
        raise Failed("cannot 3-index slice a string" if isinstance(value, str) else f"too many slice indexes: {len(bounds)}")
    data = value.encode() if isinstance(value, str) else value
    start, end = [*(_position(bound, len(data), 1) for bound in bounds[:2]), *(0, len(data))[len(bounds):]][:2]
    if start > end:
        raise Failed(f"invalid slice index: {start} > {end}")
    found = data[start:end]
    return found.decode(errors="replace") if isinstance(found, bytes) else found


def exists(value: Any, *steps: Any) -> bool:
    """Whether `index` would find something."""
    try:
        return not steps or index(value, *steps) is not None
    except Failed:
        return False


def base64decode(text: str) -> str:
    """What a Secret keeps: the text behind base64."""
    plain = text.replace("\n", "").replace("\r", "")
    try:
        return base64.b64decode(plain, validate=True).decode(errors="replace")
    except binascii.Error:
        strange = next((at for at, letter in enumerate(plain) if letter not in ALPHABET), len(plain))
        raise Failed(f"base64 decode failed: illegal base64 data at input byte {strange}") from None


def _replaced(table: dict[str, str]) -> Callable[..., str]:
    return lambda *values: "".join(table.get(letter, letter) for letter in _joined(values))


def _joined(values: Sequence[Any]) -> str:
    return values[0] if len(values) == 1 and isinstance(values[0], str) else print_(*values)


def urlquery(*values: Any) -> str:
    """Values as they may stand in the query of a URL."""
    return "".join("+" if byte == 32 else chr(byte) if byte in UNRESERVED else f"%{byte:02X}" for byte in _joined(values).encode())


FUNCTIONS: dict[str, Function] = {
    "and": Function(lambda *values: None, 1, -1), "or": Function(lambda *values: None, 1, -1),  # these two are run elsewhere
    "not": Function(lambda value: not value, 1, 1), "len": Function(length, 1, 1), "index": Function(index, 1, -1),
    "slice": Function(part, 1, -1), "call": Function(lambda *values: None, 1, -1), "exists": Function(exists, 1, -1),
    "eq": Function(equal, 1, -1), "ne": Function(lambda one, other: not _same(one, other), 2, 2),
    "lt": Function(less, 2, 2), "le": Function(lambda one, other: less(one, other) or _same(one, other), 2, 2),
    "gt": Function(lambda one, other: not (less(one, other) or _same(one, other)), 2, 2),
    "ge": Function(lambda one, other: not less(one, other), 2, 2),
    "print": Function(print_, 0, -1), "printf": Function(printf, 1, -1),
    "println": Function(lambda *values: " ".join(map(printed, values)) + "\n", 0, -1),
    "html": Function(_replaced(HTML), 0, -1), "js": Function(_replaced(SCRIPT), 0, -1), "urlquery": Function(urlquery, 0, -1),
    "base64decode": Function(base64decode, 1, 1),
}
TEXT_FIRST = ("printf", "base64decode")  # functions whose first argument must be a text
