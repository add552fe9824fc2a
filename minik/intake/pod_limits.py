"""The defaults and limits that LimitRanges set for new pods. Upstream rule: admission plugin
LimitRanger.
"""

from collections.abc import Iterator, Sequence

from minik.intake import limits as limit_rules
from minik.kinds.pod import demand
from minik.model import object as objects
from minik.model import quantity
from minik.model.object import Object

ANNOTATION = "kubernetes.io/limit-ranger"
CONTAINERS = (("containers", "container"), ("initContainers", "init container"))


def with_defaults(pod: Object, limit_range: Object) -> Object:
    """Set missing requests and limits of containers to the LimitRange's defaults, and annotate the
    pod.
    """
    defaults = [
        {
            side: (limit.get(field) or {})
            for side, field in (("limits", "default"), ("requests", "defaultRequest"))
        }
        for limit in limit_rules.limits_of_type(limit_range, "Container")
    ]
    spec: Object = pod["spec"]
    notes: list[str] = []
    for field, word in CONTAINERS:
        if spec.get(field):
            spec = {
                **spec,
                field: [fill_container(container, defaults) for container in spec[field]],
            }
            notes += [
                line
                for old, new in zip(pod["spec"][field], spec[field])
                for line in describe_changes(old, new, word)
            ]
    if not notes:
        return pod
    new_annotations = {
        **objects.annotations(pod),
        ANNOTATION: f"LimitRanger plugin set: {'; '.join(notes)}",
    }
    return objects.write({**pod, "spec": spec}, "metadata.annotations", new_annotations)


def fill_container(container: Object, defaults: Sequence[Object]) -> Object:
    """Return a container with missing requests and limits filled in."""
    resources = container.get("resources") or {}
    for default in defaults:
        resources = {
            **resources,
            **{
                side: {**amounts, **(resources.get(side) or {})}
                for side, amounts in default.items()
                if amounts
            },
        }
    return {**container, "resources": resources} if resources else container


def describe_changes(old: Object, new: Object, word: str) -> Iterator[str]:
    """Yield what a container was given: `cpu, memory limit for container web`."""
    for side in ("requests", "limits"):
        added = sorted(
            demand.resource_list(new, side).keys() - demand.resource_list(old, side).keys()
        )
        if added:
            yield f"{', '.join(added)} {side.removesuffix('s')} for {word} {new.get('name', '')}"


def violations(spec: Object, limit_range: Object) -> Iterator[str]:
    """Yield how a pod or its containers violate a LimitRange."""
    all_containers = [container for field, _ in CONTAINERS for container in spec.get(field) or ()]
    for limit in limit_rules.limits_of_type(limit_range, "Container"):
        for container in all_containers:
            yield from limit_rules.problems(
                limit,
                "Container",
                demand.resource_list(container, "requests"),
                demand.resource_list(container, "limits"),
            )
    for limit in limit_rules.limits_of_type(limit_range, "Pod"):
        totals = (demand.pod_total(spec, side) for side in ("requests", "limits"))
        requests, maximum = (
            {name: quantity.format_quantity(amount) for name, amount in total.items()}
            for total in totals
        )
        yield from limit_rules.problems(limit, "Pod", requests, maximum)
