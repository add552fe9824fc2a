"""Regular expressions of Go, matched in time proportional to pattern times text.

Python's own engine backtracks, so a schema pattern such as `(a+)+$` could run forever. Here all
alternatives advance together, letter by letter, and what follows a letter is remembered.

Upstream rule: Go's `regexp` (RE2).
"""

from collections.abc import Iterator, Sequence
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

    def find(self, text: str, start: int = 0) -> tuple[int, int] | None:
        """Return where the leftmost match from a place on begins and ends, of those the one that is
        tried first; None if there is none, or the pattern is too large to be judged here.
        """
        threads, found = list[tuple[int, int]](), None
        for place in range(start, len(text) + 1 if self.states else 0):
            if found is None:
                threads.append((self.start, place))
            elif not threads:
                break
            before, after = text[place - 1 : place], text[place : place + 1]
            threads, end = self.step(threads, near(before) if before else "", after)
            found = (end, place) if end is not None else found
        return found

    def step(
        self, threads: Sequence[tuple[int, int]], before: Near, letter: str
    ) -> tuple[list[tuple[int, int]], int | None]:
        """Return the threads behind a letter, in the order in which they are tried, and where the match
        began that ends before it. A thread is a state and where its match began.
        """
        beside, seen = near(letter) if letter else "", set[int]()
        following = list[tuple[int, int]]()
        for first, begin in threads:
            open_ = [first]
            while open_:
                number = open_.pop()
                if number in seen:
                    continue
                seen.add(number)
                if number == self.end:
                    return following, begin
                state = self.states[number]
                if state.letters is None:
                    if not state.edge or is_at(state.edge, before, beside):
                        open_ += reversed(state.following)
                elif letter and state.letters.match(letter):
                    following += ((after, begin) for after in state.following)
        return following, None

    def find_all(self, text: str, count: int = -1) -> Iterator[tuple[int, int]]:
        """Yield where matches begin and end, at most `count`; none is empty right behind another."""
        place, last = 0, -1
        while place <= len(text) and count:
            found = self.find(text, place)
            if found is None:
                return
            begin, end = found
            if begin == end == last:
                place = end + 1
                continue
            yield found
            count -= 1
            last = end
            place = end if end > begin else end + 1

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
