"""Affinity terms and spread constraints, indexed by label.

Of many terms hardly any matches a given pod, so both are looked up by label, never searched.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from minik.kinds import pod as pods
from minik.light_typing import NamedTuple, TypeAlias
from minik.model import object as objects
from minik.model import selectors
from minik.model.object import Object
from minik.model.selectors import Selector

IndexKey: TypeAlias = (
    tuple[str, str, str] | str
)  # a label in a namespace; a namespace alone: whatever its labels


class PodTerm(NamedTuple):
    """The pods that a term matches, and the topology key by which their nodes are grouped."""

    topology: str
    namespaces: frozenset[str]
    selector: Selector

    def matches_pod(self, pod: Object) -> bool:
        return objects.namespace(pod) in self.namespaces and selectors.matches(
            self.selector, objects.labels(pod)
        )

    def index_keys(self, index: Mapping[IndexKey, Sequence[object]]) -> Iterable[IndexKey]:
        """Return the keys under which a term is stored: the choice with the fewest stored already.

        Each pod that matches has exactly one of these keys.
        """
        labels = [requirement for requirement in self.selector if requirement.operator == "in"]
        choices = [
            {
                (namespace, requirement_.key, value)
                for namespace in self.namespaces
                for value in requirement_.values
            }
            for requirement_ in labels
        ]
        return (
            min(
                choices,
                key=lambda choice: sum(len(index.get(index_key, ())) for index_key in choice),
            )
            if choices
            else self.namespaces
        )


def pod_keys(pod: Object) -> Iterator[IndexKey]:
    """Yield all the keys under which a term that matches this pod may be stored."""
    namespace = objects.namespace(pod)
    yield namespace
    yield from ((namespace, name, value) for name, value in objects.labels(pod).items())


class TermCounts:
    """The number of pods in each domain, for every term."""

    def __init__(self) -> None:
        self.counts: dict[PodTerm, Counter[str]] = {}
        self.filed: dict[IndexKey, list[PodTerm]] = {}

    def of(self, question: PodTerm) -> Counter[str]:
        """Return the counts of a term; those of a new term are empty."""
        if question not in self.counts:
            self.counts[question] = Counter()
            for index_key in question.index_keys(self.filed):
                self.filed.setdefault(index_key, []).append(question)
        return self.counts[question]

    def matching_terms(self, pod: Object) -> Iterator[tuple[PodTerm, Counter[str]]]:
        """Yield the terms that match a pod, with their counts."""
        for index_key in pod_keys(pod):
            yield from (
                (question, self.counts[question])
                for question in self.filed.get(index_key, ())
                if question.matches_pod(pod)
            )


class ScheduledPods:
    """The pods that have a node, indexed by key once a term is asked for."""

    def __init__(self, placed: Iterable[Object]) -> None:
        self.placed: Iterable[Object] = placed  # looked at when a term is first asked for
        self.unfiled: list[Object] = []
        self.filed: dict[IndexKey, list[Object]] = {}

    def add(self, pod: Object) -> None:
        self.unfiled.append(pod)

    def matching_pods(self, question: PodTerm) -> Iterator[Object]:
        """Yield the pods that match a term and are not terminating."""
        for pod in chain(self.placed, self.unfiled):
            for index_key in pod_keys(pod):
                self.filed.setdefault(index_key, []).append(pod)
        self.placed = ()
        self.unfiled.clear()
        candidates = (
            pod
            for index_key in question.index_keys(self.filed)
            for pod in self.filed.get(index_key, ())
        )
        return (
            pod for pod in candidates if question.matches_pod(pod) and not pods.is_terminating(pod)
        )
