"""What nodes have left for pods, and why a pod does not fit: the scheduler's view of nodes.

Upstream rules: the filter plugins NodeUnschedulable, TaintToleration, NodeAffinity, NodePorts and NodeResourcesFit, asked in this order;
the first that says no gives the reason. A reason is final where no pod's going could help.
"""
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.kinds.pod import demand
from minik.model import object as objects
from minik.model import quantity, selectors
from minik.model.object import Object, read
from minik.model.selectors import Selector

UNSCHEDULABLE = "node.kubernetes.io/unschedulable"
CORDON = {"key": UNSCHEDULABLE, "effect": "NoSchedule"}
KEEPS_OUT = ("NoSchedule", "NoExecute")
OPERATORS = {"In": "in", "NotIn": "notin", "Exists": "exists", "DoesNotExist": "!", "Gt": "gt", "Lt": "lt"}
REQUIRED, PREFERRED = "requiredDuringSchedulingIgnoredDuringExecution", "preferredDuringSchedulingIgnoredDuringExecution"
NO_MATCH = "node(s) didn't match Pod's node affinity/selector"
NO_PORT = "node(s) didn't have free ports for the requested pod ports"
FULL = "Too many pods"
WEIGHT = {"cpu": 100 * quantity.MILLI, "memory": 200 * 2**20 * quantity.NANOS}  # what a pod that asks for nothing counts for
WILD = ("", "0.0.0.0")  # what a host port without an address stands for


class Reason(NamedTuple):
    """Why a pod does not fit; `final`: no pod's going could help."""

    text: str
    final: bool


class HostPort(NamedTuple):
    """A port of the node itself that a pod wants to have."""

    address: str
    protocol: str
    number: int


class Wish(NamedTuple):
    """What the filters ask a pod for; pods with the same wish fit on the same nodes."""

    tolerations: Sequence[Object]
    selector: Mapping[str, str]
    affinity: Mapping[str, Any]
    requests: Mapping[str, int]
    ports: frozenset[HostPort]


class Room:
    """A node as the scheduler sees it: what it is, and what its pods have left of it."""

    def __init__(self, node: Object) -> None:
        self.node, self.name, self.labels = node, objects.name(node), objects.labels(node)
        self.taints = [taint for taint in nodes.taints(node) if taint.get("key") != UNSCHEDULABLE]
        self.capacity = {name: quantity.parse(amount).nano for name, amount in read(node, "status.allocatable", {}).items()}
        self.used: dict[str, int] = {}
        self.ports: set[HostPort] = set()
        self.count = 0
        self.weight = dict.fromkeys(WEIGHT, 0)
        self._load = -1

    def take(self, requests: Mapping[str, int], ports: Iterable[HostPort]) -> None:
        """A pod is here."""
        self.count += 1
        self.ports.update(ports)
        self._load = -1
        for name, usual in WEIGHT.items():
            self.weight[name] += requests.get(name, usual)
        for name, amount in requests.items():
            self.used[name] = self.used.get(name, 0) + amount


    @property
    def load(self) -> int:
        """How much of it is asked for, in percent, with one pod more. Upstream rule: the score of NodeResourcesFit (`LeastAllocated`)."""
        if self._load < 0:
            left = [max(self.capacity.get(name, 0) - amount - WEIGHT[name], 0) * 100 // (self.capacity.get(name) or 1)
                    for name, amount in self.weight.items()]
            self._load = 100 - sum(left) // len(left)
        return self._load


def wish(pod: Object) -> Wish:
    """What a pod asks of its node."""
    affinity: Mapping[str, Any] = read(pod, "spec.affinity.nodeAffinity", {})
    return Wish(pods.tolerations(pod), pods.node_selector(pod), affinity, requests(pod), host_ports(pod))


def requests(pod: Object) -> dict[str, int]:
    """What a pod asks for, in nanos; most ask for nothing."""
    spec = objects.spec(pod)
    if not spec.get("overhead") and not spec.get("resources") and not any(
            demand.part(container, "requests") for container in (*pods.containers(pod), *pods.init_containers(pod))):
        return {}
    return {name: amount.nano for name, amount in demand.pod_total(dict(spec), "requests").items() if amount.nano}


def host_ports(pod: Object) -> frozenset[HostPort]:
    """The ports of its node that a pod wants."""
    return frozenset(HostPort(port.get("hostIP") or "", port.get("protocol") or "TCP", port["hostPort"])
                     for port in pods.ports(pod) if port.get("hostPort"))


def fixed_reason(room: Room, wanted: Wish) -> Reason | None:
    """Why such a pod can never be on this node as the node is; nothing where it can."""
    tolerated = wanted.tolerations
    if not nodes.is_schedulable(room.node) and not is_tolerated(CORDON, tolerated):
        return Reason("node(s) were unschedulable", True)
    if any(taint["effect"] in KEEPS_OUT and not is_tolerated(taint, tolerated) for taint in room.taints):
        return Reason("node(s) had untolerated taint(s)", True)
    if not wanted.selector.items() <= room.labels.items() or not is_near(room, wanted.affinity.get(REQUIRED)):
        return Reason(NO_MATCH, True)
    return None


def present_reasons(room: Room, wanted: Wish) -> Iterator[Reason]:
    """Why such a pod does not fit on this node now."""
    if wanted.ports and any(clashes(port, taken) for port in wanted.ports for taken in room.ports):
        yield Reason(NO_PORT, False)
        return
    if room.count + 1 > room.capacity.get("pods", 0) // quantity.NANOS:
        yield Reason(FULL, False)
    for name, amount in wanted.requests.items():
        whole = room.capacity.get(name, 0)
        if amount > whole - room.used.get(name, 0):
            yield Reason(f"Insufficient {name}", amount > whole)


def clashes(one: HostPort, other: HostPort) -> bool:
    """Whether two pods cannot both have these ports."""
    same = one.address == other.address or one.address in WILD or other.address in WILD
    return same and (one.protocol, one.number) == (other.protocol, other.number)


def is_tolerated(taint: Mapping[str, Any], tolerations: Iterable[Object]) -> bool:
    """Whether any toleration covers a taint."""
    return any(tolerates(toleration, taint.get("key") or "", taint.get("value") or "", taint["effect"]) for toleration in tolerations)


def tolerates(toleration: Object, key: str, value: str, effect: str) -> bool:
    """Whether one toleration covers a taint (`ToleratesTaint`)."""
    if (toleration.get("effect") or effect) != effect or (toleration.get("key") or key) != key:
        return False
    operator = toleration.get("operator") or "Equal"
    if operator in ("Lt", "Gt"):
        return _compared(operator, toleration.get("value") or "", value)
    return operator == "Exists" or (operator == "Equal" and bool(toleration.get("key")) and (toleration.get("value") or "") == value)


def _compared(operator: str, limit: str, value: str) -> bool:
    try:
        return int(value) > int(limit) if operator == "Gt" else int(value) < int(limit)
    except ValueError:
        return False


def is_near(room: Room, selector: Mapping[str, Any] | None) -> bool:
    """Whether one of a node selector's terms means this node; no selector means any."""
    return selector is None or any(term_matches(room, term) for term in selector.get("nodeSelectorTerms") or ())


def term_matches(room: Room, term: Mapping[str, Any]) -> bool:
    """Whether all of a term's conditions hold; an empty term means no node."""
    expressions, fields = term.get("matchExpressions") or (), term.get("matchFields") or ()
    return bool(expressions or fields) and selectors.matches(_requirements(expressions), room.labels) and selectors.matches(
        _requirements(fields), {"metadata.name": room.name})


def _requirements(terms: Iterable[Mapping[str, Any]]) -> Selector:
    return tuple(selectors.expressed(term, OPERATORS) for term in terms)


def names(wanted: Wish) -> set[str] | None:
    """The only nodes on which such a pod may be, where it names them, as those of daemon sets do; nothing where it does not."""
    terms = (wanted.affinity.get(REQUIRED) or {}).get("nodeSelectorTerms") or ()
    fields = [next((field["values"] for field in term.get("matchFields") or () if field["operator"] == "In"), None) for term in terms]
    return {name for values in fields for name in values or ()} if fields and None not in fields else None


def rank(room: Room, wanted: Wish) -> int:
    """How little a node is liked beside how full it is: the taints that a pod would rather avoid, less the affinities it prefers."""
    avoided = sum(taint["effect"] == "PreferNoSchedule" and not is_tolerated(taint, wanted.tolerations) for taint in room.taints)
    liked = sum(term.get("weight", 1) for term in wanted.affinity.get(PREFERRED) or () if term_matches(room, term.get("preference") or {}))
    return int(avoided * 100 - liked)
