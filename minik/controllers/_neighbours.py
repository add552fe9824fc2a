"""Which pods want to be near others, or far from them: the part of scheduling in which pods look at pods.

Upstream rules: the filter plugins PodTopologySpread and InterPodAffinity. What they count is counted once for every question (a topology
and the pods that are meant) and kept up to date while pods are placed.
"""
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from minik.controllers import _rooms
from minik.controllers._questions import Placed, Question, Tally
from minik.controllers._rooms import REQUIRED, Reason, Room, Wish
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model import selectors
from minik.model.cluster import Cluster
from minik.model.object import Object, read
from minik.model.selectors import Selector

AFFINITY = Reason("node(s) didn't match pod affinity rules", True)
ANTI_AFFINITY = Reason("node(s) didn't match pod anti-affinity rules", False)
OTHERS_ANTI_AFFINITY = Reason("node(s) didn't satisfy existing pods anti-affinity rules", False)
SPREAD = Reason("node(s) didn't match pod topology spread constraints", False)
UNLABELLED = Reason("node(s) didn't match pod topology spread constraints (missing required label)", True)


class Constraint(NamedTuple):
    """How evenly pods must be spread."""

    question: Question
    most: int
    least_domains: int


def terms(pod: Object, kind: str, cluster: Cluster) -> list[Question]:
    """A pod's required affinity terms of one kind (`podAffinity`, `podAntiAffinity`)."""
    return [Question(term["topologyKey"], frozenset(_namespaces(term, pod, cluster)), _selector(term.get("labelSelector")))
            for term in read(pod, f"spec.affinity.{kind}", {}).get(REQUIRED) or ()]


def _selector(selector: Mapping[str, Any] | None) -> Selector:
    """An absent selector means nobody, an empty one everybody."""
    return selectors.of_label_selector(selector) if selector is not None else (selectors.NOTHING,)


def _namespaces(term: Mapping[str, Any], pod: Object, cluster: Cluster) -> Iterator[str]:
    yield from term.get("namespaces") or ()
    selector = term.get("namespaceSelector")
    if selector is not None:
        wanted = selectors.of_label_selector(selector)
        yield from (objects.name(space) for space in cluster.of("Namespace") if selectors.matches(wanted, objects.labels(space)))
    elif not term.get("namespaces"):
        yield objects.namespace(pod)


def constraints(pod: Object) -> list[Constraint]:
    """The ways in which it must be spread (`DoNotSchedule`); others are wishes."""
    return [Constraint(Question(one["topologyKey"], frozenset((objects.namespace(pod),)), _selector(one.get("labelSelector"))),
                       one.get("maxSkew", 1), one.get("minDomains") or 1)
            for one in objects.spec(pod).get("topologySpreadConstraints") or () if one.get("whenUnsatisfiable") == "DoNotSchedule"]


def has_terms(pod: Object) -> bool:
    """Whether a pod looks at other pods."""
    spec = objects.spec(pod)
    affinity = spec.get("affinity") or {}
    return bool(spec.get("topologySpreadConstraints") or affinity.get("podAffinity") or affinity.get("podAntiAffinity"))


class Neighbours:
    """All placed pods as they matter to those that look at pods."""

    def __init__(self, cluster: Cluster, rooms: Mapping[str, Room], placed: Sequence[Object]) -> None:
        self.cluster, self.rooms = cluster, rooms
        self.placed, self.tally, self.fences = Placed(placed), Tally(), Tally()
        self.alike: dict[tuple[str, str], list[Room]] = {}
        for pod in placed:
            if objects.spec(pod).get("affinity"):
                self._fence(pod, pods.node(pod))

    def place(self, pod: Object, node: str) -> None:
        """A pod has found its node."""
        self.placed.add({**pod, "spec": {**pod["spec"], "nodeName": node}})
        for question, count in self.tally.meaning(pod):
            count[self.rooms[node].labels.get(question.topology, "")] += 1
        self._fence(pod, node)

    def _fence(self, pod: Object, node: str) -> None:
        for question in terms(pod, "podAntiAffinity", self.cluster):
            if node in self.rooms and question.topology in self.rooms[node].labels:
                self.fences.of(question)[self.rooms[node].labels[question.topology]] += 1

    def counted(self, question: Question) -> Counter[str]:
        """How many of the pods that are meant are in each domain."""
        if question not in self.tally.counts:
            found = (pods.node(pod) for pod in self.placed.meant(question))
            self.tally.of(question).update(self.rooms[node].labels.get(question.topology, "") for node in found if node in self.rooms)
        return self.tally.of(question)

    def rooms_of(self, question: Question, count: Mapping[str, int]) -> Iterator[str]:
        """The nodes of the domains in which any of the pods are that are meant."""
        if (question.topology, "") not in self.alike:
            self.alike[question.topology, ""] = []
            for room in self.rooms.values():
                if question.topology in room.labels:
                    self.alike.setdefault((question.topology, room.labels[question.topology]), []).append(room)
        return (room.name for domain, number in count.items() if number for room in self.alike.get((question.topology, domain), ()))

    def reasons(self, pod: Object, wanted: Wish) -> dict[str, Reason]:
        """The nodes on which a pod cannot be for the sake of others, and why; spread comes first."""
        near, far = terms(pod, "podAffinity", self.cluster), terms(pod, "podAntiAffinity", self.cluster)
        spread = [(constraint, self.domains(constraint, wanted)) for constraint in constraints(pod)]
        first = bool(near) and all(question.means(pod) and not +self.counted(question) for question in near)
        found = {}
        for room in self.rooms.values() if near or spread else ():
            reason = self.too_uneven(pod, room, spread) or self.too_far(room, near, first)
            if reason:
                found[room.name] = reason
        for why, met in ((ANTI_AFFINITY, ((question, self.counted(question)) for question in far)),
                         (OTHERS_ANTI_AFFINITY, self.fences.meaning(pod))):
            for question, count in met:
                for name in self.rooms_of(question, count):
                    found.setdefault(name, why)
        return found

    def domains(self, constraint: Constraint, wanted: Wish) -> dict[str, int]:
        """The domains among which a pod is spread, those of the nodes that it may be on, and how many pods are in each."""
        key, count = constraint.question.topology, self.counted(constraint.question)
        allowed = {room.labels[key] for room in self.rooms.values() if key in room.labels
                   and wanted.selector.items() <= room.labels.items() and _rooms.is_near(room, wanted.affinity.get(REQUIRED))}
        return {domain: count[domain] for domain in allowed}

    def too_uneven(self, pod: Object, room: Room, spread: Sequence[tuple[Constraint, dict[str, int]]]) -> Reason | None:
        for constraint, domains in spread:
            domain = room.labels.get(constraint.question.topology)
            if domain is None:
                return UNLABELLED
            least = min(domains.values(), default=0) if len(domains) >= constraint.least_domains else 0
            if domains.get(domain, 0) + constraint.question.means(pod) - least > constraint.most:
                return SPREAD
        return None

    def too_far(self, room: Room, near: Sequence[Question], first: bool) -> Reason | None:
        """A pod that wants to be near its like may be the first of them, anywhere."""
        if any(question.topology not in room.labels for question in near):
            return AFFINITY
        missing = any(not self.counted(question)[room.labels[question.topology]] for question in near)
        return AFFINITY if missing and not first else None
