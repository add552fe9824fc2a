"""YAML, byte for byte as kubectl prints it: names sorted, quotes only where they are needed, lines
folded at 80.

Upstream rule: go-yaml v2 (`resolve.go`, `emitterc.go`): libyaml's emitter with Go's rules for plain
scalars.
"""

from collections.abc import Iterator
from functools import cmp_to_key

from minik import light_re as re
from minik.intake.scalars import LOOSE, is_time
from minik.light_typing import Any
from minik.model.go_values import format_value, marshal
from minik.model.listing import Listing
from minik.render import _document

WIDTH = 80
LONGEST_NUMBER = 70  # letters of a number of 64 bits, in whatever base
SIMPLE_KEY = 128  # a longer name stands behind a `?`, on a line of its own
SAFE = re.compile(r"[A-Za-z_/][A-Za-z0-9_/.-]*")
WORDS = frozenset(
    form
    for word in (
        "y",
        "n",
        "yes",
        "no",
        "on",
        "off",
        "true",
        "false",
        "null",
        ".nan",
        ".inf",
        "+.inf",
        "-.inf",
    )
    for form in (word, word.capitalize(), word.upper())
) | {"", "~", ".NaN", ".Inf", "+.Inf", "-.Inf"}
WHOLE = re.compile(r"[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)")
SIGNED_BITS = re.compile("0b[-+][01]{1,63}")
FRACTION = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
SIXTIES = re.compile(r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?")
SPECIAL = re.compile("[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]")
OPENING = re.compile(r"[#,\[\]{}&*!|>'\"%@`]|[?:-]([ \t\r\n]|$)|---|\.\.\.")
WITHIN = re.compile(r":([ \t\r\n]|$)|[ \t\r\n]#")
BREAK = re.compile("[\r\n\x85\u2028\u2029]")
NAMED = {
    0: "0",
    7: "a",
    8: "b",
    9: "t",
    10: "n",
    11: "v",
    12: "f",
    13: "r",
    27: "e",
    34: '"',
    92: "\\",
    0x85: "N",
    0xA0: "_",
    0x2028: "L",
    0x2029: "P",
}
LARGEST, SMALLEST = 2**64, -(2**63)


def render(listing: Listing) -> str:
    """Render one document; several objects asked for by name still make one List."""
    return text(_document.for_display(listing))


def text(value: Any) -> str:
    """Return any value as a YAML document."""
    return "".join(_lines(value))


def _lines(value: Any) -> Iterator[str]:
    if isinstance(value, dict) and value:
        yield from _mapping(value, 0, "")
    elif isinstance(value, list) and value:
        yield from _sequence(value, 0, "")
    else:
        yield f"{_scalar(value, 0, 0)}\n"


def _mapping(value: dict[str, Any], indent: int, lead: str) -> Iterator[str]:
    """The lines of a mapping; `lead` is what already stands on the first of them."""
    for name in _sort_names(value):
        key = _scalar(name, indent + 2, indent, simple=True)
        if len(name.encode()) <= SIMPLE_KEY and not BREAK.search(name):
            yield f"{lead}{key}:"
            yield from _member(value[name], indent, indent + len(key) + 1)
        else:
            yield f"{lead}? {_scalar(name, indent + 2, indent + 2)}\n"
            yield from _nested(value[name], indent, " " * indent + ": ")
        lead = " " * indent


def _member(value: Any, indent: int, column: int) -> Iterator[str]:
    """What follows `name:`; a list stands no further in than its name."""
    if isinstance(value, dict) and value:
        yield "\n"
        yield from _mapping(value, indent + 2, " " * (indent + 2))
    elif isinstance(value, list) and value:
        yield "\n"
        yield from _sequence(value, indent, " " * indent)
    else:
        yield f" {_scalar(value, indent + 2, column + 1)}\n"


def _sequence(value: list[Any], indent: int, lead: str) -> Iterator[str]:
    for item in value:
        yield from _nested(item, indent, f"{lead}- ")
        lead = " " * indent


def _nested(value: Any, indent: int, lead: str) -> Iterator[str]:
    """What follows `- ` or `: `, beginning on the same line."""
    if isinstance(value, dict) and value:
        yield from _mapping(value, indent + 2, lead)
    elif isinstance(value, list) and value:
        yield from _sequence(value, indent + 2, lead)
    else:
        yield f"{lead}{_scalar(value, indent + 2, indent + 2)}\n"


def _scalar(value: Any, indent: int, column: int, simple: bool = False) -> str:
    """Return a scalar; `simple`: a name, which must stay on its line."""
    if isinstance(value, str):
        return (
            value
            if SAFE.fullmatch(value) and value not in WORDS
            else _text(value, indent, column, simple)
        )
    if value is None or value in ({}, []) and not isinstance(value, (int, float)):
        return "null" if value is None else "{}" if isinstance(value, dict) else "[]"
    digits = marshal(value)
    return (
        str(int(digits))
        if digits.lstrip("-").isdigit() and SMALLEST <= int(digits) < LARGEST
        else format_value(value)
    )


def _text(value: str, indent: int, column: int, simple: bool) -> str:
    fold = 0 if simple else indent
    unprintable = SPECIAL.search(value) or " \n" in value
    if "\n" in value and not simple and not unprintable and value[-1] != " ":
        return _block(value, indent)
    if means_something_else(value) or unprintable or "\n" in value:
        return _double_quote(value, fold, column)
    if value[0] == " " or value[-1] == " " or OPENING.match(value) or WITHIN.search(value):
        return f"'{_fold(value, fold, column + 1, quoted=True)}'"
    return _fold(value, fold, column, quoted=False)


def means_something_else(value: str) -> bool:
    """Whether the string, unquoted, would be read as a number, a time, a boolean or null."""
    if value in WORDS:
        return True
    if value[0] not in "+-.0123456789":
        return False
    plain = value if value[0] == "." and LOOSE.search(value) else value.replace("_", "")
    if len(plain) <= LONGEST_NUMBER and WHOLE.fullmatch(plain):
        return (
            SMALLEST <= _whole(plain) < LARGEST
            and not (plain[0] == "+" and _whole(plain) >= -SMALLEST)
            or _is_fraction(plain)
        )
    return (
        _is_fraction(plain)
        or SIGNED_BITS.fullmatch(plain) is not None
        or SIXTIES.fullmatch(value) is not None
        or is_time(value)
    )


def _whole(plain: str) -> int:
    digits = plain.lstrip("+-")
    octal = digits[0] == "0" and digits[1:].isdigit()
    return int(digits, 8 if octal else 0) * (-1 if plain[0] == "-" else 1)


def _is_fraction(plain: str) -> bool:
    return FRACTION.fullmatch(plain) is not None and abs(float(plain)) != float("inf")


def _block(value: str, indent: int) -> str:
    """Return a string of several lines as a literal block: `|`, `|-`, `|+`."""
    hint = "2" if value[0] in " \n" else ""
    keep = "-" if value[-1] != "\n" else "+" if value == "\n" or value[-2] == "\n" else ""
    lines = value.removesuffix("\n").split("\n")
    return "\n".join([f"|{hint}{keep}", *(" " * indent + line if line else "" for line in lines)])


def _fold(value: str, indent: int, column: int, quoted: bool) -> str:
    """Fold a string: a lone space becomes a line break where a line is too long; indent 0 means no
    folding.
    """
    if not indent or column + len(value) + value.count("'") <= WIDTH:
        return value.replace("'", "''") if quoted else value
    out = []
    spaces = False
    for index, letter in enumerate(value):
        if (
            letter == " "
            and not spaces
            and column > WIDTH
            and 0 < index < len(value) - 1
            and value[index + 1] != " "
        ):
            out.append("\n" + " " * indent)
            column = indent
        else:
            out.append("''" if quoted and letter == "'" else letter)
            column += len(out[-1])
        spaces = letter == " "
    return "".join(out)


def _double_quote(value: str, indent: int, column: int) -> str:
    """Return the string in double quotes, with escapes; where spaces follow a line break, a
    backslash keeps them.
    """
    out = ['"']
    column += 1
    spaces = False
    marked = value.startswith("\ufeff")
    for index, letter in enumerate(value):
        if marked or letter in '"\\\n' or SPECIAL.match(letter):
            out.append(_escape(letter))
        elif (
            letter == " "
            and indent
            and not spaces
            and column > WIDTH
            and 0 < index < len(value) - 1
        ):
            out.append("\n" + " " * indent + ("\\" if value[index + 1] == " " else ""))
            column = indent + (value[index + 1] == " ") - len(out[-1])
        else:
            out.append(letter)
        spaces = letter == " " and not marked
        column += len(out[-1])
    return "".join(out) + '"'


def _escape(letter: str) -> str:
    code = ord(letter)
    if code in NAMED:
        return "\\" + NAMED[code]
    return (
        f"\\x{code:02X}"
        if code < 0x100
        else f"\\u{code:04X}"
        if code < 0x10000
        else f"\\U{code:08X}"
    )


def _sort_names(value: dict[str, Any]) -> list[str]:
    """Sort names in go-yaml's order: digits compare as numbers, letters come after everything else."""
    if all(name.isalpha() for name in value):
        return sorted(value)
    return sorted(value, key=cmp_to_key(_compare_names))


def _compare_names(left: str, right: str) -> int:
    at = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), None)
    if at is None:
        return len(left) - len(right)
    a, b = left[at], right[at]
    if a.isalpha() or b.isalpha():
        return (ord(a) - ord(b)) if a.isalpha() and b.isalpha() else (1 if a.isalpha() else -1)
    start = int("0" in (a, b) and _after_number(left[:at]))
    (left_number, left_end), (right_number, right_end) = (
        _number(left, at, start),
        _number(right, at, start),
    )
    return left_number - right_number or left_end - right_end or ord(a) - ord(b)


def _after_number(before: str) -> bool:
    """Whether the text ends with digits that are not all zero."""
    digits = re.search(r"\d*$", before)
    return digits is not None and digits[0].strip("0") != ""


def _number(name: str, at: int, start: int) -> tuple[int, int]:
    """Return the number that begins here (wrapped to 64 bits), and where it ends."""
    while at < len(name) and name[at].isdecimal():
        start = (start * 10 + ord(name[at]) - 48 + 2**63) % 2**64 - 2**63
        at += 1
    return start, at
