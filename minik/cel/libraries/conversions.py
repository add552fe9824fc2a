"""Conversions between types.

Upstream rule: cel-go `ConvertToType` of each type.
"""

import math
from collections.abc import Callable

from minik import light_re as re
from minik.cel import types
from minik.cel.declarations import CallCost, CallParts, Library, Overload, Range, function
from minik.cel.frames import PER_LETTER
from minik.cel.libraries._costs import letters_track
from minik.cel.times import (
    FIRST,
    LAST,
    SECOND,
    TIMESTAMP_OVERFLOW,
    format_duration,
    format_timestamp,
    parse_duration,
    parse_timestamp,
)
from minik.cel.types import (
    BOOL,
    BYTES,
    DOUBLE,
    DURATION,
    INT,
    STRING,
    TIMESTAMP,
    UINT,
    Type,
    parameter,
)
from minik.cel.values import (
    LARGEST_INT,
    LARGEST_UINT,
    Duration,
    EvaluationError,
    Timestamp,
    TypeValue,
    Uint,
    type_of,
)
from minik.light_typing import Any
from minik.model.go_values import SHORT, format_number

TRUTH = {
    **dict.fromkeys(("1", "t", "T", "true", "TRUE", "True"), True),
    **dict.fromkeys(("0", "f", "F", "false", "FALSE", "False"), False),
}
FLOAT = re.compile(
    r"[+-]?(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|inf|infinity|nan)",
    re.IGNORECASE | re.ASCII,
)
LARGEST_FLOAT_INT = 2.0**63


def wrong(source: Type, target: Type) -> EvaluationError:
    return EvaluationError(f"type conversion error from '{source.name}' to '{target.name}'")


def int_of_text(text: str) -> int:
    """Return the number of a text; raise EvaluationError."""
    if not re.fullmatch(r"[+-]?[0-9]+", text) or not -LARGEST_INT - 1 <= int(text) <= LARGEST_INT:
        raise wrong(STRING, INT)
    return int(text)


def uint_of_text(text: str) -> Uint:
    if not re.fullmatch(r"[0-9]+", text) or int(text) > LARGEST_UINT:
        raise wrong(STRING, UINT)
    return Uint(text)


def double_of_text(text: str) -> float:
    """Return the number of a text; raise EvaluationError."""
    if not FLOAT.fullmatch(text):
        raise wrong(STRING, DOUBLE)
    value = float(text)
    if math.isinf(value) and "inf" not in text.lower():
        raise wrong(STRING, DOUBLE)
    return value


def bool_of_text(text: str) -> bool:
    if text not in TRUTH:
        raise wrong(STRING, BOOL)
    return TRUTH[text]


def duration_of_text(text: str) -> Duration:
    found = parse_duration(text)
    if found is None:
        raise wrong(STRING, DURATION)
    return found


def timestamp_of_text(text: str) -> Timestamp:
    found = parse_timestamp(text)
    if found is None:
        raise wrong(STRING, TIMESTAMP)
    return found


def int_of_double(value: float) -> int:
    if not -LARGEST_FLOAT_INT < value < LARGEST_FLOAT_INT:
        raise EvaluationError("integer overflow")
    return int(value)


def uint_of_double(value: float) -> Uint:
    if not 0 <= value < 2.0**64:
        raise EvaluationError("unsigned integer overflow")
    return Uint(value)


def uint_of_int(value: int) -> Uint:
    if value < 0:
        raise EvaluationError("unsigned integer overflow")
    return Uint(value)


def int_of_uint(value: Uint) -> int:
    if value > LARGEST_INT:
        raise EvaluationError("integer overflow")
    return int(value)


def timestamp_of_int(value: int) -> Timestamp:
    if not FIRST <= value <= LAST:
        raise EvaluationError(TIMESTAMP_OVERFLOW)
    return Timestamp(value * SECOND)


def text_of_bytes(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise EvaluationError("invalid UTF-8 in bytes, cannot convert to string") from None


def text_of_double(value: float) -> str:
    return format_number(value, SHORT)


def text(value: Any) -> str:
    """Return a value of a type that has a text as that text."""
    return TEXT[value.__class__](value)


TEXT: dict[type, Callable[[Any], str]] = {
    str: lambda value: value,
    bool: lambda value: "true" if value else "false",
    int: str,
    Uint: lambda value: str(int(value)),
    float: text_of_double,
    bytes: text_of_bytes,
    Duration: format_duration,
    Timestamp: format_timestamp,
    TypeValue: lambda value: value.name,
}


def _from(source: Type, target: Type, convert: Callable[[Any], Any], **more: Any) -> Overload:
    return function(f"{source.name}_to_{target.name}", (source,), target, convert, **more)


def _as_is(kind: Type) -> Overload:
    return _from(kind, kind, lambda value: value)


def _bytes_cost(parts: CallParts) -> CallCost:
    size = parts.size_of(parts.arguments[0])
    return CallCost(size.scaled(PER_LETTER), Range(size.least, min(size.most * 4, 2**64 - 1)))


def _text_cost(parts: CallParts) -> CallCost:
    size = parts.size_of(parts.arguments[0])
    return CallCost(size.scaled(PER_LETTER), Range(size.least // 4, size.most))


LIBRARY = Library(
    functions={
        "bool": (_as_is(BOOL), _from(STRING, BOOL, bool_of_text)),
        "bytes": (
            _as_is(BYTES),
            _from(
                STRING,
                BYTES,
                lambda value: value.encode(),
                estimate=_bytes_cost,
                track=letters_track(),
            ),
        ),
        "double": (
            _as_is(DOUBLE),
            _from(INT, DOUBLE, float),
            _from(STRING, DOUBLE, double_of_text),
            _from(UINT, DOUBLE, float),
        ),
        "duration": (
            _as_is(DURATION),
            _from(INT, DURATION, Duration),
            _from(STRING, DURATION, duration_of_text),
        ),
        "int": (
            _as_is(INT),
            _from(DOUBLE, INT, int_of_double),
            _from(DURATION, INT, lambda value: value.nanoseconds),
            _from(STRING, INT, int_of_text),
            _from(TIMESTAMP, INT, lambda value: value.nanoseconds // SECOND),
            _from(UINT, INT, int_of_uint),
        ),
        "string": (
            _as_is(STRING),
            *(_from(kind, STRING, text) for kind in (BOOL, DOUBLE, DURATION, INT, TIMESTAMP, UINT)),
            _from(BYTES, STRING, text, estimate=_text_cost, track=letters_track()),
        ),
        "timestamp": (
            _as_is(TIMESTAMP),
            _from(INT, TIMESTAMP, timestamp_of_int),
            _from(STRING, TIMESTAMP, timestamp_of_text),
        ),
        "uint": (
            _as_is(UINT),
            _from(DOUBLE, UINT, uint_of_double),
            _from(INT, UINT, uint_of_int),
            _from(STRING, UINT, uint_of_text),
        ),
        "type": (
            function(
                "type",
                (parameter("A"),),
                types.type_of(parameter("A")),
                lambda value: TypeValue(type_of(value)),  # fmt: skip
            ),
        ),
    }
)
