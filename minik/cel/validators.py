"""What is looked at once the types fit: literals that are no duration, moment or pattern; lists of
several types; formats.

Upstream rule: cel-go `cel/validator.go`.
"""

from collections.abc import Callable, Iterator

from minik.cel.formatting import format_issues
from minik.cel.messages import Issue
from minik.cel.times import FIRST, LAST, parse_duration, parse_timestamp
from minik.cel.tree import Call, ListNode, Literal, MapNode, Node, walk
from minik.cel.types import OPAQUE, Type
from minik.cel.values import EvaluationError
from minik.light_typing import Any
from minik.model import patterns

MIXED_ALLOWED = "format"  # its arguments may be of several types


def literal_issues(root: Node) -> Iterator[Issue]:
    """Yield what is wrong with the literals of an expression whose types fit."""
    for node in walk(root):
        if isinstance(node, Call):
            yield from _argument_issues(node)
            yield from format_issues(node)
    yield from _mixed_issues(root)


def _argument_issues(node: Call) -> Iterator[Issue]:
    check = CHECKS.get(node.function)
    argument = node.arguments[0] if node.arguments else None
    if check and isinstance(argument, Literal) and not check(argument.value):
        yield Issue(argument.at, f"invalid {node.function} argument")


def _is_duration(value: Any) -> bool:
    return not isinstance(value, str) or parse_duration(value) is not None


def _is_timestamp(value: Any) -> bool:
    if value.__class__ is int:
        return FIRST <= value <= LAST
    try:
        return not isinstance(value, str) or parse_timestamp(value) is not None
    except EvaluationError:
        return False


def _is_pattern(value: Any) -> bool:
    try:
        patterns.compile_pattern(value)
    except patterns.InvalidPattern:
        return False
    return True


CHECKS: dict[str, Callable[[Any], bool]] = {
    "duration": _is_duration,
    "timestamp": _is_timestamp,
    "matches": _is_pattern,
}


def _mixed_issues(node: Node) -> Iterator[Issue]:
    """Yield each list or map that holds several types."""
    if isinstance(node, Call) and node.function == MIXED_ALLOWED:
        return
    if isinstance(node, ListNode):
        parts = [(part, index in node.optionals) for index, part in enumerate(node.elements)]
        yield from list(_differences(parts))[:1]
    elif isinstance(node, MapNode):
        keys = [(entry.key, False) for entry in node.entries if isinstance(entry.key, Node)]
        yield from _differences(keys)
        yield from _differences([(entry.value, entry.optional) for entry in node.entries])
    for child in node.children():
        yield from _mixed_issues(child)


def _differences(parts: list[tuple[Node, bool]]) -> Iterator[Issue]:
    expected: Type | None = None
    for node, is_optional in parts:
        kind = node.type
        if is_optional and kind.sort == OPAQUE:
            kind = kind.parameters[0]
        if expected is None:
            expected = kind
        elif kind != expected:
            yield Issue(node.at, f"expected type '{expected}' but found '{kind}'")
