"""`format`: texts with clauses such as %s, filled in as Go does.

Upstream rule: cel-go `ext/formatting.go`.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

from minik import light_re as re
from minik.cel import types
from minik.cel.libraries.conversions import TEXT
from minik.cel.messages import Issue
from minik.cel.tree import Call, ListNode, Literal, MapNode, Node
from minik.cel.types import DYN, LIST, MAP, Type
from minik.cel.values import (
    LISTS,
    EvaluationError,
    Uint,
    type_of,
)
from minik.light_typing import Any, NamedTuple
from minik.model.problem import quote

CLAUSE = re.compile(r"(?:\.([0-9]*))?(.?)", re.DOTALL)
DEFAULT_PRECISION = 6
SIGNS = "sdfebxXo"
INTEGERS, TEXTS = ("int", "uint"), ("string", "bytes")
ACCEPTED = {
    "d": INTEGERS,
    "f": ("double", "string"),
    "e": ("double", "string"),
    "b": (*INTEGERS, "bool"),
    "x": (*INTEGERS, *TEXTS),
    "X": (*INTEGERS, *TEXTS),
    "o": INTEGERS,
    "s": (
        "list", "map", *INTEGERS, "double", "bool", *TEXTS, "google.protobuf.Timestamp",
        "google.protobuf.Duration", "type", "null_type",
    ),
}  # fmt: skip
REFUSED = {
    "d": "decimal clause can only be used on integers",
    "f": "fixed-point clause can only be used on doubles",
    "e": "scientific clause can only be used on doubles",
    "b": "only integers and bools can be formatted as binary",
    "x": "only integers, byte buffers, and strings can be formatted as hex",
    "X": "only integers, byte buffers, and strings can be formatted as hex",
    "o": "octal clause can only be used on integers",
    "s": "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps",
}


class FormatError(ValueError):
    """A format that cannot be filled in; `clause` tells where its argument is at fault."""


class Clause(NamedTuple):
    """A clause of a format, such as `%.2f`."""

    sign: str
    precision: int


def pieces(form: str, count: int) -> Iterator[str | Clause]:
    """Yield the texts and clauses of a format for so many arguments; raise FormatError."""
    at = used = 0
    while at < len(form):
        percent = form.find("%", at)
        if percent < 0:
            yield form[at:]
            return
        yield form[at:percent]
        if form.startswith("%%", percent):
            yield "%"
            at = percent + 2
            continue
        if used >= count:
            raise FormatError(f"index {used} out of range")
        if percent + 1 >= len(form):
            raise FormatError("unexpected end of string")
        clause, at = _clause(form, percent + 1)
        used += 1
        yield clause


def _clause(form: str, at: int) -> tuple[Clause, int]:
    found = CLAUSE.match(form, at)
    assert found is not None
    precision, sign = found.groups()
    problem = ""
    if precision is not None and not sign:
        problem = "error while parsing precision: could not find end of precision specifier"
    elif precision == "":
        problem = 'error while parsing precision: error while converting precision to integer: strconv.Atoi: parsing "": invalid syntax'
    elif sign not in SIGNS:
        problem = f'unrecognized formatting clause "{sign}"'
    if problem:
        raise FormatError(f"could not parse formatting clause: {problem}")
    return Clause(sign, int(precision) if precision else DEFAULT_PRECISION), found.end()


def fill(form: str, values: Sequence[Any]) -> str:
    """Return a format with its clauses filled in; raise EvaluationError."""
    given = iter(values)
    try:
        return "".join(
            piece if isinstance(piece, str) else _fill_clause(piece, next(given))
            for piece in pieces(form, len(values))
        )
    except FormatError as wrong:
        raise EvaluationError(str(wrong)) from None


def _fill_clause(clause: Clause, value: Any) -> str:
    if not _accepts(clause.sign, type_of(value), value):
        raise FormatError(f"error during formatting: {REFUSED[clause.sign]}, was given {type_of(value).name}")  # fmt: skip
    return WRITE[clause.sign](value, clause.precision)


def _accepts(sign: str, kind: Type, value: Any) -> bool:
    if sign in "fe" and value.__class__ is str:
        return value in ("NaN", "Infinity", "-Infinity")
    return kind.name in ACCEPTED[sign]


def text_of(value: Any) -> str:
    """Return a value as `%s` writes it."""
    if value.__class__ in LISTS:
        return f"[{', '.join(map(element_text, value))}]"
    if isinstance(value, Mapping):
        return _map_text(value)
    if value is None:
        return "null"
    if value.__class__ not in TEXT:
        raise FormatError(f"error during formatting: {REFUSED['s']}, was given {type_of(value).name}")  # fmt: skip
    return TEXT[value.__class__](value)


def element_text(value: Any) -> str:
    """Return a value within a list or map: texts in quotes, moments by their functions."""
    kind = type_of(value)
    if kind == types.STRING:
        return quote(value)
    if kind == types.BYTES:
        return f"b{quote(text_of(value))}"
    if kind in (types.TIMESTAMP, types.DURATION):
        return f'{kind}("{text_of(value)}")'
    if kind == types.DOUBLE:
        return quote(_fixed(value, 6)) if not math.isfinite(value) else f"{value:.6f}"
    return text_of(value)


def _map_text(value: Mapping[Any, Any]) -> str:
    pairs = sorted((element_text(key), element_text(part)) for key, part in value.items())
    return f"{{{', '.join(f'{key}:{part}' for key, part in pairs)}}}"


def _fixed(value: Any, precision: int) -> str:
    number = float(value)
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "∞" if number > 0 else "-∞"
    return f"{number:,.{precision}f}"


def _scientific(value: Any, precision: int) -> str:
    number = float(value)
    if not math.isfinite(number):
        return _fixed(number, precision)
    digits, _, power = f"{number:.{precision}e}".partition("e")
    raised = f"{int(power):03d}" if int(power) < 0 else f"{int(power):02d}"
    return f"{digits}×10{raised.translate(SUPERSCRIPT)}"


SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def _hexadecimal(value: Any, precision: int) -> str:
    if isinstance(value, str):
        return value.encode().hex()
    return value.hex() if isinstance(value, bytes) else format(int(value), "x")


def _binary(value: Any, precision: int) -> str:
    return format(int(value), "b")


WRITE: dict[str, Callable[[Any, int], str]] = {
    "s": lambda value, precision: text_of(value),
    "d": lambda value, precision: str(int(value)),
    "f": _fixed,
    "e": _scientific,
    "b": _binary,
    "x": _hexadecimal,
    "X": lambda value, precision: _hexadecimal(value, precision).upper(),
    "o": lambda value, precision: format(int(value), "o"),
}


def format_issues(node: Call) -> Iterator[Issue]:
    """Yield what is wrong with a format that stands in the text, for arguments that do."""
    target, arguments = node.target, node.arguments
    if node.function != "format" or len(arguments) != 1 or not isinstance(target, Literal):
        return
    given = arguments[0]
    if not isinstance(target.value, str) or not isinstance(given, ListNode):
        return
    used = 0
    try:
        for piece in pieces(target.value, len(given.elements)):
            if isinstance(piece, Clause):
                element = given.elements[used]
                used += 1
                yield from _clause_issues(piece.sign, element)
    except FormatError as wrong:
        yield Issue(node.at, str(wrong))
        return
    if len(given.elements) > used:
        counts = f"(expected {used}, got {len(given.elements)})"
        yield Issue(node.at, f"too many arguments supplied to string.format {counts}")


def _clause_issues(sign: str, element: Node) -> Iterator[Issue]:
    faulty = _faulty(sign, element)
    if faulty is not None:
        message = f"{REFUSED[sign]}, was given {faulty.type.name}"
        yield Issue(faulty.at, f"error during formatting: {message}")


def _faulty(sign: str, node: Node) -> Node | None:
    """Return the node, within lists and maps too, whose type a clause does not take."""
    if node.type != DYN and node.type.name not in ACCEPTED[sign]:
        return node
    inner: list[Node] = []
    if sign == "s" and node.type.sort in (LIST, MAP):
        if isinstance(node, ListNode):
            inner = list(node.elements)
        elif isinstance(node, MapNode):
            inner = [part for entry in node.entries for part in entry.children()]
    return next((wrong for part in inner if (wrong := _faulty(sign, part))), None)


__all__ = ["Uint", "fill", "format_issues"]
