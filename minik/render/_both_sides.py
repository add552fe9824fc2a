"""Two answers to one question, before and after: side by side where there is room, else one after the other, what differs marked."""
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import zip_longest
from textwrap import wrap
from typing import TypeAlias

from minik.render._width import columns, padded

WIDE = 120  # columns in which two answers stand side by side
MARKS = {"equal": " ", "delete": "<", "insert": ">", "replace": "|"}
Line: TypeAlias = tuple[str, str, str]


def sections(before: str, after: str) -> str:
    """For a program or a pipe: both answers as they are."""
    return f"before:\n{_ended(before)}\nafter:\n{_ended(after)}"


def shown(before: str, after: str, room: int) -> str:
    """For a person, at a terminal that is so wide."""
    return beside(before, after, room) if room >= WIDE else below(before, after)


def below(before: str, after: str) -> str:
    """One after the other: `-` marks what is no longer so, `+` what is new."""
    found = list(lines(before, after))
    was = [f"{' ' if mark == ' ' else '-'} {left}".rstrip() for left, mark, _ in found if mark != ">"]
    now = [f"{' ' if mark == ' ' else '+'} {right}".rstrip() for _, mark, right in found if mark != "<"]
    return "\n".join(["before:", *was, "", "after:", *now]) + "\n"


def beside(before: str, after: str, room: int) -> str:
    """Side by side, what differs marked between them; a long line goes on below itself."""
    width = (room - 3) // 2
    told = [("before:", " ", "after:"), *lines(before, after)]
    return "".join(f"{padded(left, width)} {mark} {right}".rstrip() + "\n" for one in told for left, mark, right in _folded(one, width))


def lines(before: str, after: str) -> Iterator[Line]:
    """The lines of both, those that are the same next to each other, with a mark between those that are not."""
    was, now = before.splitlines(), after.splitlines()
    for change, first, last, start, end in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        pairs = list(zip_longest(was[first:last], now[start:end]))
        for left, right in pairs:
            mark = MARKS["insert"] if left is None else MARKS["delete"] if right is None else MARKS[change]
            yield left or "", mark, right or ""


def _folded(line: Line, width: int) -> Iterator[Line]:
    left, mark, right = line
    for one, other in zip_longest(_parts(left, width), _parts(right, width), fillvalue=""):
        yield one, mark, other


def _parts(text: str, width: int) -> list[str]:
    letters = width if text.isascii() else width // 2  # each may be two columns wide
    return wrap(text, letters, subsequent_indent="    ") if columns(text) > width else [text]


def _ended(text: str) -> str:
    return text if text.endswith("\n") or not text else text + "\n"
