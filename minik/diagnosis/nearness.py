"""What is nearly what was asked for: labels, names, ports. It is looked up, never searched for among all.

Two words are near if they differ in case only, in one or two letters, or if most of one is most of the other.
"""
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cache
from typing import NamedTuple

from minik.diagnosis.view import Maker, View, plain_labels
from minik.model import object as objects

FEW = 60  # so many words are compared one by one; of more only those that share all but one letter
CLOSE = 0.72
PLAIN = ("true", "false", "yes", "no", "enabled", "1", "0", "")  # values that say nothing about whose they are


@cache
def closeness(one: str, other: str) -> float:
    """How near two words are: 1 where only case differs, 0 where they have nothing to do with each other."""
    left, right = one.casefold(), other.casefold()
    if left == right:
        return 1
    if min(len(left), len(right)) < 3:
        return 0
    if sum(map(str.__ne__, left, right)) == 2 and sorted(left) == sorted(right):
        return 0.9  # two letters changed places
    if likeness(left, right) < CLOSE:
        return 0
    return max(SequenceMatcher(None, left, right).ratio(), SequenceMatcher(None, right, left).ratio())


def likeness(one: str, other: str) -> float:
    """What part of their letters two words share, wherever they stand: no two words are nearer than that, and it is told in no time."""
    left, right = one.casefold(), other.casefold()
    return 2 * sum([min(left.count(letter), right.count(letter)) for letter in set(left)]) / (len(left) + len(right) or 1)


def is_near(one: str, other: str) -> bool:
    """Whether one is probably meant where the other is written."""
    return closeness(one, other) >= CLOSE


def nearest(word: str, words: Iterable[str]) -> str:
    """The one of some words that was probably meant; nothing where none was."""
    found = max(words, key=lambda other: closeness(word, other), default="")
    return found if found and is_near(word, found) else ""


def difference(asked: str, has: str) -> str:
    """How two near words differ."""
    return "case differs" if asked.casefold() == has.casefold() else "spelling differs"


def spellings(word: str) -> Iterator[str]:
    """A word, and the word without each of its letters: two that differ in one letter share one of them."""
    folded = word.casefold()
    yield folded
    yield from (folded[:place] + folded[place + 1:] for place in range(len(folded)))


class Miss(NamedTuple):
    """Who nearly stands behind a Service: the pairs asked for that it does not have, each with the key and value it has instead."""

    maker: Maker
    same: int
    instead: Mapping[str, tuple[str, str]]
    absent: Sequence[str]
    distance: float = 0

    @property
    def rank(self) -> tuple[int, int, float, str]:
        """The nearest first."""
        return len(self.absent), len(self.instead), self.distance, self.maker.key.path


class Nearness:
    """The makers of pods, indexed by what their labels nearly are."""

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
        """One more who makes pods."""
        namespace = maker.key.namespace
        for name, value in plain_labels(objects.labels(maker.pod)).items():
            self.exact.setdefault((namespace, name, value), []).append(maker)
            self.by_value.setdefault((namespace, value), []).append(maker)
            self.anywhere.setdefault((name, value), []).append(maker)
            self.values.setdefault((namespace, name), {})[value] = None

    def near_values(self, namespace: str, name: str, value: str) -> Sequence[str]:
        """The values of a label that are near to one."""
        known = self.values.get((namespace, name), {})
        if len(known) > FEW:
            self.spell(namespace, name)
            known = {found: None for spelling in spellings(value) for found in self.spelled.get((namespace, name, spelling), ())}
        return [other for other in known if other != value and is_near(value, other)]

    def spell(self, namespace: str, name: str) -> None:
        """Index the values of a label by their spellings, once."""
        if (namespace, name, "") not in self.spelled:
            self.spelled[namespace, name, ""] = {}
            for value in self.values[namespace, name]:
                for spelling in spellings(value):
                    self.spelled.setdefault((namespace, name, spelling), {})[value] = None

    def candidates(self, namespace: str, selector: Mapping[str, str]) -> Iterator[Maker]:
        """Who nearly shares a pair with a selector, and who shares one; a few for each pair."""
        for name, value in selector.items():
            for other in self.near_values(namespace, name, value):
                yield from self.exact[namespace, name, other][:FEW]
        for name, value in selector.items():
            yield from self.exact.get((namespace, name, value), ())[:FEW]
            yield from self.by_value.get((namespace, value), ())[:FEW]

    def nearest(self, namespace: str, selector: Mapping[str, str]) -> Miss | None:
        """Who comes nearest to stand behind a selector, if anybody does."""
        best: Miss | None = None
        for maker in {maker.key: maker for maker in self.candidates(namespace, selector)}.values():
            if best is None or best.absent or may_be_nearer(maker, selector, best):
                miss = compare(maker, selector)
                best = miss if best is None or miss.rank < best.rank else best
        return best

    def elsewhere(self, namespace: str, selector: Mapping[str, str]) -> list[Maker]:
        """Who has all these labels, in another namespace."""
        lists = [self.anywhere.get(pair, []) for pair in selector.items()]
        return [maker for maker in min(lists, key=len) if maker.key.namespace != namespace
                and selector.items() <= objects.labels(maker.pod).items()] if lists else []


def compare(maker: Maker, selector: Mapping[str, str]) -> Miss:
    """What keeps the pods of one maker from being selected."""
    labels = plain_labels(objects.labels(maker.pod))
    wrong = {name: value for name, value in selector.items() if labels.get(name) != value}
    instead = {}
    for name, value in wrong.items():
        if name in labels:
            if is_near(value, labels[name]):
                instead[name] = (name, labels[name])
        else:
            key = next((key for key, its in labels.items() if its == value and key not in selector
                        and (value not in PLAIN or is_near(name, key))), "")
            if key:
                instead[name] = (key, value)
    far = sum(1 - closeness(selector[name], value) if key == name else 1 for name, (key, value) in instead.items())
    return Miss(maker, len(selector) - len(wrong), instead, [name for name in wrong if name not in instead], far)


def may_be_nearer(maker: Maker, selector: Mapping[str, str], best: Miss) -> bool:
    """Whether somebody may be nearer than one who nearly has all pairs: told from how many are wrong, and from the letters shared."""
    labels = plain_labels(objects.labels(maker.pod))
    wrong = [name for name, value in selector.items() if labels.get(name) != value]
    if len(wrong) != len(best.instead):
        return len(wrong) < len(best.instead)
    return sum(1 - likeness(selector[name], labels[name]) if name in labels else 1 for name in wrong) <= best.distance
