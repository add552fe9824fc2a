"""The resource requests and limits of a pod, summed over its containers as the scheduler does.

Upstream rules: component-helpers `resource.AggregateContainerRequests` and `PodRequests`, and
core's `qos.ComputePodQOS`.
"""

from collections.abc import Iterable, Mapping, Sequence

from minik.kinds.resource_names import is_huge_page
from minik.light_typing import Any
from minik.model import quantity
from minik.model.object import Object, read_map
from minik.model.quantity import Quantity
from minik.model.sharing import by_structure

COMPUTE = ("cpu", "memory")
Amounts = dict[str, Quantity]


def parse_amounts(texts: Mapping[str, Any] | None) -> Amounts:
    """Return a resource list as quantities."""
    return {name: quantity.parse(text) for name, text in (texts or {}).items()}


def is_pod_level(name: str) -> bool:
    """Return whether a resource may be set at pod level."""
    return name in COMPUTE or is_huge_page(name)


def resource_list(container: Object, side: str) -> Mapping[str, Any]:
    """Return the `requests` or the `limits` of a container or a pod spec."""
    return read_map(read_map(container, "resources"), side)


def containers_total(spec: Object, side: str) -> Amounts:
    """Return the peak need of the containers: all that run together, or, during start, one init
    container plus the sidecars that started before it.
    """
    total = sum_amounts(
        parse_amounts(resource_list(container, side)) for container in spec.get("containers") or ()
    )
    sidecars, peak = Amounts(), Amounts()
    for container in spec.get("initContainers") or ():
        own = parse_amounts(resource_list(container, side))
        during_start = sum_amounts((sidecars, own))
        if container.get("restartPolicy") == "Always":
            total, sidecars = sum_amounts((total, own)), during_start
        peak = max_amounts(peak, during_start)
    return max_amounts(total, peak)


def pod_total(spec: Object, side: str) -> Amounts:
    """Return the same for the pod: pod-level resources take precedence, and overhead is added."""
    own = parse_amounts(resource_list(spec, side))
    total = {
        **containers_total(spec, side),
        **{name: amount for name, amount in own.items() if is_pod_level(name)},
    }
    overhead = parse_amounts(spec.get("overhead"))
    return sum_amounts(
        (
            total,
            overhead
            if side == "requests"
            else {name: amount for name, amount in overhead.items() if name in total},
        )
    )


def sum_amounts(addends: Iterable[Amounts]) -> Amounts:
    """Return the sum per resource."""
    total: Amounts = {}
    for addend in addends:
        for name, amount in addend.items():
            total[name] = quantity.add(total[name], amount) if name in total else amount
    return total


def max_amounts(left: Amounts, right: Amounts) -> Amounts:
    """Return the maximum per resource."""
    exceeding = {
        name: amount
        for name, amount in right.items()
        if name not in left or amount.nano > left[name].nano
    }
    return {**left, **exceeding} if exceeding else left


def qos_class(spec: Object) -> str:
    """Return the QoS class: `Guaranteed` if CPU and memory requests equal limits everywhere,
    `BestEffort` without requests and limits, else `Burstable`.
    """
    holders = (
        [spec]
        if spec.get("resources")
        else [*(spec.get("containers") or ()), *(spec.get("initContainers") or ())]
    )
    return _qos_class_of([holder.get("resources") for holder in holders])


def _qos_class(resources: Sequence[Object | None]) -> str:
    """Return the QoS class of containers with these resources."""
    holders = [{"resources": own} for own in resources]
    requests, limits = (
        sum_amounts(_compute_amounts(resource_list(holder, side)) for holder in holders)
        for side in ("requests", "limits")
    )
    if not requests and not limits:
        return "BestEffort"
    bounded = all(
        _compute_amounts(resource_list(holder, "limits")).keys() >= set(COMPUTE)
        for holder in holders
    )
    same = requests.keys() == limits.keys() and all(
        requests[name].nano == limits[name].nano for name in limits
    )
    return "Guaranteed" if bounded and same else "Burstable"


_qos_class_of = by_structure(_qos_class)


def _compute_amounts(texts: Mapping[str, Any]) -> Amounts:
    return {
        name: amount
        for name, amount in parse_amounts(
            {name: texts[name] for name in COMPUTE if name in texts}
        ).items()
        if amount.nano > 0
    }
