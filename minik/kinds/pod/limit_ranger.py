"""What the LimitRanges of its namespace add to a new pod, and for what they refuse one. Upstream rule: the admission plugin LimitRanger."""
from collections.abc import Iterator

from minik.kinds import _limits
from minik.kinds.pod import demand
from minik.model import object as objects
from minik.model import quantity
from minik.model.object import Object

ANNOTATION = "kubernetes.io/limit-ranger"
CONTAINERS = (("containers", "container"), ("initContainers", "init container"))


def with_defaults(pod: Object, limit_range: Object) -> Object:
    """Containers that do not say what they ask for, or how much they may take, get what is the rule in their namespace."""
    given = [{side: (limit.get(field) or {}) for side, field in (("limits", "default"), ("requests", "defaultRequest"))}
             for limit in _limits.limits(limit_range, "Container")]
    spec: Object = pod["spec"]
    told: list[str] = []
    for field, word in CONTAINERS:
        if spec.get(field):
            spec = {**spec, field: [container_with(container, given) for container in spec[field]]}
            told += [line for old, new in zip(pod["spec"][field], spec[field]) for line in changes(old, new, word)]
    if not told:
        return pod
    said = {**objects.annotations(pod), ANNOTATION: f"LimitRanger plugin set: {'; '.join(told)}"}
    return objects.write({**pod, "spec": spec}, "metadata.annotations", said)


def container_with(container: Object, given: list[Object]) -> Object:
    """A container with all that is given to those that say nothing."""
    resources = container.get("resources") or {}
    for default in given:
        resources = {**resources, **{side: {**amounts, **(resources.get(side) or {})} for side, amounts in default.items() if amounts}}
    return {**container, "resources": resources} if resources else container


def changes(old: Object, new: Object, word: str) -> Iterator[str]:
    """What a container was given: `cpu, memory limit for container web`."""
    for side in ("requests", "limits"):
        added = sorted(demand.part(new, side).keys() - demand.part(old, side).keys())
        if added:
            yield f"{', '.join(added)} {side.removesuffix('s')} for {word} {new.get('name', '')}"


def problems(spec: Object, limit_range: Object) -> Iterator[str]:
    """In what a pod, or one of its containers, goes beyond what is allowed."""
    every = [container for field, _ in CONTAINERS for container in spec.get(field) or ()]
    for limit in _limits.limits(limit_range, "Container"):
        for container in every:
            yield from _limits.problems(limit, "Container", demand.part(container, "requests"), demand.part(container, "limits"))
    for limit in _limits.limits(limit_range, "Pod"):
        totals = (demand.pod_total(spec, side) for side in ("requests", "limits"))
        requests, maximum = ({name: quantity.written(amount) for name, amount in total.items()} for total in totals)
        yield from _limits.problems(limit, "Pod", requests, maximum)
