"""What a pod asks of its node, and how much it may take: added up over its containers as the scheduler does it.

Upstream rules: component-helpers `resource.AggregateContainerRequests` and `PodRequests`, and core's `qos.ComputePodQOS`.
"""
from collections.abc import Iterable, Mapping
from typing import Any

from minik.kinds._resources import is_huge_page
from minik.model import quantity
from minik.model.object import Object
from minik.model.quantity import Quantity

COMPUTE = ("cpu", "memory")
Amounts = dict[str, Quantity]


def amounts(listed: Mapping[str, Any] | None) -> Amounts:
    """A resource list as quantities."""
    return {name: quantity.parse(text) for name, text in (listed or {}).items()}


def is_pod_level(name: str) -> bool:
    """Whether a pod may ask for this resource as a whole, beside what its containers ask for."""
    return name in COMPUTE or is_huge_page(name)


def part(container: Object, side: str) -> Mapping[str, Any]:
    """The `requests` or the `limits` of a container."""
    found: Mapping[str, Any] = (container.get("resources") or {}).get(side) or {}
    return found


def containers_total(spec: Object, side: str) -> Amounts:
    """What the containers need at the worst moment: all that run together, or, while they start, one init container beside the
    sidecars that started before it."""
    total = added(amounts(part(container, side)) for container in spec.get("containers") or ())
    beside, worst = Amounts(), Amounts()
    for container in spec.get("initContainers") or ():
        mine = amounts(part(container, side))
        moment = added((beside, mine))
        if container.get("restartPolicy") == "Always":
            total, beside = added((total, mine)), moment
        worst = larger(worst, moment)
    return larger(total, worst)


def pod_total(spec: Object, side: str) -> Amounts:
    """The same for the pod: what it asks for as a whole comes first, and its overhead is added."""
    own = amounts(part(spec, side))
    total = {**containers_total(spec, side), **{name: amount for name, amount in own.items() if is_pod_level(name)}}
    overhead = amounts(spec.get("overhead"))
    return added((total, overhead if side == "requests" else {name: amount for name, amount in overhead.items() if name in total}))


def added(lists: Iterable[Amounts]) -> Amounts:
    """The sum, resource by resource."""
    total: Amounts = {}
    for listed in lists:
        for name, amount in listed.items():
            total[name] = quantity.add(total[name], amount) if name in total else amount
    return total


def larger(one: Amounts, other: Amounts) -> Amounts:
    """The larger of both, resource by resource."""
    more = {name: amount for name, amount in other.items() if name not in one or amount.nano > one[name].nano}
    return {**one, **more} if more else one


def quality(spec: Object) -> str:
    """Its quality of service: `Guaranteed` where what it asks for is all that it may take, `BestEffort` where it asks for nothing."""
    holders = [spec] if spec.get("resources") else [*(spec.get("containers") or ()), *(spec.get("initContainers") or ())]
    requests, limits = (added(_compute(part(holder, side)) for holder in holders) for side in ("requests", "limits"))
    if not requests and not limits:
        return "BestEffort"
    bounded = all(_compute(part(holder, "limits")).keys() >= set(COMPUTE) for holder in holders)
    same = requests.keys() == limits.keys() and all(requests[name].nano == limits[name].nano for name in limits)
    return "Guaranteed" if bounded and same else "Burstable"


def _compute(listed: Mapping[str, Any]) -> Amounts:
    return {name: amount for name, amount in amounts({name: listed[name] for name in COMPUTE if name in listed}).items() if amount.nano > 0}


