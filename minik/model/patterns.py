"""Regular expressions of Go, matched in time proportional to pattern times text.

Python's own engine backtracks, so a schema pattern such as `(a+)+$` could run forever. Here all
alternatives advance together, letter by letter, and what follows a letter is remembered.

Upstream rule: Go's `regexp` (RE2).
"""

from functools import cache

from minik.light_typing import TypeAlias
from minik.model.letter_classes import WORD
from minik.model.pattern_automaton import InvalidPattern, State, TooLarge
from minik.model.pattern_syntax import Syntax

__all__ = ["InvalidPattern", "Pattern", "compile_pattern"]

MOST_REMEMBERED = 5_000  # sets of states
MOST_WORK = 3_000_000  # states that one text may lead to
Near: TypeAlias = str  # what stands beside a place: "", a line break, a letter of a word, another


class Pattern:
    """A compiled pattern."""

    def __init__(self, text: str) -> None:
        self.states, self.start, self.end = list[State](), 0, 0
        try:
            syntax = Syntax(text)
            self.states, self.start, self.end = syntax.states, syntax.start, syntax.end
        except TooLarge:
            pass
        self.work = 0
        self.next: dict[tuple[frozenset[int], Near, str], frozenset[int] | None] = {}

    def matches(self, text: str) -> bool:
        """Return whether the pattern matches anywhere in a text; one that is too large to be judged
        here, or takes too much work, matches all.
        """
        if not self.states:
            return True
        active, before = frozenset((self.start,)), ""
        self.work = 0
        for letter in text:
            step = active, before, letter
            if step not in self.next:
                if len(self.next) >= MOST_REMEMBERED:
                    self.next.clear()
                self.next[step] = self.advance(*step)
            following = self.next[step]
            if following is None or self.work > MOST_WORK:
                return True
            active, before = following, near(letter)
        return self.end in self.reachable(active, before, "")

    def advance(self, active: frozenset[int], before: Near, letter: str) -> frozenset[int] | None:
        """Return the states after a letter; None where the pattern has matched before it."""
        reached = self.reachable(active, before, near(letter))
        self.work += len(reached)
        if self.end in reached:
            return None
        following = {self.start}
        for number in reached:
            state = self.states[number]
            if state.letters is not None and state.letters.match(letter):
                following.update(state.following)
        return frozenset(following)

    def reachable(self, active: frozenset[int], before: Near, after: Near) -> set[int]:
        """Return all states that can be reached from these without reading a letter."""
        open_, seen = list(active), set[int]()
        while open_:
            number = open_.pop()
            if number not in seen:
                seen.add(number)
                state = self.states[number]
                if state.letters is None and (not state.edge or is_at(state.edge, before, after)):
                    open_ += state.following
        return seen


def near(letter: str) -> Near:
    """Return what edges ask of the letter beside them."""
    if letter == "\n":
        return "\n"
    return "w" if any(low <= ord(letter) <= high for low, high in WORD) else " "


def is_at(edge: str, before: Near, after: Near) -> bool:
    """Return whether an edge lies between what stands before and after."""
    if edge in ("word", "no word"):
        return ((before == "w") is not (after == "w")) is (edge == "word")
    beside = before if edge in ("begin", "line begin") else after
    return beside == "" or edge.startswith("line") and beside == "\n"


@cache
def compile_pattern(text: str) -> Pattern:
    """Compile a pattern, once for each text; raise InvalidPattern in Go's words."""
    return Pattern(text)
