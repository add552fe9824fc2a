"""Which findings are about an object: its own, those of what it stands on, and those that name it."""

from collections.abc import Iterable, Sequence, Set

from minik.diagnosis import causes, foundations
from minik.diagnosis.explanation import Explanation
from minik.diagnosis.finding import INFO, Finding
from minik.diagnosis.route_kinds import ROUTES
from minik.diagnosis.view import TEMPLATES, View
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Key
from minik.model.wording import pluralize
from minik.policy import policy_kinds

UNDECIDED = (
    "not decided offline: the program inside the pods, kube-proxy on the nodes (kube-proxy-suspect), "
    "the network between them and firewalls (network-suspect)"
)

FIELDS = {"Service": "its fields, its EndpointSlices, who calls it"}
JUDGED = {
    "Service": ("Services", ("Service",)),
    "workload": ("workloads", tuple(TEMPLATES)),
    "pod": ("pods", ("Pod",)),
    "node": ("nodes", ("Node",)),
    "claim": ("claims", ("PersistentVolumeClaim",)),
    "policy": (
        "policies",
        (*policy_kinds.KINDS, "PodDisruptionBudget", "ResourceQuota", "LimitRange"),
    ),
    "autoscaler": ("autoscalers", ("HorizontalPodAutoscaler",)),
    "route": ("routes", ("Ingress", *ROUTES)),
}


def findings_about(cluster: Cluster, key: Key) -> tuple[Finding, ...]:
    """Return the findings about an object, the roots first."""
    concern = foundations.concern(View(cluster), key)
    only = key if key.kind == "Service" else None
    found = causes.collect_findings(View(cluster, only=only, concern=concern))
    return select(found, {key}, concern)


def select(
    findings: Sequence[Finding], targets: Set[Key], concern: Set[Key]
) -> tuple[Finding, ...]:
    """Return the findings about the targets, the roots first."""
    scope = Scope(frozenset(targets), frozenset(concern), "")
    chosen = [finding for finding in findings if scope.includes(finding)]
    return tuple(sorted(chosen, key=lambda finding: finding.root is not None))


class Scope(NamedTuple):
    """What is asked about: the targets with all that they stand on, and a namespace; no targets:
    everything in the namespace.
    """

    targets: frozenset[Key]
    concern: frozenset[Key]
    namespace: str

    def includes(self, finding: Finding) -> bool:
        """Return whether a finding is about a target or about what it stands on, perhaps among others,
        or follows from one about it; or lies in the namespace.
        """
        return (
            self.holds(finding.object)
            or not (self.targets | self.concern).isdisjoint(finding.about)
            or finding.root is not None
            and finding.root[1] in self.targets
        )

    def holds(self, key: Key) -> bool:
        """Return whether an object is asked about, or a target stands on it."""
        if not self.targets:
            return key.namespace in ("", self.namespace)
        spaces = (target.name for target in self.targets if target.kind == "Namespace")
        return key in self.concern or bool(key.namespace) and key.namespace in spaces


def scope(cluster: Cluster, targets: Set[Key], namespace: str) -> Scope:
    """Return the scope of targets and of a namespace ("" for all)."""
    view = View(cluster)
    concern = {key for target in targets for key in foundations.concern(view, target)}
    return Scope(frozenset(targets), frozenset(concern), namespace)


def count_judged(view: View, limits: Scope | None) -> list[str]:
    """Return how many objects of which sort were judged: `3 Services`, `1 policy`."""
    counted = []
    for noun, (plural, kinds) in JUDGED.items():
        number = sum(
            (limits is None or limits.holds(objects.key(obj)))
            and (view.settled or objects.key(obj) in view.order)
            for kind in kinds
            for obj in view.cluster.of(kind)
        )
        counted += [pluralize(number, noun, plural)] if number else []
    return counted


def problems(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that are more than hints."""
    return [finding for finding in findings if finding.severity != INFO]


def with_all_clear(cluster: Cluster, key: Key, answer: Explanation) -> Explanation:
    """Return the answer with what was looked at, if all that can be decided is in order, and with
    what cannot be decided; unchanged where a reason is known.
    """
    answer = answer._replace(subject=key)
    if problems(answer.findings):
        return answer
    looked_at = describe_judged(cluster, key) if answer.works else ""
    return answer._replace(looked_at=looked_at, undecided=UNDECIDED)


def describe_judged(cluster: Cluster, key: Key) -> str:
    """Return what was judged about an object: `its fields, 3 pods and 2 policies`."""
    concern = foundations.concern(View(cluster), key) - {key}
    parts = [FIELDS.get(key.kind, "its fields, status and events")]
    for noun, (plural, kinds) in JUDGED.items():
        beside = key.kind == "Service" and noun in ("policy", "route")
        number = (
            sum(len(cluster.of(kind)) for kind in kinds)
            if beside
            else sum(other.kind in kinds for other in concern)
        )
        parts += [pluralize(number, noun, plural)] if number else []
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if parts[1:] else parts[0]
