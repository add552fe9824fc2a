"""The meaning of plain YAML scalars to kubectl.

Upstream rule: go-yaml v2 `resolve`, then the way through JSON: whole floats become integers, what
fits no int64 becomes a float.
"""

import struct
from binascii import Error as Base64Error
from datetime import datetime

from minik import light_json
from minik import light_re as re
from minik.light_typing import Any

TAG = "tag:yaml.org,2002:"
WORDS: dict[str, bool | None] = {
    **dict.fromkeys(
        ("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True
    ),
    **dict.fromkeys(
        ("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False
    ),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}
INFINITE = {
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), "+Inf"),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), "-Inf"),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), "NaN"),
}
NUMBER = frozenset("+-.0123456789")
INTEGER = re.compile(
    r"([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[oO]?([0-7]+)|0[bB]([01]+)|(0|[1-9][0-9]*))", re.ASCII
)
FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", re.ASCII)
TIME = re.compile(
    r"(\d{4}-\d{1,2}-\d{1,2})(?:([Tt ])(\d{1,2}:\d{1,2}:\d{1,2})(?:[.,]\d+)?(Z|[+-]\d\d:\d\d)?)?",
    re.ASCII,
)
NO_TEXT = re.compile("[\udc80-\udcff]")  # a byte that is no part of a letter, as Python keeps it
LOOSE = re.compile(r"(?<![0-9])_|_(?![0-9])", re.ASCII)
FOUR_NUMBERS = r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}"
ADDRESS = re.compile(FOUR_NUMBERS, re.ASCII)
PLAIN = re.compile(rf"{FOUR_NUMBERS}|[A-Za-z](?:(?:[\w./-]|:(?=\w))*[\w/])?", re.ASCII)
BASES = {2: 16, 3: 8, 4: 2, 5: 10}
LONGEST = 70  # no integer of 64 bits takes more characters
CACHE_SIZE, CACHED_LENGTH = 50_000, 100  # so many texts are remembered, and none that is longer


class ScalarError(ValueError):
    """A scalar that kubectl refuses, in its words."""


class ScalarCache(dict[str, Any]):
    """Cache of values by plain text."""

    def __missing__(self, text: str) -> Any:
        value = parse_scalar(text)
        if len(self) < CACHE_SIZE and len(text) < CACHED_LENGTH:
            self[text] = value
        return value


class KeyCache(dict[str, str]):
    """Cache of field names by plain text: numbers and booleans become text."""

    def __missing__(self, text: str) -> str:
        name = parse_key(text)
        if len(self) < CACHE_SIZE and len(text) < CACHED_LENGTH:
            self[text] = name
        return name


def parse_scalar(text: str) -> Any:
    """Return the value of plain text; raise ScalarError for infinities and NaN."""
    if text in WORDS:
        return WORDS[text]
    if text[0] not in NUMBER:
        return text
    if text in INFINITE:
        raise ScalarError(f"json: unsupported value: {INFINITE[text]}")
    value = _parse_number(text)
    return value if value.__class__ is str else json_number(value)


def _parse_number(text: str) -> Any:
    # Underscores may stand anywhere, but in a number that begins with a point only between digits
    # (Go's `ParseFloat`).
    plain = text if text[0] == "." and LOOSE.search(text) else text.replace("_", "")
    match = INTEGER.fullmatch(plain) if len(plain) < LONGEST else None
    if match:
        digits = match.lastindex or 5
        number = int(match[digits], BASES[digits]) * (-1 if match[1] == "-" else 1)
        if -(2**63) <= number < 2**63 or not match[1] and number < 2**64:
            return number
    if not FLOAT.fullmatch(plain):
        return text
    value = float(plain)
    return text if value - value else value


def json_number(number: float) -> int | float:
    """Return a number as JSON keeps it: whole floats as integers, beyond int64 as floats."""
    if number.__class__ is float and number == int(number) and abs(number) < 1e21:
        digits, _, power = repr(number).partition("e")
        integer_part, _, fraction = digits.partition(".")
        number = (
            int(integer_part + fraction) * 10 ** (int(power) - len(fraction))
            if power
            else int(integer_part)
        )
    return number if number.__class__ is int and -(2**63) <= number < 2**63 else float(number)


def parse_tagged(tag: str, text: str) -> Any:
    """Return the value of text with a tag; tags that kubectl does not know are ignored."""
    expected = tag.removeprefix(TAG) if tag.startswith(TAG) else "str"
    if expected == "binary":
        from base64 import b64decode  # noqa: PLC0415 it imports re, and hardly anybody writes !!binary

        try:
            data = b64decode(text.replace("\n", "").replace("\r", ""), validate=True)
            return NO_TEXT.sub("\ufffd", data.decode("utf-8", "surrogateescape"))
        except (Base64Error, ValueError):
            raise ScalarError("yaml: !!binary value contains invalid base64 data") from None
    if (
        expected not in ("bool", "int", "float", "null", "timestamp")
        or expected == "timestamp"
        and is_time(text)
    ):
        return text
    value = parse_scalar(text)
    actual = yaml_type(text, value)
    if expected == actual:
        return value
    if (expected, actual) == ("float", "int"):
        return json_number(float(value))
    raise ScalarError(f"yaml: cannot decode !!{actual} `{text}` as a !!{expected}")


def yaml_type(text: str, value: Any) -> str:
    """Return YAML's name for the type of plain text."""
    if value is None or value.__class__ is bool:
        return "null" if value is None else "bool"
    if value.__class__ is str:
        return "str"
    return "int" if _parse_number(text).__class__ is int else "float"


def is_time(text: str) -> bool:
    """Tell whether go-yaml takes a text for a date or a timestamp."""
    match = TIME.fullmatch(text)
    if match is None or bool(match[4]) != (match[2] in ("T", "t")):
        return False
    try:
        datetime(*map(int, f"{match[1]}-{(match[3] or '0').replace(':', '-')}".split("-")))  # type: ignore[arg-type]
    except ValueError:
        return False
    return True


def quote_yaml(text: str) -> str:
    """Return a text as it is written into a file, in quotes where any reader of YAML (1.1 or 1.2)
    would take it for something else; it stands on one line.
    """
    plain = PLAIN.fullmatch(text) and text not in WORDS
    return text if plain else light_json.quoted(text)


def parse_key(text: str) -> str:
    """Return the field name for plain text; raise ScalarError if it cannot be one."""
    if text in INFINITE:
        return INFINITE[text].replace("+", "").replace("Inf", ".inf").replace("NaN", ".nan")
    value: Any = (
        WORDS[text] if text in WORDS else _parse_number(text) if text[0] in NUMBER else text
    )
    if value.__class__ is str:
        return str(value)
    if value is None:
        raise ScalarError("unsupported map key of type: %!s(<nil>), key: <nil>, value: {}")
    if value.__class__ is bool:
        return "true" if value else "false"
    if value.__class__ is int and value >= 2**63:
        raise ScalarError(f"unsupported map key of type: uint64, key: {value:#x}, value: {{}}")
    return str(value) if value.__class__ is int else format_float32(value)


def format_float32(number: float) -> str:
    """Format a float in the fewest digits that 32 bits need, as Go's `%g` does."""
    packed = _pack_float32(number)
    if not packed:
        return ".inf" if number > 0 else "-.inf"
    (number,) = struct.unpack("<f", packed)
    digits = next(
        text
        for text in (f"{number:.{length}e}" for length in range(10))
        if _pack_float32(text) == packed
    )
    fraction, _, power = digits.partition("e")
    if -4 <= int(power) < 6:
        return f"{float(digits):.{max(len(fraction.lstrip('-').replace('.', '')) - 1 - int(power), 0)}f}"
    return digits


def _pack_float32(number: float | str) -> bytes:
    """Pack a number in 32 bits; b"" if it does not fit."""
    try:
        return struct.pack("<f", float(number))
    except OverflowError:
        return b""


def format_go(value: Any) -> str:
    """Format a YAML value as Go's `%#v` does."""
    if isinstance(value, dict):
        return (
            "map[interface {}]interface {}{"
            + ", ".join(f"{format_go(name)}:{format_go(part)}" for name, part in value.items())
            + "}"
        )
    if isinstance(value, list):
        return "[]interface {}{" + ", ".join(map(format_go, value)) + "}"
    if value is None or value.__class__ is bool:
        return {None: "interface {}(nil)", True: "true", False: "false"}[value]
    return (
        '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        if value.__class__ is str
        else str(value)
    )
