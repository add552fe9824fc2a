"""What nodes have left for pods, and why a pod does not fit: the scheduler's view of nodes.

Upstream rules: the filter plugins NodeUnschedulable, TaintToleration, NodeAffinity, NodePorts and
NodeResourcesFit, in this order; the first that rejects gives the reason. A reason is final if
deleting pods could not help.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.kinds.pod import demand
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model import quantity, selectors
from minik.model.object import Object, read
from minik.model.selectors import Selector

UNSCHEDULABLE = "node.kubernetes.io/unschedulable"
CORDON_TAINT = {"key": UNSCHEDULABLE, "effect": "NoSchedule"}
BLOCKING_EFFECTS = ("NoSchedule", "NoExecute")
OPERATORS = {
    "In": "in",
    "NotIn": "notin",
    "Exists": "exists",
    "DoesNotExist": "!",
    "Gt": "gt",
    "Lt": "lt",
}
REQUIRED, PREFERRED = (
    "requiredDuringSchedulingIgnoredDuringExecution",
    "preferredDuringSchedulingIgnoredDuringExecution",
)
REQUIRING = ("tolerations", "nodeSelector", "affinity", "overhead", "resources")
REQUIRING_OF_CONTAINER = ("resources", "ports", "restartPolicy")
NO_MATCH = "node(s) didn't match Pod's node affinity/selector"
NO_PORT = "node(s) didn't have free ports for the requested pod ports"
FULL = "Too many pods"
DEFAULT_REQUESTS = {
    "cpu": 100 * quantity.MILLI,
    "memory": 200 * 2**20 * quantity.NANOS,
}  # what a pod that asks for nothing counts for
WILDCARDS = ("", "0.0.0.0")  # what a host port without an address stands for


class Reason(NamedTuple):
    """Why a pod does not fit; `final`: deleting other pods could not help."""

    text: str
    final: bool


class HostPort(NamedTuple):
    """A port of the node that a pod asks for."""

    address: str
    protocol: str
    number: int


class Requirements(NamedTuple):
    """What a pod requires of a node; pods with equal requirements fit on the same nodes."""

    tolerations: Sequence[Object]
    selector: Mapping[str, str]
    affinity: Mapping[str, Any]
    requests: Mapping[str, int]
    ports: frozenset[HostPort]


class NodeInfo:
    """A node for the scheduler: its properties, and the resources that its pods use."""

    def __init__(self, node: Object) -> None:
        self.node, self.name, self.labels = node, objects.name(node), objects.labels(node)
        self.taints = [taint for taint in nodes.taints(node) if taint.get("key") != UNSCHEDULABLE]
        self.capacity = {
            name: quantity.parse(amount).nano
            for name, amount in read(node, "status.allocatable", {}).items()
        }
        self.used: dict[str, int] = {}
        self.ports: set[HostPort] = set()
        self.count = 0
        self.weight = dict.fromkeys(DEFAULT_REQUESTS, 0)
        self._load = -1

    def add_pod(
        self, requests: Mapping[str, int], ports: Iterable[HostPort], number: int = 1
    ) -> None:
        """Add the requests and host ports of a pod, or of several that ask for the same."""
        self.count += number
        self.ports.update(ports)
        self._load = -1
        for name, default in DEFAULT_REQUESTS.items():
            self.weight[name] += requests.get(name, default) * number
        for name, amount in requests.items():
            self.used[name] = self.used.get(name, 0) + amount * number

    @property
    def load(self) -> int:
        """Return the requested share in percent, with one more pod. Upstream rule: NodeResourcesFit
        (`LeastAllocated`).
        """
        if self._load < 0:
            free_shares = [
                max(self.capacity.get(name, 0) - amount - DEFAULT_REQUESTS[name], 0)
                * 100
                // (self.capacity.get(name) or 1)
                for name, amount in self.weight.items()
            ]
            self._load = 100 - sum(free_shares) // len(free_shares)
        return self._load


def pod_requirements(pod: Object) -> Requirements:
    """Return what a pod requires of its node."""
    affinity: Mapping[str, Any] = read(pod, "spec.affinity.nodeAffinity", {})
    return Requirements(
        pods.tolerations(pod), pods.node_selector(pod), affinity, pod_requests(pod), host_ports(pod)
    )


def requiring_parts(pod: Object) -> Iterator[Any]:
    """Yield the parts of a pod from which its requirements follow; pods of one template share them."""
    spec = objects.spec(pod)
    yield from map(spec.get, REQUIRING)
    for field in ("containers", "initContainers"):
        for container in spec.get(field) or ():
            yield from map(container.get, REQUIRING_OF_CONTAINER)
        yield None


def pod_requests(pod: Object) -> dict[str, int]:
    """Return what a pod requests, in nanos; {} if nothing."""
    spec = objects.spec(pod)
    if (
        not spec.get("overhead")
        and not spec.get("resources")
        and not any(
            demand.resource_list(container, "requests")
            for container in (*pods.containers(pod), *pods.init_containers(pod))
        )
    ):
        return {}
    return {
        name: amount.nano
        for name, amount in demand.pod_total(dict(spec), "requests").items()
        if amount.nano
    }


def host_ports(pod: Object) -> frozenset[HostPort]:
    """Return the host ports that a pod asks for."""
    return frozenset(
        HostPort(port.get("hostIP") or "", port.get("protocol") or "TCP", port["hostPort"])
        for port in pods.ports(pod)
        if port.get("hostPort")
    )


def permanent_reason(node: NodeInfo, required: Requirements) -> Reason | None:
    """Return why a pod can never run on this node as the node is; None if it can."""
    if not tolerates_cordon(node, required):
        return Reason("node(s) were unschedulable", True)
    if not tolerates_taints(node, required):
        return Reason("node(s) had untolerated taint(s)", True)
    return None if matches_affinity(node, required) else Reason(NO_MATCH, True)


def tolerates_cordon(node: NodeInfo, required: Requirements) -> bool:
    """Return whether a node is not cordoned, or a pod tolerates that."""
    return nodes.is_schedulable(node.node) or is_tolerated(CORDON_TAINT, required.tolerations)


def tolerates_taints(node: NodeInfo, required: Requirements) -> bool:
    """Return whether no taint of a node keeps a pod from it; whether it is cordoned is another
    question.
    """
    return all(
        taint["effect"] not in BLOCKING_EFFECTS or is_tolerated(taint, required.tolerations)
        for taint in node.taints
    )


def matches_affinity(node: NodeInfo, required: Requirements) -> bool:
    """Return whether a node has what a pod's node selector and required node affinity ask."""
    return required.selector.items() <= node.labels.items() and matches_node_selector(
        node, required.affinity.get(REQUIRED)
    )


def current_reasons(node: NodeInfo, required: Requirements) -> Iterator[Reason]:
    """Yield why a pod does not fit on this node now."""
    if required.ports and any(
        ports_conflict(port, taken) for port in required.ports for taken in node.ports
    ):
        yield Reason(NO_PORT, False)
        return
    if node.count + 1 > node.capacity.get("pods", 0) // quantity.NANOS:
        yield Reason(FULL, False)
    for name, amount in required.requests.items():
        whole = node.capacity.get(name, 0)
        if amount > whole - node.used.get(name, 0):
            yield Reason(f"Insufficient {name}", amount > whole)


def ports_conflict(first: HostPort, second: HostPort) -> bool:
    """Whether two pods on one node cannot both have these host ports."""
    same_address = (
        first.address == second.address or first.address in WILDCARDS or second.address in WILDCARDS
    )
    return same_address and (first.protocol, first.number) == (second.protocol, second.number)


def is_tolerated(taint: Mapping[str, Any], tolerations: Iterable[Object]) -> bool:
    """Whether any toleration covers a taint."""
    return any(
        tolerates(toleration, taint.get("key") or "", taint.get("value") or "", taint["effect"])
        for toleration in tolerations
    )


def tolerates(toleration: Object, key: str, value: str, effect: str) -> bool:
    """Whether one toleration covers a taint (`ToleratesTaint`)."""
    if (toleration.get("effect") or effect) != effect or (toleration.get("key") or key) != key:
        return False
    operator = toleration.get("operator") or "Equal"
    if operator in ("Lt", "Gt"):
        return _compare_numbers(operator, toleration.get("value") or "", value)
    return operator == "Exists" or (
        operator == "Equal"
        and bool(toleration.get("key"))
        and (toleration.get("value") or "") == value
    )


def _compare_numbers(operator: str, limit: str, value: str) -> bool:
    try:
        return int(value) > int(limit) if operator == "Gt" else int(value) < int(limit)
    except ValueError:
        return False


def matches_node_selector(node: NodeInfo, selector: Mapping[str, Any] | None) -> bool:
    """Whether any term of a node selector matches this node; no selector matches every node."""
    return selector is None or any(
        matches_term(node, term) for term in selector.get("nodeSelectorTerms") or ()
    )


def matches_term(node: NodeInfo, term: Mapping[str, Any]) -> bool:
    """Whether all expressions of a term match; an empty term matches no node."""
    expressions, fields = term.get("matchExpressions") or (), term.get("matchFields") or ()
    return (
        bool(expressions or fields)
        and selectors.matches(_requirements(expressions), node.labels)
        and selectors.matches(_requirements(fields), {"metadata.name": node.name})
    )


def _requirements(terms: Iterable[Mapping[str, Any]]) -> Selector:
    return tuple(selectors.parse_expression(term, OPERATORS) for term in terms)


def named_nodes(required: Requirements) -> set[str] | None:
    """Return the only nodes that a pod may use if its affinity names them, else None.

    Pods of daemon sets name their node.
    """
    terms = (required.affinity.get(REQUIRED) or {}).get("nodeSelectorTerms") or ()
    fields = [
        next(
            (
                field["values"]
                for field in term.get("matchFields") or ()
                if field["operator"] == "In"
            ),
            None,
        )
        for term in terms
    ]
    return (
        {name for values in fields for name in values or ()}
        if fields and None not in fields
        else None
    )


def node_penalty(node: NodeInfo, required: Requirements) -> int:
    """Return the score against a node: PreferNoSchedule taints, less preferred affinities."""
    avoided = sum(
        taint["effect"] == "PreferNoSchedule" and not is_tolerated(taint, required.tolerations)
        for taint in node.taints
    )
    preferred = sum(
        term.get("weight", 1)
        for term in required.affinity.get(PREFERRED) or ()
        if matches_term(node, term.get("preference") or {})
    )
    return int(avoided * 100 - preferred)
