"""Regular expressions of Go, matched in time proportional to pattern times text.

Python's own engine backtracks, so a schema pattern such as `(a+)+$` could run forever. Here all
alternatives advance together, letter by letter (Thompson's construction); only the match of a
single letter is left to Python's engine.

Upstream rule: Go's `regexp` (RE2).
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

from minik.light_typing import NamedTuple

ATOM = re.compile(
    r"\\x\{[0-9A-Fa-f]+\}|\\x..|\\[0-7]{1,3}|\\.|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]|[^\\\[]",
    re.DOTALL,
)
REPEAT = re.compile(r"([*+?]|\{(\d+)(,?)(\d*)\})\??")
GROUP = re.compile(r"\((?:\?(?:P?<\w+>|([imsU]*)(?:-[imsU]+)?(:|\))))?")
CLASSES = {
    "alpha": "a-zA-Z",
    "digit": "0-9",
    "alnum": "0-9A-Za-z",
    "upper": "A-Z",
    "lower": "a-z",
    "space": r"\t\n\v\f\r ",
    "word": r"\w",
    "xdigit": "0-9A-Fa-f",
    "punct": r"!-/:-@\[-`{-~",
}
EDGES: dict[str, Callable[[str, int], bool]] = {
    "^": lambda text, at: at == 0,
    "$": lambda text, at: at == len(text),
    r"\A": lambda text, at: at == 0,
    r"\z": lambda text, at: at == len(text),
    r"\b": lambda text, at: _is_edge(text, at),
    r"\B": lambda text, at: not _is_edge(text, at),
}
MAX_REPEAT = 1000  # Go repeats nothing more often
MAX_STATES = 20_000  # states that a pattern may have


class InvalidPattern(ValueError):
    """Not a pattern of Go, or one that minik does not support."""


class State(NamedTuple):
    """A state of the automaton: the letter or the edge (such as `^` or `$`) that must match to go
    on.

    With neither, it goes on to its next states at once.
    """

    letter: re.Pattern[str] | None
    edge: str
    next_states: list[int]


class Pattern:
    """A compiled pattern."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.flags = text, 0, ""
        self.states: list[State] = []
        self.start, ends = self.alternatives()
        if self.at < len(text):
            raise InvalidPattern(text)
        self.end = self.state()
        self.connect(ends, self.end)

    def state(
        self, letter: re.Pattern[str] | None = None, edge: str = "", *next_states: int
    ) -> int:
        if len(self.states) >= MAX_STATES:
            raise InvalidPattern(self.text)
        self.states.append(State(letter, edge, list(next_states)))
        return len(self.states) - 1

    def connect(self, ends: list[int], to: int) -> None:
        for end in ends:
            self.states[end].next_states.append(to)

    def alternatives(self) -> tuple[int, list[int]]:
        """Parse alternatives: `a|b`. Returns the start state and the end states."""
        start, ends = self.sequence()
        while self.text.startswith("|", self.at):
            self.at += 1
            other, more = self.sequence()
            start, ends = self.state(None, "", start, other), ends + more
        return start, ends

    def sequence(self) -> tuple[int, list[int]]:
        """Parse parts that follow one another. Returns the start state and the end states."""
        start = self.state()
        ends = [start]
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            begin = self.at
            part, more = self.atom()
            repeat = REPEAT.match(self.text, self.at)
            if repeat:
                part, more = self.expand_repeat(begin, repeat, part, more)
            self.connect(ends, part)
            ends = more
        return start, ends

    def expand_repeat(
        self, begin: int, repeat: re.Match[str], part: int, ends: list[int]
    ) -> tuple[int, list[int]]:
        """Build a repeated part; its text is parsed again for each repetition."""
        count_range = int(repeat[2] or 0), int(repeat[4]) if repeat[4] else None
        least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(repeat[1], count_range)
        most = least if repeat[3] == "" and repeat[2] else most
        if max(least, most or 0) > MAX_REPEAT or repeat[2] and most is not None and most < least:
            raise InvalidPattern(self.text)
        start = self.state()
        open_, out = [start], []
        for number in range(max(least, most or 0, 1)):
            if number:
                self.at = begin
                part, ends = self.atom()
            if number >= least:
                out += open_
            self.connect(open_, part)
            open_ = ends
        if most is None:
            self.connect(open_, part)
        self.at = repeat.end()
        return (start, out + open_) if most != 0 else (start, [start])

    def atom(self) -> tuple[int, list[int]]:
        """Parse a letter, a class, an edge or a group."""
        if self.text[self.at] == "(":
            return self.group()
        match = ATOM.match(self.text, self.at)
        if not match or match[0] in ("*", "+", "?"):
            raise InvalidPattern(self.text)
        self.at = match.end()
        edge = match[0] if match[0] in EDGES else ""
        state = (
            self.state(None, edge) if edge else self.state(_compile_letter(match[0], self.flags))
        )
        return state, [state]

    def group(self) -> tuple[int, list[int]]:
        """Parse a group; flags without a group, `(?i)`, apply from here on."""
        match = GROUP.match(self.text, self.at)
        if (
            not match
            or self.text.startswith("(?", self.at)
            and match.end() == self.at + 1
            or "m" in (match[1] or "")
        ):
            raise InvalidPattern(self.text)
        outer, self.at = self.flags, match.end()
        self.flags += match[1] or ""
        if match[2] == ")":
            state = self.state()
            return state, [state]
        start, ends = self.alternatives()
        if not self.text.startswith(")", self.at):
            raise InvalidPattern(self.text)
        self.at, self.flags = self.at + 1, outer
        return start, ends

    def matches(self, text: str) -> bool:
        """Return whether the pattern matches anywhere in a text."""
        active: set[int] = set()
        for at in range(len(text) + 1):
            active = set(self.reachable([*active, self.start], text, at))
            if self.end in active:
                return True
            if at < len(text):
                active = {
                    target
                    for number in active
                    for target in self.states[number].next_states
                    if (letter := self.states[number].letter) and letter.match(text[at])
                }
        return False

    def reachable(self, numbers: list[int], text: str, at: int) -> Iterator[int]:
        """Yield all states that can be reached from these without reading a letter."""
        seen = set()
        while numbers:
            number = numbers.pop()
            if number not in seen:
                seen.add(number)
                yield number
                letter, edge, next_states = self.states[number]
                if letter is None and (not edge or EDGES[edge](text, at)):
                    numbers += next_states


def _is_edge(text: str, at: int) -> bool:
    return (at > 0 and bool(WORD.match(text[at - 1]))) is not (
        at < len(text) and bool(WORD.match(text[at]))
    )


WORD = re.compile(r"\w", re.ASCII)


@cache
def _compile_letter(text: str, flags: str) -> re.Pattern[str]:
    """Compile the part of a pattern that matches one letter."""
    text = re.sub(
        r"\[:(\^?)(\w+):\]", lambda match: "" if match[1] else CLASSES.get(match[2], ""), text
    )
    text = re.sub(
        r"\\x\{([0-9A-Fa-f]+)\}", lambda match: re.escape(chr(int(match[1], 16) % 0x110000)), text
    )
    try:
        return re.compile(
            text,
            re.ASCII | (re.IGNORECASE if "i" in flags else 0) | (re.DOTALL if "s" in flags else 0),
        )
    except (re.error, RecursionError) as error:
        raise InvalidPattern(text) from error


@cache
def compile_pattern(text: str) -> Pattern:
    """Compile a pattern, once for each text; raise InvalidPattern when it cannot be compiled."""
    try:
        return Pattern(text)
    except (RecursionError, OverflowError):
        raise InvalidPattern(text) from None
