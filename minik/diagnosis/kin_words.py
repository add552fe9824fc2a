"""Words and their kin, found by index and not by comparing all: misspelt, or with words before or behind."""

from collections.abc import Iterator

from minik.diagnosis.nearness import COMPARE_LIMIT, is_near, spellings
from minik.light_typing import Any

WHOLE, PART, SPELLING = "whole", "part", "spelling"


def is_kin(name: str, other: str) -> bool:
    """Return whether two names differ by a letter, or by words before or behind: web, my-web."""
    short, long = sorted((name, other), key=len)
    return long.startswith(f"{short}-") or long.endswith(f"-{short}") or is_near(name, other)


def parts(word: str) -> Iterator[str]:
    """Yield what remains of a word without its first words, and without its last ones."""
    for place, letter in enumerate(word):
        if letter == "-":
            yield word[:place]
            yield word[place + 1 :]


class KinWords:
    """Things by words of theirs, found by the kin of these words; a few for each way to be kin."""

    def __init__(self) -> None:
        self.holders: dict[tuple[str, str], list[Any]] = {}

    def add(self, word: str, holder: Any) -> None:
        """Index a thing by a word of its."""
        self._put(WHOLE, word, holder)
        for part in parts(word):
            self._put(PART, part, holder)
        for spelling in spellings(word):
            self._put(SPELLING, spelling, holder)

    def _put(self, how: str, word: str, holder: Any) -> None:
        holders = self.holders.setdefault((how, word), [])
        if len(holders) < COMPARE_LIMIT:
            holders.append(holder)

    def find(self, word: str) -> Iterator[Any]:
        """Yield the things that have a word which may be kin to this one."""
        for how, words in ((WHOLE, parts(word)), (PART, (word,)), (SPELLING, spellings(word))):
            for other in words:
                yield from self.holders.get((how, other), ())
