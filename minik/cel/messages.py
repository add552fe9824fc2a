"""Errors with the line that they are about and an arrow below it.

Upstream rule: cel-go `common/error.go`.
"""

from collections.abc import Iterable

from minik.light_typing import NamedTuple

MOST_ERRORS, LONGEST_LINE = 100, 16384


class Issue(NamedTuple):
    """What is wrong at an offset of a text; an offset below 0 is nowhere."""

    at: int
    message: str


def describe(text: str, issues: Iterable[Issue]) -> str:
    """Return errors as the server shows them, in the order of their places."""
    in_order = sorted(issues, key=lambda issue: _place(text, issue.at))
    shown = [_describe_one(text, issue) for issue in in_order[:MOST_ERRORS]]
    if len(in_order) > MOST_ERRORS:
        shown.append(f"{len(in_order) - MOST_ERRORS} more errors were truncated")
    return "\n".join(shown)


def _place(text: str, at: int) -> tuple[int, int]:
    """Return line and column of an offset, from 1 and from 0."""
    if at < 0:
        return -1, -1
    before = text[:at]
    return before.count("\n") + 1, at - (before.rfind("\n") + 1)


def _describe_one(text: str, issue: Issue) -> str:
    line, column = _place(text, issue.at)
    head = f"ERROR: <input>:{line}:{column + 1}: {issue.message}"
    if line < 1:
        return head
    source = text.split("\n")[line - 1].replace("\t", " ")
    if len(source.encode()) > LONGEST_LINE:
        return head
    dots = "".join("．" if letter > "\x7f" else "." for letter in source[:column])
    arrow = "＾" if source[column : column + 1] > "\x7f" else "^"
    return f"{head}\n | {source}\n | {dots}{arrow}"
