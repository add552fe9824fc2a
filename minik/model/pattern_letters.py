"""Letters in a pattern of Go: escapes, groups and classes.

Upstream rule: Go's `regexp/syntax`.
"""

from minik.model.letter_classes import LAST, PERL, POSIX, Group, Letters, named
from minik.model.pattern_automaton import wrong

ESCAPES = {"a": 7, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}
OCTAL = frozenset("01234567")
HEXADECIMAL = frozenset("0123456789abcdefABCDEF")


class LetterReader:
    """Reads the letters of a pattern, from where it stands."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def rest(self, begin: int) -> str:
        return self.text[begin : self.at]

    def group(self) -> Group | None:
        """Read `\\pL`, `\\p{Greek}`, `\\d` and the like, if one begins here."""
        begin, word = self.at, self.text[self.at + 1 : self.at + 2]
        if not self.text.startswith("\\", begin):
            return None
        if word and word.lower() in PERL:
            self.at += 2
            return Group(PERL[word.lower()], outside=word.isupper())
        if word not in ("p", "P"):
            return None
        if self.text.startswith("{", begin + 2):
            end = self.text.find("}", begin)
            if end < 0:
                raise wrong("invalid character class range", self.text[begin:])
            name, self.at = self.text[begin + 3 : end], end + 1
        else:
            name, self.at = self.text[begin + 2 : begin + 3], min(begin + 3, len(self.text))
        group = named(name.removeprefix("^"))
        if group is None:
            raise wrong("invalid character class range", self.rest(begin))
        is_outside = (word == "P") is not name.startswith("^")
        return group._replace(outside=group.outside is not is_outside)

    def escape(self) -> int:
        """Read an escaped letter; return its code."""
        begin, text = self.at, self.text
        word = text[begin + 1 : begin + 2]
        self.at = begin + 1 + len(word)
        if not word:
            raise wrong("trailing backslash at end of expression", "")
        if word.isascii() and not is_alnum(word):
            return ord(word)
        if word in ESCAPES:
            return ESCAPES[word]
        if word == "0" or word in OCTAL and text[self.at : self.at + 1] in OCTAL - {""}:
            while self.at < begin + 4 and text[self.at : self.at + 1] in OCTAL:
                self.at += 1
            return int(text[begin + 1 : self.at], 8)
        if word == "x" and (code := self.hexadecimal()) is not None:
            return code
        raise wrong("invalid escape sequence", self.rest(begin))

    def hexadecimal(self) -> int | None:
        """Read what follows `\\x`; return None where that is no letter."""
        begin, text = self.at, self.text
        if not text.startswith("{", begin):
            self.at = min(begin + 2, len(text))
            digits = text[begin : self.at]
            return int(digits, 16) if len(digits) == 2 and HEXADECIMAL.issuperset(digits) else None
        self.at += 1
        code = digits_seen = 0
        while self.at < len(text):
            digit = text[self.at]
            self.at += 1
            if digit == "}":
                return code if digits_seen else None
            code = code * 16 + int(digit, 16) if digit in HEXADECIMAL else LAST + 1
            digits_seen += 1
            if code > LAST:
                return None
        return None

    def brackets(self, fold: bool) -> Letters:
        """Read a class: `[^a-z[:digit:]\\d]`."""
        begin = self.at
        self.at += 1
        is_outside = self.text.startswith("^", self.at)
        self.at += is_outside
        first, groups = self.at, list[Group]()
        while self.at == first or not self.text.startswith("]", self.at):
            groups.append(self.posix() or self.group() or self.range(begin))
        self.at += 1
        return Letters(tuple(groups), is_outside, fold)

    def posix(self) -> Group | None:
        """Read `[:alpha:]` or `[:^alpha:]`, if one begins here."""
        end = self.text.find(":]", self.at + 2)
        if not self.text.startswith("[:", self.at) or end < 0:
            return None
        name = self.text[self.at + 2 : end]
        ranges = POSIX.get(name.removeprefix("^"))
        if ranges is None:
            raise wrong("invalid character class range", self.text[self.at : end + 2])
        self.at = end + 2
        return Group(ranges, outside=name.startswith("^"))

    def range(self, bracket: int) -> Group:
        begin = self.at
        low = high = self.class_letter(bracket)
        after = self.text[self.at : self.at + 2]
        if len(after) == 2 and after[0] == "-" and after[1] != "]":
            self.at += 1
            high = self.class_letter(bracket)
            if high < low:
                raise wrong("invalid character class range", self.rest(begin))
        return Group(((low, high),))

    def class_letter(self, bracket: int) -> int:
        if self.at >= len(self.text):
            raise wrong("missing closing ]", self.text[bracket:])
        if self.text[self.at] == "\\":
            return self.escape()
        self.at += 1
        return ord(self.text[self.at - 1])


def is_alnum(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()
