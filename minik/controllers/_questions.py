"""Questions that pods ask about pods. Both are found by labels, never searched for: of many questions hardly any means a given pod."""
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model import selectors
from minik.model.object import Object
from minik.model.selectors import Selector

Word: TypeAlias = tuple[str, str, str] | str  # a label in a namespace; a namespace alone: whatever its labels


class Question(NamedTuple):
    """Which pods are meant, and in what their nodes are alike."""

    topology: str
    namespaces: frozenset[str]
    selector: Selector

    def means(self, pod: Object) -> bool:
        return objects.namespace(pod) in self.namespaces and selectors.matches(self.selector, objects.labels(pod))

    def words(self, filed: Mapping[Word, Sequence[object]]) -> Iterable[Word]:
        """Under what it is filed, the least that is filed already: of each pod that is meant exactly one of these is a word."""
        labels = [one for one in self.selector if one.operator == "in"]
        ways = [{(namespace, label.key, value) for namespace in self.namespaces for value in label.values} for label in labels]
        return min(ways, key=lambda way: sum(len(filed.get(word, ())) for word in way)) if ways else self.namespaces


def words(pod: Object) -> Iterator[Word]:
    """All words under which a question that means this pod may be filed."""
    namespace = objects.namespace(pod)
    yield namespace
    yield from ((namespace, name, value) for name, value in objects.labels(pod).items())


class Tally:
    """How many pods are in each domain, for every question."""

    def __init__(self) -> None:
        self.counts: dict[Question, Counter[str]] = {}
        self.filed: dict[Word, list[Question]] = {}

    def of(self, question: Question) -> Counter[str]:
        """The count of a question; a new one begins with nothing."""
        if question not in self.counts:
            self.counts[question] = Counter()
            for word in question.words(self.filed):
                self.filed.setdefault(word, []).append(question)
        return self.counts[question]

    def meaning(self, pod: Object) -> Iterator[tuple[Question, Counter[str]]]:
        """The questions that mean a pod, with their counts."""
        for word in words(pod):
            yield from ((question, self.counts[question]) for question in self.filed.get(word, ()) if question.means(pod))


class Placed:
    """The pods that have a node, filed under their words once somebody asks."""

    def __init__(self, placed: Iterable[Object]) -> None:
        self.unfiled = list(placed)
        self.filed: dict[Word, list[Object]] = {}

    def add(self, pod: Object) -> None:
        self.unfiled.append(pod)

    def meant(self, question: Question) -> Iterator[Object]:
        """The pods that a question means and that stay."""
        for pod in self.unfiled:
            for word in words(pod):
                self.filed.setdefault(word, []).append(pod)
        self.unfiled.clear()
        found = (pod for word in question.words(self.filed) for pod in self.filed.get(word, ()))
        return (pod for pod in found if question.means(pod) and not pods.is_terminating(pod))
