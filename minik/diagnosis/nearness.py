"""Near matches of labels, names and ports, found by index and not by comparing all.

Two words are near if they differ only in case, in one or two letters, or if most of one is most of
the other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from minik import light_re as re
from minik.diagnosis.view import Maker, View, plain_labels
from minik.light_typing import NamedTuple
from minik.model import object as objects

COMPARE_LIMIT = (
    60  # so many words are compared one by one; of more only those that share all but one letter
)
THRESHOLD = 0.72
COMMON_VALUES = (
    "true",
    "false",
    "yes",
    "no",
    "enabled",
    "1",
    "0",
    "",
)  # values that say nothing about whose they are


@cache
def closeness(word: str, other: str) -> float:
    """Return how near two words are, from 0 (unrelated) to 1 (only case differs)."""
    from difflib import SequenceMatcher  # noqa: PLC0415 only where something is misspelt

    left, right = word.casefold(), other.casefold()
    if left == right:
        return 1
    if min(len(left), len(right)) < 3:
        return 0
    if sum(map(str.__ne__, left, right)) == 2 and sorted(left) == sorted(right):
        return 0.9  # two letters changed places
    if likeness(left, right) < THRESHOLD:
        return 0
    return max(
        SequenceMatcher(None, left, right).ratio(), SequenceMatcher(None, right, left).ratio()
    )


def likeness(word: str, other: str) -> float:
    """Return the share of letters that two words have in common: a fast upper bound of closeness."""
    left, right = letters(word), letters(other)
    return 2 * len(left & right) / (len(left) + len(right) or 1)


@cache
def letters(word: str) -> frozenset[tuple[str, int]]:
    """Return the letters of a word without their case, each with which of its kind it is."""
    folded = word.casefold()
    return frozenset(
        (letter, which) for letter in set(folded) for which in range(folded.count(letter))
    )


def is_near(word: str, other: str) -> bool:
    """Return whether one word is probably a misspelling of the other."""
    return closeness(word, other) >= THRESHOLD


def nearest(word: str, words: Iterable[str]) -> str:
    """Return the word nearest to one; "" if none is near."""
    best = max(words, key=lambda other: closeness(word, other), default="")
    return best if best and is_near(word, best) else ""


def is_one_off(name: str, right: str) -> bool:
    """Return whether two words differ by one letter too many or too few, or by two exchanged."""
    if len(name) == len(right):
        wrong = [place for place, (one, other) in enumerate(zip(name, right)) if one != other]
        return len(wrong) == 2 and wrong[1] == wrong[0] + 1 and sorted(name) == sorted(right)
    longer, shorter = (name, right) if len(name) > len(right) else (right, name)
    if len(longer) != len(shorter) + 1:
        return False
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))


def is_meant(name: str, other: str) -> bool:
    """Return whether one name of an object is probably a misspelling of the other: near, and near too
    in what is left without the words that both begin or end with.
    """
    if not is_near(name, other):
        return False
    left, right = (re.split(r"[-_.]", word.casefold()) for word in (name, other))
    for end in (0, -1):
        while left and right and left[end] == right[end]:
            del left[end], right[end]
    one, two = "".join(left), "".join(right)
    return not one or not two or one.startswith(two) or two.startswith(one) or is_near(one, two)


def difference(expected: str, actual: str) -> str:
    """Return how two near words differ."""
    return "case differs" if expected.casefold() == actual.casefold() else "spelling differs"


def spellings(word: str) -> Iterator[str]:
    """Yield a word, and the word without each of its letters: two words that differ in one letter
    share one of them.
    """
    folded = word.casefold()
    yield folded
    yield from (folded[:place] + folded[place + 1 :] for place in range(len(folded)))


class NearMiss(NamedTuple):
    """Pods that a selector nearly matches: the missing pairs, each with the key and value found
    instead.
    """

    maker: Maker
    same: int
    instead: Mapping[str, tuple[str, str]]
    absent: Sequence[str]
    distance: float = 0

    @property
    def rank(self) -> tuple[int, int, float, str]:
        """Return the sort key: the nearest first."""
        return len(self.absent), len(self.instead), self.distance, self.maker.key.path


def slipped(miss: NearMiss | None, labels: Mapping[str, str]) -> dict[str, str]:
    """Return the pairs that pods have in place of misspelt ones; {} if more than spelling differs."""
    if miss is None or miss.absent:
        return {}
    for name, (key, value) in miss.instead.items():
        if not (name == key or is_meant(name, key)):
            return {}
        if not (labels[name] == value or is_meant(labels[name], value)):
            return {}
    return dict(miss.instead.values())


class Nearness:
    """The makers of pods, indexed by their labels and near spellings."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.exact: dict[tuple[str, str, str], list[Maker]] = {}
        self.by_value: dict[tuple[str, str], list[Maker]] = {}
        self.values: dict[tuple[str, str], dict[str, None]] = {}
        self.spelled: dict[tuple[str, str, str], dict[str, None]] = {}
        self.anywhere: dict[tuple[str, str], list[Maker]] = {}
        for maker in view.makers.values():
            self.add(maker)

    def add(self, maker: Maker) -> None:
        """Index one maker of pods."""
        namespace = maker.key.namespace
        for name, value in plain_labels(objects.labels(maker.pod)).items():
            self.exact.setdefault((namespace, name, value), []).append(maker)
            self.by_value.setdefault((namespace, value), []).append(maker)
            self.anywhere.setdefault((name, value), []).append(maker)
            self.values.setdefault((namespace, name), {})[value] = None

    def near_values(self, namespace: str, name: str, value: str) -> Sequence[str]:
        """Return the values of a label that are near to one."""
        candidates = self.values.get((namespace, name), {})
        if len(candidates) > COMPARE_LIMIT:
            self.index_spellings(namespace, name)
            candidates = {
                near_value: None
                for spelling in spellings(value)
                for near_value in self.spelled.get((namespace, name, spelling), ())
            }
        return [other for other in candidates if other != value and is_near(value, other)]

    def index_spellings(self, namespace: str, name: str) -> None:
        """Index the values of a label by their spellings, once."""
        if (namespace, name, "") not in self.spelled:
            self.spelled[namespace, name, ""] = {}
            for value in self.values[namespace, name]:
                for spelling in spellings(value):
                    self.spelled.setdefault((namespace, name, spelling), {})[value] = None

    def candidates(self, namespace: str, selector: Mapping[str, str]) -> Iterator[Maker]:
        """Yield the makers that share, or nearly share, a pair with a selector; a few for each
        pair.
        """
        for name, value in selector.items():
            for other in self.near_values(namespace, name, value):
                yield from self.exact[namespace, name, other][:COMPARE_LIMIT]
        for name, value in selector.items():
            yield from self.exact.get((namespace, name, value), ())[:COMPARE_LIMIT]
            yield from self.by_value.get((namespace, value), ())[:COMPARE_LIMIT]

    def nearest(self, namespace: str, selector: Mapping[str, str]) -> NearMiss | None:
        """Return the maker that comes nearest to a selector; None if there is none."""
        best: NearMiss | None = None
        if not self.anywhere:
            return None
        for maker in {maker.key: maker for maker in self.candidates(namespace, selector)}.values():
            if best is None or best.absent or may_be_nearer(maker, selector, best):
                miss = compare(maker, selector)
                best = miss if best is None or miss.rank < best.rank else best
        return best

    def in_other_namespaces(self, namespace: str, selector: Mapping[str, str]) -> list[Maker]:
        """Return the makers in other namespaces that have all these labels."""
        lists = [self.anywhere.get(pair, []) for pair in selector.items()]
        return (
            [
                maker
                for maker in min(lists, key=len)
                if maker.key.namespace != namespace
                and selector.items() <= objects.labels(maker.pod).items()
            ]
            if lists
            else []
        )


def compare(maker: Maker, selector: Mapping[str, str]) -> NearMiss:
    """Return what keeps the pods of one maker from being selected."""
    labels = plain_labels(objects.labels(maker.pod))
    wrong = {name: value for name, value in selector.items() if labels.get(name) != value}
    instead = {}
    for name, value in wrong.items():
        if name in labels:
            if is_near(value, labels[name]):
                instead[name] = (name, labels[name])
        else:
            key = next(
                (
                    key
                    for key, label_value in labels.items()
                    if label_value == value
                    and key not in selector
                    and (value not in COMMON_VALUES or is_near(name, key))
                ),
                "",
            )
            if key:
                instead[name] = (key, value)
    distance = sum(
        1 - closeness(selector[name], value) if key == name else 1
        for name, (key, value) in instead.items()
    )
    return NearMiss(
        maker,
        len(selector) - len(wrong),
        instead,
        [name for name in wrong if name not in instead],
        distance,
    )


def may_be_nearer(maker: Maker, selector: Mapping[str, str], best: NearMiss) -> bool:
    """Return whether a maker may be nearer than the best near miss, by a cheap estimate."""
    labels = plain_labels(objects.labels(maker.pod))
    wrong = [name for name, value in selector.items() if labels.get(name) != value]
    if len(wrong) != len(best.instead):
        return len(wrong) < len(best.instead)
    return (
        sum(1 - likeness(selector[name], labels[name]) if name in labels else 1 for name in wrong)
        <= best.distance
    )
