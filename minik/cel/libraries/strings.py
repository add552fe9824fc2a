"""Texts: what the language has, and the extension of cel-go in its second version.

Upstream rule: cel-go `common/stdlib`, `ext/strings.go`.
"""

from collections.abc import Sequence

from minik.cel import formatting
from minik.cel.declarations import (
    LARGEST,
    CallCost,
    CallParts,
    Library,
    Part,
    Range,
    function,
    method,
    scale,
)
from minik.cel.frames import PER_LETTER
from minik.cel.libraries._costs import (
    argument_letters,
    element_of,
    elements,
    elements_track,
    first,
    letters,
    letters_track,
    pattern_cost,
    pattern_track,
)
from minik.cel.types import BOOL, DYN, INT, STRING, list_of
from minik.cel.values import EvaluationError, cost_size, type_of
from minik.light_typing import Any
from minik.model import patterns

SPACES = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"


def matches(text: str, pattern: str) -> bool:
    try:
        return patterns.compile_pattern(pattern).matches(text)
    except patterns.InvalidPattern as wrong:
        raise EvaluationError(str(wrong)) from None


def char_at(text: str, index: int) -> str:
    if not 0 <= index <= len(text):
        raise EvaluationError(f"index out of range: {index}")
    return text[index : index + 1]


def index_of(text: str, part: str, offset: int = 0) -> int:
    if not part:
        return offset
    if offset < 0:
        raise EvaluationError(f"index out of range: {offset}")
    return text.find(part, offset)


def last_index_of(text: str, part: str) -> int:
    return text.rfind(part) if part else len(text)


def last_index_before(text: str, part: str, offset: int) -> int:
    if not part:
        return offset
    if offset < 0:
        raise EvaluationError(f"index out of range: {offset}")
    return -1 if offset >= len(text) else text.rfind(part, 0, offset + len(part))


def lower(text: str) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)


def upper(text: str) -> str:
    return "".join(letter.upper() if letter.isascii() else letter for letter in text)


def replace(text: str, old: str, new: str, count: int = -1) -> str:
    return text.replace(old, new, max(count, -1))


def split(text: str, separator: str, count: int = -1) -> list[str]:
    """Return the parts between separators, at most `count`; single letters between nothing."""
    if count == 0:
        return []
    if not separator:
        if count < 0 or count >= len(text):
            return list(text)
        return [*text[: count - 1], text[count - 1 :]]
    return text.split(separator, count - 1 if count > 0 else -1)


def substring(text: str, begin: int, end: int | None = None) -> str:
    """Return the letters from one place up to another; raise EvaluationError."""
    if end is None:
        end = len(text)
    elif begin > end:
        raise EvaluationError(f"invalid substring range. start: {begin}, end: {end}")
    for place in (begin, end):
        if not 0 <= place <= len(text):
            raise EvaluationError(f"index out of range: {place}")
    return text[begin:end]


def join(texts: Sequence[Any], separator: str = "") -> str:
    for text in texts:
        if text.__class__ is not str:
            raise EvaluationError(f"join: invalid input: {type_of(text).name}")
    return separator.join(texts)


ESCAPES = {
    "\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v", "\\": "\\\\", '"': '\\"',
}  # fmt: skip


def quote(text: str) -> str:
    return '"' + "".join(ESCAPES.get(letter, letter) for letter in text) + '"'


def _replace_cost(parts: CallParts) -> CallCost:
    text = parts.size_of(first(parts))
    old, new = (parts.size_of(part) for part in parts.arguments[:2])
    most_count, kept_most = _ceiling(text.most, old.least), 0
    if old.least == 0:
        most_count, kept_most = min(text.most + 1, LARGEST), text.most
    elif new.most <= old.least:
        most_count, kept_most = 0, text.most
    least_count, kept_least = _ceiling(text.least, old.most), 0
    if old.most == 0:
        least_count, kept_least = min(text.least + 1, LARGEST), text.least
    elif old.most <= new.least:
        least_count, kept_least = 0, text.least
    size = Range(least_count, most_count).times(new).plus(Range(kept_least, kept_most))
    return CallCost(text.scaled(2 * PER_LETTER), size)


def _ceiling(amount: int, by: int) -> int:
    return -(-amount // by) if by else 0


def _split_cost(parts: CallParts) -> CallCost:
    text = parts.size_of(first(parts))
    most = text.most
    if len(parts.arguments) > 1 and isinstance(parts.arguments[1].value, int):
        most = parts.arguments[1].value % 2**64
    return CallCost(text.scaled(2 * PER_LETTER), Range(0, most))


def _join_cost(parts: CallParts) -> CallCost:
    target = first(parts)
    count, size = parts.size_of(target), Range(0, 0)
    element = element_of(target)
    if element is not None:
        size = count.times(parts.size_of(element))
    if parts.arguments:
        between = Range(max(count.least - 1, 0), max(count.most - 1, 0))
        size = size.plus(parts.size_of(parts.arguments[0]).times(between))
    return CallCost(size.scaled(PER_LETTER), size)


def _quote_cost(parts: CallParts) -> CallCost:
    size = parts.size_of(parts.arguments[0])
    return CallCost(size.scaled(PER_LETTER), Range(size.least + 2, min(size.most * 2 + 2, LARGEST)))


def _matches_cost(parts: CallParts) -> CallCost | None:
    if parts.target is None:
        return None
    return CallCost(pattern_cost(_size(parts.target), _size(parts.arguments[0])))


def _contains_cost(parts: CallParts) -> CallCost | None:
    text, part = _size(first(parts)), _size(parts.arguments[0])
    return CallCost(text.scaled(PER_LETTER).times(part.scaled(PER_LETTER)))


def _contains_track(values: Sequence[Any], result: Any) -> int:
    return scale(cost_size(values[0]), PER_LETTER) * scale(cost_size(values[1]), PER_LETTER)


def _size(part: Part) -> Range:
    return Range(0, LARGEST) if part.size is None else part.size


LETTERS = {"estimate": letters(keeps_size=True), "track": letters_track()}
ENDS = {"estimate": argument_letters, "track": letters_track()}
ELEMENTS = {"estimate": elements, "track": elements_track}
REPLACE = {"estimate": _replace_cost, "track": letters_track(2)}
SPLIT = {"estimate": _split_cost, "track": letters_track(2)}
JOIN = {
    "estimate": _join_cost,
    "track": lambda values, result: scale(cost_size(result), 2 * PER_LETTER),
}
MATCHES = {"estimate": _matches_cost, "track": pattern_track}
TEXTS = list_of(STRING)
LIBRARY = Library(
    functions={
        "matches": (
            function("matches", (STRING, STRING), BOOL, matches, **MATCHES),
            method("matches_string", (STRING, STRING), BOOL, matches, **MATCHES),
        ),
        "startsWith": (
            method("starts_with_string", (STRING, STRING), BOOL, str.startswith, **ENDS),
        ),
        "endsWith": (method("ends_with_string", (STRING, STRING), BOOL, str.endswith, **ENDS),),
        "contains": (
            method(
                "contains_string",
                (STRING, STRING),
                BOOL,
                str.__contains__,
                estimate=_contains_cost,
                track=_contains_track,
            ),
        ),
        "charAt": (method("string_char_at_int", (STRING, INT), STRING, char_at),),
        "indexOf": (
            method("string_index_of_string", (STRING, STRING), INT, index_of, **ELEMENTS),
            method("string_index_of_string_int", (STRING, STRING, INT), INT, index_of, **ELEMENTS),
        ),
        "lastIndexOf": (
            method("string_last_index_of_string", (STRING, STRING), INT, last_index_of, **ELEMENTS),
            method(
                "string_last_index_of_string_int",
                (STRING, STRING, INT),
                INT,
                last_index_before,
                **ELEMENTS,
            ),
        ),
        "lowerAscii": (method("string_lower_ascii", (STRING,), STRING, lower, **LETTERS),),
        "upperAscii": (method("string_upper_ascii", (STRING,), STRING, upper, **LETTERS),),
        "trim": (
            method("string_trim", (STRING,), STRING, lambda text: text.strip(SPACES), **LETTERS),
        ),
        "replace": (
            method("string_replace", (STRING, STRING, STRING), STRING, replace, **REPLACE),
            method("string_replace_int", (STRING, STRING, STRING, INT), STRING, replace, **REPLACE),
        ),
        "split": (
            method("string_split_string", (STRING, STRING), TEXTS, split, **SPLIT),
            method("string_split_string_int", (STRING, STRING, INT), TEXTS, split, **SPLIT),
        ),
        "substring": (
            method("string_substring_int", (STRING, INT), STRING, substring, **LETTERS),
            method("string_substring_int_int", (STRING, INT, INT), STRING, substring, **LETTERS),
        ),
        "join": (
            method("list_join", (TEXTS,), STRING, join, **JOIN),
            method("list_join_string", (TEXTS, STRING), STRING, join, **JOIN),
        ),
        "format": (
            method(
                "string_format",
                (STRING, list_of(DYN)),
                STRING,
                formatting.fill,
                estimate=lambda parts: CallCost(_size(first(parts)).scaled(PER_LETTER)),
                track=letters_track(),
            ),
        ),
        "strings.quote": (
            function(
                "strings_quote",
                (STRING,),
                STRING,
                quote,
                estimate=_quote_cost,
                track=letters_track(),
            ),  # fmt: skip
        ),
    }
)
