"""Two answers to one question, before and after: side by side where there is room, else one below
the other, differences marked.
"""

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import zip_longest
from textwrap import wrap

from minik.light_typing import TypeAlias
from minik.model.marks import strip
from minik.render.width import display_width, pad

WIDE = 120  # columns in which two answers stand side by side
MARKS = {"equal": " ", "delete": "<", "insert": ">", "replace": "|"}
Line: TypeAlias = tuple[str, str, str]


def sections(before: str, after: str) -> str:
    """Return both answers in full, each under its heading, for a program or a pipe."""
    return f"before:\n{_end_line(before)}\nafter:\n{_end_line(after)}"


def render_comparison(before: str, after: str, terminal_width: int) -> str:
    """Render both answers for a terminal that is so many columns wide."""
    return (
        render_columns(before, after, terminal_width)
        if terminal_width >= WIDE
        else render_stacked(before, after)
    )


def render_stacked(before: str, after: str) -> str:
    """Render the answers one below the other: `-` marks lines that are gone, `+` lines that are
    new.
    """
    pairs = list(paired_lines(before, after))
    was = [
        f"{' ' if mark == ' ' else '-'} {left}".rstrip() for left, mark, _ in pairs if mark != ">"
    ]
    now = [
        f"{' ' if mark == ' ' else '+'} {right}".rstrip() for _, mark, right in pairs if mark != "<"
    ]
    return "\n".join(["before:", *was, "", "after:", *now]) + "\n"


def render_columns(before: str, after: str, terminal_width: int) -> str:
    """Render the answers side by side, with a mark between lines that differ; long lines are
    wrapped.
    """
    width = (terminal_width - 3) // 2
    rows = [("before:", " ", "after:"), *paired_lines(before, after)]
    return "".join(
        f"{pad(left, width)} {mark} {right}".rstrip() + "\n"
        for row in rows
        for left, mark, right in _wrap_line(row, width)
    )


def paired_lines(before: str, after: str) -> Iterator[Line]:
    """Yield pairs of lines (before, mark, after): equal lines next to each other, MARKS where they
    differ.
    """
    was, now = strip(before).splitlines(), strip(after).splitlines()
    for change, first, last, start, end in SequenceMatcher(
        None, was, now, autojunk=False
    ).get_opcodes():
        pairs = list(zip_longest(was[first:last], now[start:end]))
        for left, right in pairs:
            mark = (
                MARKS["insert"]
                if left is None
                else MARKS["delete"]
                if right is None
                else MARKS[change]
            )
            yield left or "", mark, right or ""


def _wrap_line(line: Line, width: int) -> Iterator[Line]:
    left, mark, right = line
    for left_part, right_part in zip_longest(
        _wrap_text(left, width), _wrap_text(right, width), fillvalue=""
    ):
        yield left_part, mark, right_part


def _wrap_text(text: str, width: int) -> list[str]:
    letters = width if text.isascii() else width // 2  # each may be two columns wide
    return wrap(text, letters, subsequent_indent="    ") if display_width(text) > width else [text]


def _end_line(text: str) -> str:
    return text if text.endswith("\n") or not text else text + "\n"
