"""Topology hints: a Service's endpoints shared out among zones (`topology-mode: Auto`).

Upstream rule: endpointslice `topologycache`. Each zone gets endpoints in proportion to the CPUs of
its nodes, first its own; zones with more than their share give some to zones with less. If a zone
would be overloaded by a fifth, or a node or endpoint has no zone, there are no hints at all.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import ceil

from minik.kinds import node as nodes
from minik.light_typing import Any
from minik.model import object as objects
from minik.model import quantity
from minik.model.object import Object, read

ZONE = "topology.kubernetes.io/zone"
ANNOTATIONS = ("service.kubernetes.io/topology-aware-hints", "service.kubernetes.io/topology-mode")
CONTROL_PLANE = ("node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master")
OVERLOAD = 0.2


def wants_hints(service: Object) -> bool:
    """Whether a Service asks for topology hints; the older annotation wins if both are set."""
    values = [
        objects.annotations(service)[name]
        for name in ANNOTATIONS
        if name in objects.annotations(service)
    ]
    return bool(values) and values[0] in ("Auto", "auto")


def cpu_ratios(all_nodes: Iterable[Object]) -> dict[str, float]:
    """Return each zone's share of the CPUs; {} if a node has no zone or no CPU."""
    cpus: Counter[str] = Counter()
    for node in all_nodes:
        if nodes.is_ready(node) and not any(
            label in objects.labels(node) for label in CONTROL_PLANE
        ):
            zone, amount = (
                objects.labels(node).get(ZONE),
                quantity.parse(read(node, "status.allocatable.cpu", 0)).nano,
            )
            if not zone or not amount:
                return {}
            cpus[zone] += amount
    return {zone: amount / cpus.total() for zone, amount in cpus.items()}


def endpoint_shares(ratios_: Mapping[str, float], count: int) -> dict[str, float]:
    """Return how many endpoints each zone should have; {} if no fair distribution exists."""
    if not 2 <= len(ratios_) <= count:
        return {}
    targets = {zone: ratio * count for zone, ratio in ratios_.items()}
    minimums = {zone: ceil(number / (1 + OVERLOAD)) for zone, number in targets.items()}
    return (
        {zone: max(targets[zone], minimums[zone]) for zone in sorted(targets)}
        if sum(minimums.values()) <= count
        else {}
    )


def with_hints(endpoints: Sequence[Object], ratios_: Mapping[str, float]) -> list[Object]:
    """Return the endpoints with zone hints, or unchanged if there is no fair distribution."""
    ready = [item for item in endpoints if item["conditions"]["ready"]]
    targets = (
        endpoint_shares(ratios_, len(ready)) if all(item.get("zone") for item in ready) else {}
    )
    if not targets:
        return list(endpoints)
    giving, receiving = endpoint_moves(targets, Counter(item["zone"] for item in ready))
    result = []
    for item in endpoints:
        zone = item.get("zone")
        if item["conditions"]["ready"] and giving[zone] and +receiving:
            giving[zone] -= 1
            zone = min(+receiving)
            receiving[zone] -= 1
        result.append(
            {**item, "hints": {"forZones": [{"name": zone}]}}
            if item["conditions"]["ready"]
            else item
        )
    return result


def endpoint_moves(
    targets: Mapping[str, float], actual: Mapping[str, int]
) -> tuple[Counter[Any], Counter[Any]]:
    """Return how many endpoints each zone gives away and receives.

    Each move goes from the zone with the largest surplus to the one with the largest shortage.
    """
    excess = {zone: actual.get(zone, 0) - number for zone, number in targets.items()}
    giving: Counter[Any] = Counter()
    receiving: Counter[Any] = Counter()
    while True:
        largest, smallest = (
            max(excess, key=lambda zone: excess[zone]),
            min(excess, key=lambda zone: excess[zone]),
        )
        surplus, shortage = excess[largest], -excess[smallest]
        if max(surplus, shortage) < 1 or min(surplus, shortage) < 0.5:
            return giving, receiving
        giving[largest] += 1
        receiving[smallest] += 1
        excess[largest] -= 1
        excess[smallest] += 1
