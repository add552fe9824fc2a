"""Which pods a Service without pods was probably meant for, where its labels alone do not tell: by its
ports, its name, and whether any other Service has them.
"""

from collections.abc import Collection, Iterator, Mapping, Set
from itertools import chain, islice

from minik.diagnosis.kin_words import KinWords, is_kin
from minik.diagnosis.kinship import is_identity
from minik.diagnosis.nearness import NearMiss, Nearness
from minik.diagnosis.selector_matches import with_labels
from minik.diagnosis.view import Maker, View, plain_labels
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.object import Key, Object

NAMING = (
    "app.kubernetes.io/instance",
    "release",
    "chart",
    "heritage",
    "app.kubernetes.io/part-of",
    "app.kubernetes.io/managed-by",
)

MOST = 60  # workloads that are compared one by one


class Likely(NamedTuple):
    """The makers that were probably meant, the labels that their pods have instead, and how much speaks
    for it.
    """

    maker: Maker
    instead: Mapping[str, str]
    same: int
    port: bool
    named: bool

    @property
    def sure(self) -> bool:
        """Return whether more than one thing speaks for it."""
        return self.port and (self.same > 0 or self.named)

    @property
    def rank(self) -> tuple[bool, int, bool, bool]:
        return self.sure, self.same, self.named, self.port


def likely_pods(view: View, service: Object) -> Likely | None:
    """Return the pods that were probably meant; None if nothing or too little speaks for any."""
    if not view.index(Unclaimed).by_namespace:
        return None
    known, key = view.index(_known), objects.key(service)
    if key not in known:
        known[key] = _likely_pods(view, service)
    return known[key]


def _known(_: View) -> dict[Key, Likely | None]:
    """Return an empty table: the answers of a view, each found once."""
    return {}


def _likely_pods(view: View, service: Object) -> Likely | None:
    unclaimed_makers = view.index(Unclaimed).candidates(service)
    if not unclaimed_makers or view.custom_resources or is_explained(view, service):
        return None
    candidates = [
        likely
        for candidate in unclaimed_makers
        if (likely := compare(service, candidate)) and (likely.sure or likely.same or likely.named)
    ]
    best = max(candidates, key=lambda likely: likely.rank, default=None)
    rivals = [likely for likely in candidates if best and likely.rank == best.rank]
    return best if len(rivals) == 1 else None


def is_explained(view: View, service: Object) -> bool:
    """Return whether the labels alone tell why a Service has no pods."""
    selector, namespace = services.selector(service), objects.namespace(service)
    if with_labels(view, "template", service) or with_labels(view, "own", service):
        return True
    miss = view.index(Nearness).nearest(namespace, selector)
    if miss is not None and (not miss.absent or is_one_pair_more(miss)):
        return True
    return bool(view.index(Nearness).in_other_namespaces(namespace, selector))


def is_one_pair_more(miss: NearMiss) -> bool:
    """Return whether one pair of a selector is too much or has another version, all others fit."""
    other_part = is_identity(miss.absent[0]) and miss.absent[0] in objects.labels(miss.maker.pod)
    return len(miss.absent) == 1 and not miss.instead and miss.same > 0 and not other_part


class Candidate(NamedTuple):
    """The makers of pods that may have been meant: their labels, and the ports that they declare."""

    maker: Maker
    labels: Mapping[str, str]
    ports: Set[int | str]


def candidate_of(maker: Maker) -> Candidate:
    """Return what is compared of a maker."""
    labels = plain_labels(objects.labels(maker.pod))
    words = (
        word
        for port in pods.ports(maker.pod)
        for word in (port["containerPort"], port.get("name"))
        if word
    )
    return Candidate(maker, labels, frozenset(words))


class Unclaimed:
    """The makers of pods that no Service selects. Of many in a namespace only those are compared that
    share a label with a Service, or have a name or a label that is kin to its own.
    """

    def __init__(self, view: View) -> None:
        self.by_namespace: dict[str, list[Candidate]] = {}
        self.by_label: dict[tuple[str, str, str], list[Candidate]] = {}
        self.by_word: dict[str, KinWords] = {}
        for maker in unclaimed(view):
            self.by_namespace.setdefault(maker.key.namespace, []).append(candidate_of(maker))
        for namespace, candidates in self.by_namespace.items():
            if len(candidates) > MOST:
                self._add_words(namespace, candidates)

    def _add_words(self, namespace: str, candidates: list[Candidate]) -> None:
        words = self.by_word[namespace] = KinWords()
        for candidate in candidates:
            for name, value in candidate.labels.items():
                self.by_label.setdefault((namespace, name, value), []).append(candidate)
            for word in dict.fromkeys((candidate.maker.key.name, *candidate.labels.values())):
                words.add(word, candidate)

    def candidates(self, service: Object) -> Collection[Candidate]:
        """Return the makers to compare with a Service, at most MOST of each kind of likeness."""
        namespace = objects.namespace(service)
        words = self.by_word.get(namespace)
        if words is None:
            return self.by_namespace.get(namespace, ())
        selector = services.selector(service)
        own = dict.fromkeys((objects.name(service), *selector.values()))
        alike = map(words.find, own)
        same = (self.by_label.get((namespace, *pair), ())[:MOST] for pair in selector.items())
        found = islice(chain.from_iterable((*same, *alike)), MOST)
        return {candidate.maker.key: candidate for candidate in found}.values()


def unclaimed(view: View) -> Iterator[Maker]:
    """Yield the makers of pods that no Service selects."""
    claimed = {
        key
        for service in view.cluster.of("Service")
        if services.selector(service)
        for key in view.makers_behind(service)
    }
    for maker in view.makers.values():
        if maker.key not in claimed and maker.key.kind not in ("Job", "CronJob", "DaemonSet"):
            yield maker


def compare(service: Object, candidate: Candidate) -> Likely | None:
    """Return what speaks for one maker; None if its labels belong to another part of a release."""
    selector, (maker, labels, _) = services.selector(service), candidate
    wrong = {name: value for name, value in selector.items() if labels.get(name) != value}
    if len(wrong) > 1 and len(wrong) < len(selector):
        return None
    instead = {name: labels[name] for name in wrong if name in labels}
    same = [name for name in selector if name not in wrong and name not in NAMING]
    named = is_kin(objects.name(service), maker.key.name) or any(
        is_kin(value, labels[name]) for name, value in wrong.items() if name in labels
    )
    port = declares(service, candidate)
    if not (named or port) and any(is_identity(name) for name in instead):
        return None
    return Likely(maker, instead or labels, len(same), port, named)


def declares(service: Object, candidate: Candidate) -> bool:
    """Return whether the pods declare a port of the Service by number or name."""
    targets = (port.get("targetPort") or port["port"] for port in services.ports(service))
    return any(target in candidate.ports for target in targets)
