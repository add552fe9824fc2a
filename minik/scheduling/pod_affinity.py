"""Pod affinity, pod anti-affinity and topology spread: scheduling rules about other pods.

Upstream rules: the filter plugins PodTopologySpread and InterPodAffinity. Pods are counted once for
each term (a topology key and a selector), and the counts are updated while pods are scheduled.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from minik.kinds import pod as pods
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model import selectors
from minik.model.cluster import Cluster
from minik.model.object import Object, read
from minik.model.selectors import Selector
from minik.scheduling import node_info
from minik.scheduling.node_info import REQUIRED, NodeInfo, Reason, Requirements
from minik.scheduling.pod_terms import PodTerm, ScheduledPods, TermCounts

AFFINITY = Reason("node(s) didn't match pod affinity rules", True)
ANTI_AFFINITY = Reason("node(s) didn't match pod anti-affinity rules", False)
OTHERS_ANTI_AFFINITY = Reason("node(s) didn't satisfy existing pods anti-affinity rules", False)
SPREAD = Reason("node(s) didn't match pod topology spread constraints", False)
UNLABELLED = Reason(
    "node(s) didn't match pod topology spread constraints (missing required label)", True
)


class Constraint(NamedTuple):
    """A topology spread constraint: `most` is its maxSkew. `honors_affinity` and `honors_taints` tell
    whether a node counts that the pod's node affinity, or a taint, keeps from it.
    """

    question: PodTerm
    most: int
    min_domains: int
    honors_affinity: bool
    honors_taints: bool

    def counts_node(self, node: NodeInfo, required: Requirements) -> bool:
        """Return whether a node's domain counts. Upstream rule: `matchNodeInclusionPolicies`."""
        if self.honors_affinity and not node_info.matches_affinity(node, required):
            return False
        return not self.honors_taints or (
            node_info.tolerates_cordon(node, required)
            and node_info.tolerates_taints(node, required)
        )


def affinity_terms(pod: Object, kind: str, cluster: Cluster) -> list[PodTerm]:
    """Return a pod's required terms of one kind (`podAffinity`, `podAntiAffinity`)."""
    return [
        PodTerm(
            term["topologyKey"],
            frozenset(_namespaces(term, pod, cluster)),
            _selector(term.get("labelSelector")),
        )
        for term in read(pod, f"spec.affinity.{kind}", {}).get(REQUIRED) or ()
    ]


def _selector(selector: Mapping[str, Any] | None) -> Selector:
    """Return the selector; an absent one matches no pod, an empty one every pod."""
    return selectors.of_label_selector(selector) if selector is not None else (selectors.NOTHING,)


def _namespaces(term: Mapping[str, Any], pod: Object, cluster: Cluster) -> Iterator[str]:
    yield from term.get("namespaces") or ()
    selector = term.get("namespaceSelector")
    if selector is not None:
        parsed = selectors.of_label_selector(selector)
        yield from (
            objects.name(namespace)
            for namespace in cluster.of("Namespace")
            if selectors.matches(parsed, objects.labels(namespace))
        )
    elif not term.get("namespaces"):
        yield objects.namespace(pod)


def spread_constraints(pod: Object) -> list[Constraint]:
    """Return a pod's `DoNotSchedule` spread constraints; the others are only preferences."""
    return [
        Constraint(
            PodTerm(
                constraint["topologyKey"],
                frozenset((objects.namespace(pod),)),
                _selector(constraint.get("labelSelector")),
            ),
            constraint.get("maxSkew", 1),
            constraint.get("minDomains") or 1,
            constraint.get("nodeAffinityPolicy") != "Ignore",
            constraint.get("nodeTaintsPolicy") == "Honor",
        )
        for constraint in objects.spec(pod).get("topologySpreadConstraints") or ()
        if constraint.get("whenUnsatisfiable") == "DoNotSchedule"
    ]


def has_pod_rules(pod: Object) -> bool:
    """Whether a pod has affinity terms or spread constraints."""
    spec = objects.spec(pod)
    affinity = spec.get("affinity") or {}
    return bool(
        spec.get("topologySpreadConstraints")
        or affinity.get("podAffinity")
        or affinity.get("podAntiAffinity")
    )


class AffinityState:
    """The scheduled pods, counted for affinity terms and spread constraints; `ruled` are those that
    have rules about others themselves.
    """

    def __init__(
        self,
        cluster: Cluster,
        node_infos: Mapping[str, NodeInfo],
        placed: Iterable[Object],
        ruled: Iterable[Object],
    ) -> None:
        self.cluster, self.node_infos = cluster, node_infos
        self.placed_pods, self.tally, self.anti_affinity = (
            ScheduledPods(placed),
            TermCounts(),
            TermCounts(),
        )
        self.nodes_by_label: dict[tuple[str, str], list[NodeInfo]] = {}
        for pod in ruled:
            self._add_anti_affinity(pod, pods.node(pod))

    def place(self, pod: Object, node: str) -> None:
        """Count a pod that was scheduled to a node."""
        self.placed_pods.add({**pod, "spec": {**objects.spec(pod), "nodeName": node}})
        for question, count in self.tally.matching_terms(pod):
            count[self.node_infos[node].labels.get(question.topology, "")] += 1
        self._add_anti_affinity(pod, node)

    def _add_anti_affinity(self, pod: Object, node: str) -> None:
        for question in affinity_terms(pod, "podAntiAffinity", self.cluster):
            if node in self.node_infos and question.topology in self.node_infos[node].labels:
                self.anti_affinity.of(question)[
                    self.node_infos[node].labels[question.topology]
                ] += 1

    def pod_counts(self, question: PodTerm) -> Counter[str]:
        """Return the number of pods that match a term, by domain."""
        if question not in self.tally.counts:
            node_names = (pods.node(pod) for pod in self.placed_pods.matching_pods(question))
            self.tally.of(question).update(
                self.node_infos[node].labels.get(question.topology, "")
                for node in node_names
                if node in self.node_infos
            )
        return self.tally.of(question)

    def nodes_in_domains(self, question: PodTerm, counts: Mapping[str, int]) -> Iterator[str]:
        """Yield the names of the nodes in domains that hold a matching pod."""
        if (question.topology, "") not in self.nodes_by_label:
            self.nodes_by_label[question.topology, ""] = []
            for node in self.node_infos.values():
                if question.topology in node.labels:
                    self.nodes_by_label.setdefault(
                        (question.topology, node.labels[question.topology]), []
                    ).append(node)
        return (
            node.name
            for domain, number in counts.items()
            if number
            for node in self.nodes_by_label.get((question.topology, domain), ())
        )

    def reasons(self, pod: Object, required: Requirements) -> dict[str, Reason]:
        """Return the nodes that a pod's rules exclude, with the reason; spread comes first."""
        affinity, anti_affinity = (
            affinity_terms(pod, "podAffinity", self.cluster),
            affinity_terms(pod, "podAntiAffinity", self.cluster),
        )
        spreads = [
            (constraint, self.domains(constraint, required))
            for constraint in spread_constraints(pod)
        ]
        first = bool(affinity) and all(
            question.matches_pod(pod) and not +self.pod_counts(question) for question in affinity
        )
        result = {}
        for node in self.node_infos.values() if affinity or spreads else ():
            reason = self.spread_problem(pod, node, spreads) or self.affinity_problem(
                node, affinity, first
            )
            if reason:
                result[node.name] = reason
        for cause, terms_met in (
            (ANTI_AFFINITY, ((question, self.pod_counts(question)) for question in anti_affinity)),
            (OTHERS_ANTI_AFFINITY, self.anti_affinity.matching_terms(pod)),
        ):
            for question, count in terms_met:
                for node_name in self.nodes_in_domains(question, count):
                    result.setdefault(node_name, cause)
        return result

    def domains(self, constraint: Constraint, required: Requirements) -> dict[str, int]:
        """Return the number of matching pods in each domain that the pod may use."""
        key, counts = constraint.question.topology, self.pod_counts(constraint.question)
        allowed = {
            node.labels[key]
            for node in self.node_infos.values()
            if key in node.labels and constraint.counts_node(node, required)
        }
        return {domain: counts[domain] for domain in allowed}

    def spread_problem(
        self, pod: Object, node: NodeInfo, spreads: Sequence[tuple[Constraint, dict[str, int]]]
    ) -> Reason | None:
        for constraint, domains in spreads:
            domain = node.labels.get(constraint.question.topology)
            if domain is None:
                return UNLABELLED
            least = (
                min(domains.values(), default=0) if len(domains) >= constraint.min_domains else 0
            )
            if (
                domains.get(domain, 0) + constraint.question.matches_pod(pod) - least
                > constraint.most
            ):
                return SPREAD
        return None

    def affinity_problem(
        self, node: NodeInfo, affinity: Sequence[PodTerm], first: bool
    ) -> Reason | None:
        """Return why a node violates a pod's affinity; None if it does not.

        The first pod of a group that has affinity to itself may go anywhere.
        """
        if any(question.topology not in node.labels for question in affinity):
            return AFFINITY
        missing = any(
            not self.pod_counts(question)[node.labels[question.topology]] for question in affinity
        )
        return AFFINITY if missing and not first else None
