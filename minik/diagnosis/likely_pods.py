"""Which pods a Service without pods was probably meant for, where its labels alone do not tell: by its
ports, its name, and whether any other Service has them.
"""

from collections.abc import Mapping

from minik.diagnosis.kinship import is_identity
from minik.diagnosis.nearness import NearMiss, Nearness, is_near
from minik.diagnosis.selector_matches import with_labels
from minik.diagnosis.view import Maker, View, plain_labels
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.object import Object

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
    if is_explained(view, service) or view.custom_resources:
        return None
    candidates = [
        likely
        for maker in view.index(unclaimed).get(objects.namespace(service), ())[:MOST]
        if (likely := compare(service, maker)) and (likely.sure or likely.same or likely.named)
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


def unclaimed(view: View) -> Mapping[str, list[Maker]]:
    """Return the makers of pods that no Service selects, by namespace."""
    claimed = {
        key
        for service in view.cluster.of("Service")
        if services.selector(service)
        for key in view.makers_behind(service)
    }
    makers: dict[str, list[Maker]] = {}
    for maker in view.makers.values():
        if maker.key not in claimed and maker.key.kind not in ("Job", "CronJob", "DaemonSet"):
            makers.setdefault(maker.key.namespace, []).append(maker)
    return makers


def compare(service: Object, maker: Maker) -> Likely | None:
    """Return what speaks for one maker; None if its labels belong to another part of a release."""
    selector, labels = services.selector(service), plain_labels(objects.labels(maker.pod))
    wrong = {name: value for name, value in selector.items() if labels.get(name) != value}
    if len(wrong) > 1 and len(wrong) < len(selector):
        return None
    instead = {name: labels[name] for name in wrong if name in labels}
    same = [name for name in selector if name not in wrong and name not in NAMING]
    named = is_kin(objects.name(service), maker.key.name)
    words = any(is_kin(value, labels[name]) for name, value in wrong.items() if name in labels)
    if any(is_identity(name) for name in instead) and not (
        named or words or declares(service, maker)
    ):
        return None
    return Likely(maker, instead or labels, len(same), declares(service, maker), named or words)


def is_kin(name: str, other: str) -> bool:
    """Return whether two names differ by a letter, or by words before or behind: web, my-web."""
    short, long = sorted((name, other), key=len)
    return is_near(name, other) or long.startswith(f"{short}-") or long.endswith(f"-{short}")


def declares(service: Object, maker: Maker) -> bool:
    """Return whether the pods declare a port of the Service by number or name."""
    declared = {
        word
        for port in pods.ports(maker.pod)
        for word in (port["containerPort"], port.get("name"))
        if word
    }
    targets = {port.get("targetPort") or port["port"] for port in services.ports(service)}
    return bool(declared & targets)
