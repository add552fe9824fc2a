"""Decoders of scalar values: text, numbers, bytes, quantities and times.

Each returns the value as the server would write it back, or raises Mismatch.
"""

from binascii import Error as Base64Error
from binascii import a2b_base64, b2a_base64

from minik.intake import times
from minik.light_typing import Any
from minik.model import quantity


class Mismatch(Exception):
    """A value that its field cannot hold, or a field that its object does not have."""


def decode_string(value: Any) -> Any:
    if value.__class__ is str:
        return value
    raise Mismatch


def decode_boolean(value: Any) -> Any:
    if value.__class__ is bool:
        return value
    raise Mismatch


def decode_number(value: Any) -> Any:
    if value.__class__ is float or value.__class__ is int:
        return value
    raise Mismatch


def decode_any(value: Any) -> Any:
    """Return the value unchanged."""
    return value


def decode_bytes(value: Any) -> Any:
    """Decode base64 as Go reads it (line ends are ignored), or a list of bytes; return base64."""
    if value.__class__ is list and all(
        part is None or part.__class__ is int and 0 <= part < 256 for part in value
    ):
        return encode_bytes(bytes(part or 0 for part in value))
    if value.__class__ is not str:
        raise Mismatch
    plain = value.replace("\n", "").replace("\r", "")
    if len(plain) % 4 or plain.count("=") > 2:
        raise Mismatch
    try:
        return encode_bytes(a2b_base64(plain.encode(), strict_mode=True))
    except (Base64Error, UnicodeEncodeError):
        raise Mismatch from None


def encode_bytes(data: bytes) -> str:
    """Return base64 without the module `base64`, which imports `re`."""
    return b2a_base64(data, newline=False).decode()


def decode_int_or_string(value: Any) -> Any:
    if value.__class__ is str or value.__class__ is int and -(2**31) <= value < 2**31:
        return value
    raise Mismatch


def decode_quantity(value: Any) -> Any:
    """Return a quantity in the server's canonical form."""
    if value.__class__ not in (str, int, float):
        raise Mismatch
    try:
        return quantity.canonical(value)
    except quantity.QuantityError:
        raise Mismatch from None


def decode_resource_quantity(value: Any) -> Any:
    """Return a quantity of a resource list, rounded up to thousandths."""
    decode_quantity(value)
    return quantity.in_milli(value)


def decode_time(value: Any) -> Any:
    """Return a time in UTC and whole seconds."""
    return _decode_time(value, times.RFC3339)


def decode_micro_time(value: Any) -> Any:
    """Return a time in UTC and microseconds."""
    return _decode_time(value, times.RFC3339_MICRO)


def _decode_time(value: Any, layout: str) -> Any:
    if value.__class__ is not str:
        raise Mismatch
    try:
        return times.canonical(value, layout)
    except times.TimeError:
        raise Mismatch from None
