"""Regular expressions: what they find.

Upstream rule: Kubernetes `cel/library/regex.go`.
"""

from minik.cel.declarations import CallCost, CallParts, Library, Range, method
from minik.cel.libraries._costs import first, pattern_cost, pattern_track
from minik.cel.types import INT, STRING, list_of
from minik.cel.values import EvaluationError
from minik.model import patterns


def compiled(pattern: str) -> patterns.Pattern:
    try:
        return patterns.compile_pattern(pattern)
    except patterns.InvalidPattern as wrong:
        raise EvaluationError(f"Illegal regex: {wrong}") from None


def find(text: str, pattern: str) -> str:
    span = compiled(pattern).find(text)
    return text[span[0] : span[1]] if span else ""


def find_all(text: str, pattern: str, count: int = -1) -> list[str]:
    matcher = compiled(pattern)
    return [text[begin:end] for begin, end in matcher.find_all(text, count)]


def _cost(parts: CallParts) -> CallCost:
    text, pattern = parts.size_of(first(parts)), parts.size_of(parts.arguments[0])
    return CallCost(pattern_cost(text, pattern), Range(0, text.most))


COST = {"estimate": _cost, "track": pattern_track}
LIBRARY = Library(
    {
        "find": (method("string_find_string", (STRING, STRING), STRING, find, **COST),),
        "findAll": (
            method("string_find_all_string", (STRING, STRING), list_of(STRING), find_all, **COST),
            method(
                "string_find_all_string_int",
                (STRING, STRING, INT),
                list_of(STRING),
                find_all,
                **COST,
            ),
        ),
    }
)
