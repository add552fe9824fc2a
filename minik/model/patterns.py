"""Patterns as Go reads them, which never take longer than the pattern times the text, whatever somebody writes into a schema.

Python's own engine tries one way after the other, and a pattern such as `(a+)+$` has more ways than there is time. Here all ways are
walked at once, letter by letter (Thompson's construction); what one letter may be is still left to Python's engine.

Upstream rule: Go's `regexp` (RE2).
"""
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

ATOM = re.compile(r"\\x\{[0-9A-Fa-f]+\}|\\x..|\\[0-7]{1,3}|\\.|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]|[^\\\[]", re.DOTALL)
REPEAT = re.compile(r"([*+?]|\{(\d+)(,?)(\d*)\})\??")
GROUP = re.compile(r"\((?:\?(?:P?<\w+>|([imsU]*)(?:-[imsU]+)?(:|\))))?")
CLASSES = {"alpha": "a-zA-Z", "digit": "0-9", "alnum": "0-9A-Za-z", "upper": "A-Z", "lower": "a-z", "space": r"\t\n\v\f\r ", "word": r"\w",
           "xdigit": "0-9A-Fa-f", "punct": r"!-/:-@\[-`{-~"}
EDGES: dict[str, Callable[[str, int], bool]] = {
    "^": lambda text, at: at == 0, "$": lambda text, at: at == len(text),
    r"\A": lambda text, at: at == 0, r"\z": lambda text, at: at == len(text),
    r"\b": lambda text, at: _is_edge(text, at), r"\B": lambda text, at: not _is_edge(text, at)}
MOST = 1000  # Go repeats nothing more often
SIZE = 20_000  # states that a pattern may have


class Unreadable(ValueError):
    """A pattern that is none, or that is not understood here."""


class State(NamedTuple):
    """Where a match can stand: the letter or the edge that leads on, or, without either, the states that it stands for."""

    letter: re.Pattern[str] | None
    edge: str
    ways: list[int]


class Pattern:
    """A pattern, made ready."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.flags = text, 0, ""
        self.states: list[State] = []
        self.start, ends = self.alternatives()
        if self.at < len(text):
            raise Unreadable(text)
        self.end = self.state()
        self.lead(ends, self.end)

    def state(self, letter: re.Pattern[str] | None = None, edge: str = "", *ways: int) -> int:
        if len(self.states) >= SIZE:
            raise Unreadable(self.text)
        self.states.append(State(letter, edge, list(ways)))
        return len(self.states) - 1

    def lead(self, ends: list[int], to: int) -> None:
        for end in ends:
            self.states[end].ways.append(to)

    def alternatives(self) -> tuple[int, list[int]]:
        """One of several: `a|b`."""
        start, ends = self.sequence()
        while self.text.startswith("|", self.at):
            self.at += 1
            other, more = self.sequence()
            start, ends = self.state(None, "", start, other), ends + more
        return start, ends

    def sequence(self) -> tuple[int, list[int]]:
        """One after the other."""
        start = self.state()
        ends = [start]
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            begin = self.at
            part, more = self.atom()
            repeat = REPEAT.match(self.text, self.at)
            if repeat:
                part, more = self.repeated(begin, repeat, part, more)
            self.lead(ends, part)
            ends = more
        return start, ends

    def repeated(self, begin: int, repeat: re.Match[str], part: int, ends: list[int]) -> tuple[int, list[int]]:
        """A part so many times: it is read again for each."""
        counted = int(repeat[2] or 0), int(repeat[4]) if repeat[4] else None
        least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(repeat[1], counted)
        most = least if repeat[3] == "" and repeat[2] else most
        if max(least, most or 0) > MOST or repeat[2] and most is not None and most < least:
            raise Unreadable(self.text)
        start = self.state()
        open_, out = [start], []
        for number in range(max(least, most or 0, 1)):
            if number:
                self.at = begin
                part, ends = self.atom()
            if number >= least:
                out += open_
            self.lead(open_, part)
            open_ = ends
        if most is None:
            self.lead(open_, part)
        self.at = repeat.end()
        return (start, out + open_) if most != 0 else (start, [start])

    def atom(self) -> tuple[int, list[int]]:
        """A letter, a class, an edge or a group."""
        if self.text[self.at] == "(":
            return self.group()
        found = ATOM.match(self.text, self.at)
        if not found or found[0] in ("*", "+", "?"):
            raise Unreadable(self.text)
        self.at = found.end()
        edge = found[0] if found[0] in EDGES else ""
        state = self.state(None, edge) if edge else self.state(_letter(found[0], self.flags))
        return state, [state]

    def group(self) -> tuple[int, list[int]]:
        """What stands in brackets; flags without any hold from here on."""
        found = GROUP.match(self.text, self.at)
        if not found or self.text.startswith("(?", self.at) and found.end() == self.at + 1 or "m" in (found[1] or ""):
            raise Unreadable(self.text)
        outer, self.at = self.flags, found.end()
        self.flags += found[1] or ""
        if found[2] == ")":
            state = self.state()
            return state, [state]
        start, ends = self.alternatives()
        if not self.text.startswith(")", self.at):
            raise Unreadable(self.text)
        self.at, self.flags = self.at + 1, outer
        return start, ends

    def found_in(self, text: str) -> bool:
        """Whether the pattern fits somewhere in a text."""
        here: set[int] = set()
        for at in range(len(text) + 1):
            here = set(self.reached([*here, self.start], text, at))
            if self.end in here:
                return True
            if at < len(text):
                here = {way for number in here for way in self.states[number].ways
                        if (letter := self.states[number].letter) and letter.match(text[at])}
        return False

    def reached(self, numbers: list[int], text: str, at: int) -> Iterator[int]:
        """All states that these stand for, at a place in a text."""
        seen = set()
        while numbers:
            number = numbers.pop()
            if number not in seen:
                seen.add(number)
                yield number
                letter, edge, ways = self.states[number]
                if letter is None and (not edge or EDGES[edge](text, at)):
                    numbers += ways


def _is_edge(text: str, at: int) -> bool:
    return (at > 0 and bool(WORD.match(text[at - 1]))) is not (at < len(text) and bool(WORD.match(text[at])))


WORD = re.compile(r"\w", re.ASCII)


@cache
def _letter(text: str, flags: str) -> re.Pattern[str]:
    """What one letter may be."""
    text = re.sub(r"\[:(\^?)(\w+):\]", lambda found: "" if found[1] else CLASSES.get(found[2], ""), text)
    text = re.sub(r"\\x\{([0-9A-Fa-f]+)\}", lambda found: re.escape(chr(int(found[1], 16) % 0x110000)), text)
    try:
        return re.compile(text, re.ASCII | (re.IGNORECASE if "i" in flags else 0) | (re.DOTALL if "s" in flags else 0))
    except (re.error, RecursionError) as wrong:
        raise Unreadable(text) from wrong


@cache
def pattern(text: str) -> Pattern:
    """A pattern, made ready once."""
    try:
        return Pattern(text)
    except (RecursionError, OverflowError):
        raise Unreadable(text) from None
