"""Endpoints shared out among zones, as a service asks for with `service.kubernetes.io/topology-mode: Auto`.

Upstream rule: endpointslice `topologycache`. Every zone is to have endpoints in proportion to the CPUs of its nodes. It starts with those
that are in it; zones that have more than their share give some to those that have less. Where a zone would be overloaded by a fifth, or
nodes or endpoints do not tell their zone, there are no hints at all.
"""
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from typing import Any

from minik.kinds import node as nodes
from minik.model import object as objects
from minik.model import quantity
from minik.model.object import Object, read

ZONE = "topology.kubernetes.io/zone"
ANNOTATIONS = ("service.kubernetes.io/topology-aware-hints", "service.kubernetes.io/topology-mode")
CONTROL_PLANE = ("node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master")
OVERLOAD = 0.2


def is_asked_for(service: Object) -> bool:
    """Whether a service wants its endpoints shared out; the older annotation counts where both stand."""
    wishes = [objects.annotations(service)[name] for name in ANNOTATIONS if name in objects.annotations(service)]
    return bool(wishes) and wishes[0] in ("Auto", "auto")


def ratios(found: Iterable[Object]) -> dict[str, float]:
    """Which part of the CPUs is in which zone; nothing where a node does not tell."""
    cpus: Counter[str] = Counter()
    for node in found:
        if nodes.is_ready(node) and not any(label in objects.labels(node) for label in CONTROL_PLANE):
            zone, amount = objects.labels(node).get(ZONE), quantity.parse(read(node, "status.allocatable.cpu", 0)).nano
            if not zone or not amount:
                return {}
            cpus[zone] += amount
    return {zone: amount / cpus.total() for zone, amount in cpus.items()}


def shares(parts: Mapping[str, float], count: int) -> dict[str, float]:
    """How many endpoints each zone should have; nothing where there is no fair way."""
    if not 2 <= len(parts) <= count:
        return {}
    wanted = {zone: ratio * count for zone, ratio in parts.items()}
    least = {zone: ceil(number / (1 + OVERLOAD)) for zone, number in wanted.items()}
    return {zone: max(wanted[zone], least[zone]) for zone in sorted(wanted)} if sum(least.values()) <= count else {}


def hinted(endpoints: Sequence[Object], parts: Mapping[str, float]) -> list[Object]:
    """The endpoints with the zones for which each is meant, or all of them without."""
    ready = [one for one in endpoints if one["conditions"]["ready"]]
    wanted = shares(parts, len(ready)) if all(one.get("zone") for one in ready) else {}
    if not wanted:
        return list(endpoints)
    giving, receiving = moves(wanted, Counter(one["zone"] for one in ready))
    made = []
    for one in endpoints:
        zone = one.get("zone")
        if one["conditions"]["ready"] and giving[zone] and +receiving:
            giving[zone] -= 1
            zone = min(+receiving)
            receiving[zone] -= 1
        made.append({**one, "hints": {"forZones": [{"name": zone}]}} if one["conditions"]["ready"] else one)
    return made


def moves(wanted: Mapping[str, float], present: Mapping[str, int]) -> tuple[Counter[Any], Counter[Any]]:
    """How many endpoints each zone gives away, and how many each gets: from the one that has most too many to the one that lacks most."""
    much = {zone: present.get(zone, 0) - number for zone, number in wanted.items()}
    giving: Counter[Any] = Counter()
    receiving: Counter[Any] = Counter()
    while True:
        richest, poorest = max(much, key=lambda zone: much[zone]), min(much, key=lambda zone: much[zone])
        give, take = much[richest], -much[poorest]
        if max(give, take) < 1 or min(give, take) < 0.5:
            return giving, receiving
        giving[richest] += 1
        receiving[poorest] += 1
        much[richest] -= 1
        much[poorest] += 1
