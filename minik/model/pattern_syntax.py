"""The syntax of Go's regular expressions: a pattern becomes an automaton, or is refused in Go's words.

Upstream rule: Go's `regexp/syntax`, with the flags of `regexp.Compile`.
"""

from minik.light_typing import NamedTuple
from minik.model.letter_classes import Group, Letters
from minik.model.pattern_automaton import Automaton, Part, repeated_size, wrong
from minik.model.pattern_letters import LetterReader, is_alnum

MOST_REPEATS = 1000
EDGES = {"A": "begin", "b": "word", "B": "no word", "z": "end"}
DECIMAL = frozenset("0123456789")


class Flags(NamedTuple):
    """What `(?imsU)` switches."""

    fold: bool = False
    lines: bool = False
    any_letter: bool = False
    lazy: bool = False


class Level:
    """What stands within one pair of parentheses; `flags` are those to return to."""

    def __init__(self, flags: Flags, captures: bool) -> None:
        self.flags, self.captures = flags, captures
        self.choices: list[Part] = []
        self.parts: list[Part] = []


class Syntax(Automaton, LetterReader):
    """A pattern that is being read."""

    def __init__(self, text: str) -> None:
        Automaton.__init__(self, text)
        LetterReader.__init__(self, text)
        self.flags = Flags()
        self.levels = [Level(self.flags, False)]
        self.last_repeat = -1
        while self.at < len(text):
            begin, self.repeat = self.at, -1
            READERS.get(text[begin], Syntax.letter)(self)
            self.last_repeat = self.repeat
        if len(self.levels) > 1:
            raise wrong("missing closing )", text)
        self.start, self.end = self.whole().first, len(self.states) - 1

    def add(self, letters: Letters | None = None, edge: str = "") -> None:
        """Add a part that matches one letter, an edge or nothing."""
        first = self.state(letters, edge)
        end = self.state()
        self.states[first].following.append(end)
        self.levels[-1].parts.append(Part(first, end + 1))

    def letter(self) -> None:
        self.literal(ord(self.text[self.at]))
        self.at += 1

    def literal(self, code: int) -> None:
        self.add(Letters((Group(((code, code),)),), fold=self.flags.fold))

    def begin(self) -> None:
        self.add(edge="line begin" if self.flags.lines else "begin")
        self.at += 1

    def finish(self) -> None:
        self.add(edge="line end" if self.flags.lines else "end")
        self.at += 1

    def any(self) -> None:
        breaks = () if self.flags.any_letter else (Group(((10, 10),)),)
        self.add(Letters(breaks, outside=True))
        self.at += 1

    def open(self) -> None:
        if self.text.startswith("(?", self.at):
            self.open_flags()
            return
        self.levels.append(Level(self.flags, True))
        self.at += 1

    def open_flags(self) -> None:
        """Read `(?P<name>`, `(?<name>`, `(?i)` or `(?i:`."""
        begin, text = self.at, self.text
        is_named = text.startswith("(?P<", begin) and len(text) - begin > 4
        if is_named or text.startswith("(?<", begin) and len(text) - begin > 3:
            end = text.find(">", begin)
            name = text[begin + (4 if is_named else 3) : end]
            if end < 0 or not name or not all(one == "_" or is_alnum(one) for one in name):
                raise wrong("invalid named capture", text[begin : end + 1 or None])
            self.levels.append(Level(self.flags, True))
            self.at = end + 1
            return
        flags, on, seen = dict(zip("imsU", self.flags)), True, False
        self.at += 2
        while self.at < len(text):
            word = text[self.at]
            self.at += 1
            if word in "imsU":
                flags[word], seen = on, True
            elif word == "-" and on:
                on = seen = False
            elif word in ":)" and (on or seen):
                if word == ":":
                    self.levels.append(Level(self.flags, False))
                self.flags = Flags(*(flags[name] for name in "imsU"))
                return
            else:
                break
        raise wrong("invalid or unsupported Perl syntax", self.rest(begin))

    def bar(self) -> None:
        level = self.levels[-1]
        level.choices.append(self.sequence(level.parts))
        level.parts = []
        self.at += 1

    def close(self) -> None:
        if len(self.levels) < 2:
            raise wrong("unexpected )", self.text)
        whole, level = self.whole(), self.levels.pop()
        self.flags = level.flags
        if level.captures:
            whole = self.checked(whole._replace(height=whole.height + 1, size=whole.size + 2))
        self.levels[-1].parts.append(whole)
        self.at += 1

    def whole(self) -> Part:
        """Return the part that the innermost parentheses hold."""
        level = self.levels[-1]
        choices = [*level.choices, self.sequence(level.parts)]
        return choices[0] if len(choices) == 1 else self.alternatives(choices)

    def star(self) -> None:
        self.at += 1
        self.repeated(
            self.at - 1, {"*": (0, -1), "+": (1, -1), "?": (0, 1)}[self.text[self.at - 1]]
        )

    def braces(self) -> None:
        """Read `{2}`, `{2,}` or `{2,3}`; anything else is a brace as a letter."""
        begin = self.at
        counts = self.counts()
        if counts is None:
            self.at = begin
            self.letter()
            return
        least, most = counts
        if least > MOST_REPEATS or most > MOST_REPEATS or 0 <= most < least:
            raise wrong("invalid repeat count", self.rest(begin))
        self.repeated(begin, counts, counted=True)

    def counts(self) -> tuple[int, int] | None:
        end = self.text.find("}", self.at)
        words = self.text[self.at + 1 : end].split(",") if end > 0 else []
        if len(words) not in (1, 2) or not is_count(words[0]):
            return None
        if words[1:] and words[1] and not is_count(words[1]):
            return None
        self.at = end + 1
        least, *most = (int(word[:9]) if word else -1 for word in words)
        return least, most[0] if most else least

    def repeated(self, begin: int, counts: tuple[int, int], *, counted: bool = False) -> None:
        is_lazy = self.text.startswith("?", self.at)
        self.at += is_lazy
        if self.last_repeat >= 0:
            raise wrong("invalid nested repetition operator", self.rest(self.last_repeat))
        parts = self.levels[-1].parts
        if not parts:
            raise wrong("missing argument to repetition operator", self.rest(begin))
        part, (least, most) = parts.pop(), counts
        repeats = part.repeats * (least if most < 0 else most) if counted else part.repeats
        if counted and max(counts) >= 2 and repeats > MOST_REPEATS:
            raise wrong("invalid repeat count", self.rest(begin))
        size = repeated_size(part.size, least, most, counted)
        whole = self.checked(part._replace(height=part.height + 1, size=size, repeats=repeats))
        first, end = self.copies(part, least, most, is_lazy is self.flags.lazy)
        parts.append(whole._replace(first=first, end=end))
        self.repeat = begin

    def backslash(self) -> None:
        word = self.text[self.at + 1 : self.at + 2]
        if word in EDGES:
            self.add(edge=EDGES[word])
            self.at += 2
        elif word == "C":
            raise wrong("invalid escape sequence", r"\C")
        elif word == "Q":
            end = self.text.find(r"\E", self.at + 2)
            quoted = self.text[self.at + 2 : end if end >= 0 else None]
            for letter in quoted:
                self.literal(ord(letter))
            self.at += 2 + len(quoted) + 2 * (end >= 0)
        elif group := self.group():
            self.add(Letters((group,), fold=self.flags.fold))
        else:
            self.literal(self.escape())

    def letters(self) -> None:
        self.add(self.brackets(self.flags.fold))


def is_count(word: str) -> bool:
    """Return whether these are digits that count a repetition, without a zero before them."""
    return bool(word) and DECIMAL.issuperset(word) and (word == "0" or word[0] != "0")


READERS = {
    "(": Syntax.open,
    "|": Syntax.bar,
    ")": Syntax.close,
    "^": Syntax.begin,
    "$": Syntax.finish,
    ".": Syntax.any,
    "[": Syntax.letters,
    "*": Syntax.star,
    "+": Syntax.star,
    "?": Syntax.star,
    "{": Syntax.braces,
    "\\": Syntax.backslash,
}
