"""Semantic versions.

Upstream rule: Kubernetes `cel/library/semverlib.go`, blang/semver 4.
"""

from functools import total_ordering

from minik import light_re as re
from minik.cel.declarations import Library, function, method
from minik.cel.libraries._costs import letters, letters_track
from minik.cel.types import BOOL, INT, STRING, Type, object_type
from minik.cel.values import EvaluationError
from minik.light_typing import TypeAlias
from minik.model.problem import quote

SEMVER = object_type("kubernetes.Semver")
NUMBER, WORD = re.compile(r"[0-9]*"), re.compile(r"[0-9A-Za-z-]*")
Identifier: TypeAlias = tuple[bool, int, str]  # a number is less than a word


@total_ordering
class Version:
    """A version as a value. What is built of it is no part of its order."""

    __slots__ = ("numbers", "prerelease")
    cel_type: Type = SEMVER

    def __init__(self, numbers: tuple[int, int, int], prerelease: tuple[Identifier, ...]) -> None:
        self.numbers, self.prerelease = numbers, prerelease

    @property
    def order(self) -> tuple[tuple[int, int, int], bool, tuple[Identifier, ...]]:
        return self.numbers, not self.prerelease, self.prerelease

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Version) and self.order == other.order

    def __lt__(self, other: "Version") -> bool:
        return self.order < other.order

    def __hash__(self) -> int:
        return hash(self.order)


def parse(text: str, normalize: bool = False) -> Version:
    """Return the version of a text; raise EvaluationError in the library's words."""
    if normalize:
        text = _normal(text)
    if not text:
        raise EvaluationError("Version string empty")
    parts = text.split(".", 2)
    if len(parts) != 3:
        raise EvaluationError("No Major.Minor.Patch elements found")
    rest, plus, build = parts[2].partition("+")
    patch, dash, prerelease = rest.partition("-")
    major, minor, last = (
        _number(part, name) for part, name in zip((*parts[:2], patch), ("major", "minor", "patch"))
    )
    identifiers = tuple(map(_identifier, prerelease.split("."))) if dash else ()
    for word in build.split(".") if plus else ():
        if not word:
            raise EvaluationError("Build meta data is empty")
        if not WORD.fullmatch(word):
            raise EvaluationError(f"Invalid character(s) found in build meta data {quote(word)}")
    return Version((major, minor, last), identifiers)


def _number(text: str, name: str) -> int:
    if not NUMBER.fullmatch(text):
        raise EvaluationError(f"Invalid character(s) found in {name} number {quote(text)}")
    if len(text) > 1 and text[0] == "0":
        raise EvaluationError(
            f"{name.capitalize()} number must not contain leading zeroes {quote(text)}"
        )
    if not text or int(text) >= 2**64:
        problem = "value out of range" if text else "invalid syntax"
        raise EvaluationError(f"strconv.ParseUint: parsing {quote(text)}: {problem}")
    return int(text)


def _identifier(word: str) -> Identifier:
    if not word:
        raise EvaluationError("Prerelease is empty")
    if NUMBER.fullmatch(word):
        if len(word) > 1 and word[0] == "0":
            raise EvaluationError(
                f"Numeric PreRelease version must not contain leading zeroes {quote(word)}"
            )
        return False, int(word), ""
    if not WORD.fullmatch(word):
        raise EvaluationError(f"Invalid character(s) found in prerelease {quote(word)}")
    return True, 0, word


def _normal(text: str) -> str:
    """Return a version without `v`, with zeros before numbers gone and missing numbers added."""
    parts = text.removeprefix("v").split(".", 2)
    for index, part in enumerate(parts):
        if len(part) > 1:
            stripped = part.lstrip("0")
            parts[index] = stripped if stripped[:1].isdigit() else f"0{stripped}"
    if len(parts) < 3 and any(sign in parts[-1] for sign in "+-"):
        raise EvaluationError("short version cannot contain PreRelease/Build meta data")
    return ".".join((*parts, "0", "0")[:3] if len(parts) < 3 else parts)


def is_semver(text: str, normalize: bool = False) -> bool:
    try:
        parse(text, normalize)
    except EvaluationError:
        return False
    return True


def compare(left: Version, right: Version) -> int:
    return (left > right) - (left < right)


COST = {"estimate": letters(), "track": letters_track()}
BOTH = (SEMVER, SEMVER)
LIBRARY = Library(
    {
        "semver": (
            function("string_to_semver", (STRING,), SEMVER, parse, **COST),
            function("string_bool_to_semver", (STRING, BOOL), SEMVER, parse, **COST),
        ),
        "isSemver": (
            function("is_semver_string", (STRING,), BOOL, is_semver, **COST),
            function("is_semver_string_bool", (STRING, BOOL), BOOL, is_semver, **COST),
        ),
        "isGreaterThan": (method("semver_is_greater_than", BOTH, BOOL, lambda a, b: a > b),),
        "isLessThan": (method("semver_is_less_than", BOTH, BOOL, lambda a, b: a < b),),
        "compareTo": (method("semver_compare_to", BOTH, INT, compare),),
        **{
            name: (
                method(
                    f"semver_{name}",
                    (SEMVER,),
                    INT,
                    lambda version, place=place: version.numbers[place],
                ),
            )  # fmt: skip
            for place, name in enumerate(("major", "minor", "patch"))
        },
    }
)
