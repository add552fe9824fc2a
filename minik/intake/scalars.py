"""What a plain scalar of YAML means to kubectl.

Upstream rule: go-yaml v2 `resolve`, then the way through JSON: whole floats become integers, what fits no int64 becomes a float.
"""
import re
import struct
from base64 import b64decode
from binascii import Error as Base64Error
from datetime import datetime
from typing import Any

TAG = "tag:yaml.org,2002:"
WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None)}
INFINITE = {**dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), "+Inf"),
            **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), "-Inf"), **dict.fromkeys((".nan", ".NaN", ".NAN"), "NaN")}
NUMBER = frozenset("+-.0123456789")
INTEGER = re.compile(r"([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[oO]?([0-7]+)|0[bB]([01]+)|(0|[1-9][0-9]*))", re.ASCII)
FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", re.ASCII)
TIME = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})(?:([Tt ])(\d{1,2}:\d{1,2}:\d{1,2})(?:[.,]\d+)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII)
NO_TEXT = re.compile("[\udc80-\udcff]")  # a byte that is no part of a letter, as Python keeps it
LOOSE = re.compile(r"(?<![0-9])_|_(?![0-9])", re.ASCII)
BASES = {2: 16, 3: 8, 4: 2, 5: 10}
LONGEST = 70  # no integer of 64 bits takes more characters
KEPT, SHORT = 50_000, 100  # so many texts are remembered, and none that is longer


class ScalarError(ValueError):
    """A scalar that kubectl refuses, in its words."""


class Meanings(dict[str, Any]):
    """Plain text → value, remembered."""

    def __missing__(self, text: str) -> Any:
        value = meaning(text)
        if len(self) < KEPT and len(text) < SHORT:
            self[text] = value
        return value


class Keys(dict[str, str]):
    """Plain text → name of a field, remembered: a key may look like a number or a truth value, but is text in the end."""

    def __missing__(self, text: str) -> str:
        name = key(text)
        if len(self) < KEPT and len(text) < SHORT:
            self[text] = name
        return name


def meaning(text: str) -> Any:
    """The value of plain text."""
    if text in WORDS:
        return WORDS[text]
    if text[0] not in NUMBER:
        return text
    if text in INFINITE:
        raise ScalarError(f"json: unsupported value: {INFINITE[text]}")
    value = _number(text)
    return value if value.__class__ is str else as_json(value)


def _number(text: str) -> Any:
    # Underscores may stand anywhere, but in a number that begins with a point only between digits (Go's `ParseFloat`).
    plain = text if text[0] == "." and LOOSE.search(text) else text.replace("_", "")
    found = INTEGER.fullmatch(plain) if len(plain) < LONGEST else None
    if found:
        digits = found.lastindex or 5
        number = int(found[digits], BASES[digits]) * (-1 if found[1] == "-" else 1)
        if -(2**63) <= number < 2**63 or not found[1] and number < 2**64:
            return number
    if not FLOAT.fullmatch(plain):
        return text
    value = float(plain)
    return text if value - value else value


def as_json(number: float) -> int | float:
    """A number after its way through JSON, which knows no difference between 1 and 1.0, and writes no more digits than it must."""
    if number.__class__ is float and number == int(number) and abs(number) < 1e21:
        digits, _, power = repr(number).partition("e")
        whole, _, fraction = digits.partition(".")
        number = int(whole + fraction) * 10 ** (int(power) - len(fraction)) if power else int(whole)
    return number if number.__class__ is int and -(2**63) <= number < 2**63 else float(number)


def tagged(tag: str, text: str) -> Any:
    """The value of text with a tag; tags that mean nothing to kubectl are passed over."""
    kind = tag.removeprefix(TAG) if tag.startswith(TAG) else "str"
    if kind == "binary":
        try:
            data = b64decode(text.replace("\n", "").replace("\r", ""), validate=True)
            return NO_TEXT.sub("\ufffd", data.decode("utf-8", "surrogateescape"))
        except (Base64Error, ValueError):
            raise ScalarError("yaml: !!binary value contains invalid base64 data") from None
    if kind not in ("bool", "int", "float", "null", "timestamp") or kind == "timestamp" and is_time(text):
        return text
    value = meaning(text)
    found = type_of(text, value)
    if kind == found:
        return value
    if (kind, found) == ("float", "int"):
        return as_json(float(value))
    raise ScalarError(f"yaml: cannot decode !!{found} `{text}` as a !!{kind}")


def type_of(text: str, value: Any) -> str:
    """YAML's name for the type of plain text."""
    if value is None or value.__class__ is bool:
        return "null" if value is None else "bool"
    if value.__class__ is str:
        return "str"
    return "int" if _number(text).__class__ is int else "float"


def is_time(text: str) -> bool:
    """Whether text is a day or a moment, as go-yaml knows them."""
    found = TIME.fullmatch(text)
    if found is None or bool(found[4]) != (found[2] in ("T", "t")):
        return False
    try:
        datetime(*map(int, f"{found[1]}-{(found[3] or '0').replace(':', '-')}".split("-")))  # type: ignore[arg-type]
    except ValueError:
        return False
    return True


def key(text: str) -> str:
    """The name of a field."""
    if text in INFINITE:
        return INFINITE[text].replace("+", "").replace("Inf", ".inf").replace("NaN", ".nan")
    value: Any = WORDS[text] if text in WORDS else _number(text) if text[0] in NUMBER else text
    if value.__class__ is str:
        return str(value)
    if value is None:
        raise ScalarError("unsupported map key of type: %!s(<nil>), key: <nil>, value: {}")
    if value.__class__ is bool:
        return "true" if value else "false"
    if value.__class__ is int and value >= 2**63:
        raise ScalarError(f"unsupported map key of type: uint64, key: {value:#x}, value: {{}}")
    return str(value) if value.__class__ is int else single(value)


def single(number: float) -> str:
    """A float in the fewest digits that one of 32 bits needs, as Go's `%g` writes it."""
    packed = _packed(number)
    if not packed:
        return ".inf" if number > 0 else "-.inf"
    number, = struct.unpack("<f", packed)
    digits = next(text for text in (f"{number:.{length}e}" for length in range(10)) if _packed(text) == packed)
    fraction, _, power = digits.partition("e")
    if -4 <= int(power) < 6:
        return f"{float(digits):.{max(len(fraction.lstrip('-').replace('.', '')) - 1 - int(power), 0)}f}"
    return digits


def _packed(number: float | str) -> bytes:
    """A number in 32 bits; nothing where it does not fit."""
    try:
        return struct.pack("<f", float(number))
    except OverflowError:
        return b""


def go(value: Any) -> str:
    """A value as Go's `%#v` shows what YAML made of it."""
    if isinstance(value, dict):
        return "map[interface {}]interface {}{" + ", ".join(f"{go(name)}:{go(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list):
        return "[]interface {}{" + ", ".join(map(go, value)) + "}"
    if value is None or value.__class__ is bool:
        return {None: "interface {}(nil)", True: "true", False: "false"}[value]
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' if value.__class__ is str else str(value)
