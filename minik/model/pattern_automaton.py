"""The automaton of a pattern, built part by part (Thompson's construction).

Every part is a row of neighbouring states with one beginning and one end, so that a repetition
copies rows.

Upstream rule: what is counted, and how much is too much, is as in Go's `regexp/syntax`.
"""

from itertools import pairwise

from minik.light_typing import NamedTuple
from minik.model.letter_classes import Letters

DEEPEST = 1000  # parts within each other
LARGEST = (128 << 20) // 40  # what Go's automaton may have
MOST_STATES = 20_000  # what ours may have; a larger one is not judged


class InvalidPattern(ValueError):
    """Not a pattern of Go; the message is Go's."""


class TooLarge(Exception):
    """A pattern whose automaton would have more states than minik makes."""


class State(NamedTuple):
    """A state of the automaton: the letters or the edge that must match to go on to the next ones.

    With neither, it goes on at once.
    """

    letters: Letters | None
    edge: str
    following: list[int]


class Part(NamedTuple):
    """States from `first` up to, and without, `end`; the last of them is where the part ends.

    `height`, `size` and `repeats` are counted as Go counts them.
    """

    first: int
    end: int
    height: int = 1
    size: int = 1
    repeats: int = 1


class Automaton:
    """States, and the parts that are made of them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.states: list[State] = []

    def state(self, letters: Letters | None = None, edge: str = "") -> int:
        if len(self.states) >= MOST_STATES:
            raise TooLarge(self.text)
        self.states.append(State(letters, edge, []))
        return len(self.states) - 1

    def sequence(self, parts: list[Part]) -> Part:
        """Join parts that follow one another."""
        if not parts:
            only = self.state()
            return Part(only, only + 1)
        for part, after in pairwise(parts):
            self.states[part.end - 1].following.append(after.first)
        if len(parts) == 1:
            return parts[0]
        return self.checked(
            Part(
                parts[0].first,
                parts[-1].end,
                1 + max(part.height for part in parts),
                sum(part.size for part in parts),
                max(part.repeats for part in parts),
            )
        )

    def alternatives(self, choices: list[Part]) -> Part:
        """Join parts of which one matches. They are moved behind a state that leads to each."""
        first, last = choices[0].first, choices[-1].end
        self.move(first, last, 1)
        end = self.state()
        self.states[first] = State(None, "", [choice.first + 1 for choice in choices])
        for choice in choices:
            self.states[choice.end].following.append(end)
        return self.checked(
            Part(
                first,
                end + 1,
                1 + max(choice.height for choice in choices),
                sum(choice.size for choice in choices) + len(choices) - 1,
                max(choice.repeats for choice in choices),
            )
        )

    def move(self, first: int, last: int, by: int) -> None:
        """Move states up to the end of the row by one place; the first place becomes free."""
        row = self.copy(first, last, by)
        self.states[first:] = [State(None, "", []), *row]

    def copy(self, first: int, last: int, by: int) -> list[State]:
        return [
            State(letters, edge, [number + by for number in following])
            for letters, edge, following in self.states[first:last]
        ]

    def copies(self, part: Part, least: int, most: int, greedy: bool = True) -> tuple[int, int]:
        """Write a part as often as it may be repeated; return the row that they take. What is tried
        first comes first: of a greedy repetition, once more.
        """
        number = max(least if most < 0 else most, 1)
        length = part.end - part.first
        if len(self.states) + number * (length + 1) > MOST_STATES:
            raise TooLarge(self.text)
        self.move(part.first, part.end, 1)
        for index in range(1, number):
            self.states += self.copy(part.first + 1, part.first + 1 + length, index * length)
        end = self.state()
        begins = [part.first + 1 + index * length for index in range(number)]
        leaves = [part.first, *(begin + length - 1 for begin in begins)]
        for index, (leave, begin) in enumerate(zip(leaves, begins)):
            if most != 0:
                self.states[leave].following.append(begin)
            if index >= least:
                self.states[leave].following.append(end)
        if most < 0:
            self.states[leaves[-1]].following.append(begins[-1])
        self.states[leaves[-1]].following.append(end)
        for leave in () if greedy else leaves:
            self.states[leave].following.reverse()
        return part.first, end + 1

    def checked(self, part: Part) -> Part:
        """Return a part; raise InvalidPattern where it is larger or deeper than Go's may be."""
        if part.size > LARGEST:
            raise wrong("expression too large", self.text)
        if part.height > DEEPEST:
            raise wrong("expression nests too deeply", self.text)
        return part


def wrong(code: str, expression: str) -> InvalidPattern:
    """Return the error that Go gives."""
    return InvalidPattern(f"error parsing regexp: {code}: `{expression}`")


def repeated_size(size: int, least: int, most: int, counted: bool) -> int:
    """Return the size of a repetition, as Go reckons it."""
    if not counted:
        return size + (2 if (least, most) == (0, -1) else 1)
    if most < 0:
        return 1 + least * size if least else 2 + size
    return max(1, most * size + most - least)
