"""Classes of letters in patterns of Go: ranges, Perl's and POSIX' names, Unicode's groups.

Upstream rule: Go's `regexp/syntax` (`perl_groups.go`, `unicodeTable`) and `unicode.SimpleFold`.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache

from minik import schemas
from minik.light_typing import NamedTuple, TypeAlias

Ranges: TypeAlias = tuple[tuple[int, int], ...]
LAST = 0x10FFFF
FIRST_FOLDED, LAST_FOLDED = 0x41, 0x1E943
DIGIT, UPPER, LOWER = ((48, 57),), ((65, 90),), ((97, 122),)
WORD = (*DIGIT, *UPPER, (95, 95), *LOWER)
PERL: dict[str, Ranges] = {"d": DIGIT, "s": ((9, 10), (12, 13), (32, 32)), "w": WORD}
POSIX: dict[str, Ranges] = {
    "alnum": (*DIGIT, *UPPER, *LOWER),
    "alpha": (*UPPER, *LOWER),
    "ascii": ((0, 127),),
    "blank": ((9, 9), (32, 32)),
    "cntrl": ((0, 31), (127, 127)),
    "digit": DIGIT,
    "graph": ((33, 126),),
    "lower": LOWER,
    "print": ((32, 126),),
    "punct": ((33, 47), (58, 64), (91, 96), (123, 126)),
    "space": ((9, 13), (32, 32)),
    "upper": UPPER,
    "word": WORD,
    "xdigit": (*DIGIT, (65, 70), (97, 102)),
}
# The groups of Unicode, with the longer names that Go knows besides.
CATEGORIES = {
    "C": ("Other",),
    "Cc": ("Control", "Cntrl"),
    "Cf": ("Format",),
    "Cn": ("Unassigned",),
    "Co": ("Privateuse",),
    "Cs": ("Surrogate",),
    "L": ("Letter",),
    "Lc": ("Casedletter",),
    "Ll": ("Lowercaseletter",),
    "Lm": ("Modifierletter",),
    "Lo": ("Otherletter",),
    "Lt": ("Titlecaseletter",),
    "Lu": ("Uppercaseletter",),
    "M": ("Mark", "Combiningmark"),
    "Mc": ("Spacingmark",),
    "Me": ("Enclosingmark",),
    "Mn": ("Nonspacingmark",),
    "N": ("Number",),
    "Nd": ("Decimalnumber", "Digit"),
    "Nl": ("Letternumber",),
    "No": ("Othernumber",),
    "P": ("Punctuation", "Punct"),
    "Pc": ("Connectorpunctuation",),
    "Pd": ("Dashpunctuation",),
    "Pe": ("Closepunctuation",),
    "Pf": ("Finalpunctuation",),
    "Pi": ("Initialpunctuation",),
    "Po": ("Otherpunctuation",),
    "Ps": ("Openpunctuation",),
    "S": ("Symbol",),
    "Sc": ("Currencysymbol",),
    "Sk": ("Modifiersymbol",),
    "Sm": ("Mathsymbol",),
    "So": ("Othersymbol",),
    "Z": ("Separator",),
    "Zl": ("Lineseparator",),
    "Zp": ("Paragraphseparator",),
    "Zs": ("Spaceseparator",),
}
ALIASES = {alias: name for name, aliases in CATEGORIES.items() for alias in aliases}


class Group(NamedTuple):
    """Ranges, or a category or script of Unicode by its name; `outside`: all that is not in it."""

    ranges: Ranges = ()
    category: str = ""
    outside: bool = False

    def holds(self, code: int) -> bool:
        """Return whether a letter is in the ranges or the category (`outside` not yet counted)."""
        if not self.category:
            return any(low <= code <= high for low, high in self.ranges)
        category = unicodedata.category(chr(code))
        if self.category == "Lc":
            return category in ("Ll", "Lt", "Lu")
        # The category C of Go has no letters that are not assigned.
        return category.startswith(self.category) and (category != "Cn" or self.category == "Cn")


class Letters(NamedTuple):
    """The letters that one place of a pattern matches; `fold`: in either case."""

    groups: tuple[Group, ...]
    outside: bool = False
    fold: bool = False

    def match(self, letter: str) -> bool:
        """Return whether a letter is one of them."""
        codes = folded(ord(letter)) if self.fold else (ord(letter),)
        found = any(any(map(group.holds, codes)) is not group.outside for group in self.groups)
        return found is not self.outside


def named(name: str) -> Group | None:
    """Return a group of Unicode by the name between the braces of `\\p{...}`; None if unknown."""
    name = canonical(name)
    if name == "Any":
        return Group(((0, LAST),))
    if name == "Assigned":
        return Group(category="Cn", outside=True)
    if name == "Ascii":
        return Group(POSIX["ascii"])
    if name in CATEGORIES or name in ALIASES:
        return Group(category=ALIASES.get(name, name))
    ranges = _scripts().get(name)
    return None if ranges is None else Group(_parse(ranges))


def canonical(name: str) -> str:
    """Return a name with a capital first letter, without what stands between its words."""
    plain = "".join(letter for letter in name if letter not in "_- ")
    head, tail = plain[:1], plain[1:]
    return (head.upper() if head.isascii() else head) + "".join(
        letter.lower() if letter.isascii() else letter for letter in tail
    )


@cache
def _scripts() -> dict[str, str]:
    return {canonical(name): ranges for name, ranges in schemas.scripts().items()}


@cache
def _parse(ranges: str) -> Ranges:
    ends = (part.partition("-") for part in ranges.split(","))
    return tuple((int(low, 16), int(high or low, 16)) for low, _, high in ends)


def folded(code: int) -> Iterable[int]:
    """Return the letters that are the same but for their case."""
    if not FIRST_FOLDED <= code <= LAST_FOLDED:
        return (code,)
    if code < 128 and code not in (75, 83, 107, 115):  # but k and s, which have a third form
        letter = chr(code)
        return (ord(letter.lower()), ord(letter.upper()))
    return _orbits().get(code, (code,))


@cache
def _orbits() -> dict[int, tuple[int, ...]]:
    """Return all letters that have other cases, each with all its forms."""
    orbits: dict[str, list[int]] = {}
    for code in range(FIRST_FOLDED, LAST_FOLDED + 1):
        letter = chr(code)
        key = next(
            (
                one
                for one in (letter.casefold(), letter.lower(), letter.upper().lower())
                if len(one) == 1
            ),
            letter,
        )
        orbits.setdefault(key, []).append(code)
    return {code: tuple(codes) for codes in orbits.values() if codes[1:] for code in codes}
