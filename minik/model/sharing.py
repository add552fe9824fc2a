"""Equal things are worked out once: results of pure functions, kept by what they were asked about.

A thousand pods of one template hold a thousand equal specs. What follows from a value alone may be
kept under its bytes (`structure_of`), which tell 1 from true and one order of fields from another;
then equal values become the same object, under which the next result is kept (`by_identity`).
"""

import marshal
from collections.abc import Callable

from minik.light_typing import Any, TypeVar

T = TypeVar("T")

MOST = 512  # so many results are kept of one function; then it begins anew
LONGEST = 20_000  # bytes; nothing larger is kept
TRIED = 100  # so many looks are made before they have to pay
RECENT = 1000  # of so many looks what they found counts in full
PLAIN = 2  # the version of `marshal` in which equal values have equal bytes


def structure_of(value: Any) -> bytes:
    """Return the bytes of a JSON value; b"" of one that holds anything else, or is too large."""
    try:
        text = marshal.dumps(value, PLAIN)
    except ValueError:
        return b""
    return text if len(text) <= LONGEST else b""


class Trials:
    """Whether it pays to look for something: hardly any more after many looks that found nothing. What
    was found long ago counts less and less.
    """

    def __init__(self) -> None:
        self.asked = self.looks = self.finds = 0

    def pay(self) -> bool:
        """Tell whether to look this time; `finds` is counted by who found something."""
        self.asked += 1
        if self.looks >= RECENT:
            self.looks, self.finds = self.looks // 2, self.finds // 2
        if self.looks >= TRIED and self.finds * 8 < self.looks and self.asked % 16:
            return False
        self.looks += 1
        return True


def by_structure(work: Callable[[Any], T]) -> Callable[[Any], T]:
    """Return a pure function of one value so that its results are shared by all equal values."""
    results: dict[bytes, T] = {}
    trials = Trials()

    def shared(value: Any) -> T:
        key = structure_of(value) if trials.pay() else b""
        if key in results:
            trials.finds += 1
            return results[key]
        result = work(value)
        if key:
            if len(results) >= MOST:
                results.clear()
            results[key] = result
        return result

    return shared


def _itself(value: Any) -> Any:
    return value


same = by_structure(_itself)  # returns the first of equal values, so that they are kept once


def by_identity(work: Callable[[Any], T]) -> Callable[[Any], T]:
    """Return a pure function of one value so that it works once for the same object."""
    results: dict[int, tuple[Any, T]] = {}

    def shared(value: Any) -> T:
        known = results.get(id(value))
        if known is not None and known[0] is value:
            return known[1]
        result = work(value)
        if len(results) >= MOST:
            results.clear()
        results[id(value)] = value, result
        return result

    return shared


class Sound:
    """Contents, by their bytes, in which no fault was found: equal ones need not be judged again."""

    def __init__(self) -> None:
        self.contents: set[bytes] = set()

    def __contains__(self, content: bytes) -> bool:
        return content in self.contents

    def add(self, content: bytes) -> None:
        """Remember a content; b"" stands for one that has no bytes."""
        if content:
            if len(self.contents) >= MOST:
                self.contents.clear()
            self.contents.add(content)
