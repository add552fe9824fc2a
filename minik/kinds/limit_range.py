"""LimitRanges: bounds and defaults for resources in a namespace."""

from collections.abc import Iterator, Mapping, Sequence

from minik.errors import Problem
from minik.kinds import layout
from minik.kinds._columns import CREATED
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import check_name
from minik.kinds.resource_names import container_name_problems, may_overcommit, name_problems
from minik.model import names, quantity
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Kind
from minik.model.object import Object, name, namespace, read, write
from minik.model.problem import duplicate, forbidden, invalid, required
from minik.model.quantity import compare, parse

TYPES = ("Pod", "Container", "PersistentVolumeClaim")
AMOUNTS = ("min", "max", "defaultRequest", "default", "maxLimitRequestRatio")
TITLES = (
    "Type",
    "Resource",
    "Min",
    "Max",
    "Default Request",
    "Default Limit",
    "Max Limit/Request Ratio",
)

# Pairs of amounts that must not decrease: smaller, larger, field reported, value reported, message.
ORDER_RULES = (
    ("min", "max", "min", "min", "min value {} is greater than max value {}"),
    (
        "min",
        "defaultRequest",
        "defaultRequest",
        "defaultRequest",
        "min value {} is greater than default request value {}",
    ),
    (
        "defaultRequest",
        "max",
        "defaultRequest",
        "defaultRequest",
        "default request value {} is greater than max value {}",
    ),
    (
        "defaultRequest",
        "default",
        "defaultRequest",
        "defaultRequest",
        "default request value {} is greater than default limit value {}",
    ),
    ("min", "default", "default", "min", "min value {} is greater than default value {}"),
    ("default", "max", "default", "max", "default value {} is greater than max value {}"),
)


def limits(limit_range: Object) -> Sequence[Object]:
    entries: Sequence[Object] = read(limit_range, "spec.limits", [])
    return entries


def default(limit_range: Object) -> Object:
    """Return the LimitRange with its defaults for containers.

    `max` is the default limit; that limit, or else `min`, is the default request. A list without
    limits becomes null, as the server stores it.
    """
    if not limits(limit_range):
        return write(limit_range, "spec.limits", None)
    spec = {
        **limit_range["spec"],
        "limits": [default_limit(limit) for limit in limits(limit_range)],
    }
    return {**limit_range, "spec": spec}


def default_limit(limit: Object) -> Object:
    """Return a container limit in which default and defaultRequest follow from max and min."""
    if limit.get("type") != "Container":
        return limit
    filled = {**(limit.get("max") or {}), **(limit.get("default") or {})}
    requests = {**(limit.get("min") or {}), **filled, **(limit.get("defaultRequest") or {})}
    return {
        **limit,
        **({"default": filled} if filled else {}),
        **({"defaultRequest": requests} if requests else {}),
    }


def prepare(limit_range: Object, _: Object | None, draft: Draft) -> Object:
    """Return the LimitRange unchanged; objects admitted from now on use the new limits."""
    draft.forget_pools()
    return limit_range


def problems(limit_range: Object) -> Iterator[Problem]:
    yield from metadata_problems(limit_range)
    seen = set()
    for index, limit in enumerate(limits(limit_range)):
        path, kind = f"spec.limits[{index}]", limit.get("type") or ""
        yield from type_problems(f"{path}.type", kind)
        if kind in seen:
            yield duplicate(f"{path}.type", kind)
        seen.add(kind)
        yield from limit_problems(path, kind, limit)


def type_problems(path: str, kind: str) -> Iterator[Problem]:
    wrong = list(check_name(path, kind, names.qualified_name))
    if not wrong and "/" not in kind and kind not in TYPES:
        wrong.append(invalid(path, kind, "must be a standard limit type or fully qualified"))
    yield from wrong


def limit_problems(path: str, kind: str, limit: Object) -> Iterator[Problem]:
    """Yield the problems of the limits for one type."""
    of_pod = kind == "Pod"
    rule = container_name_problems if kind in ("Pod", "Container") else name_problems
    for field in ("max", "min", "default", "defaultRequest"):
        if of_pod and field.startswith("default"):
            if limit.get(field):
                yield forbidden(f"{path}.{field}", "may not be specified when `type` is 'Pod'")
        else:
            for resource in sorted(limit.get(field) or {}):
                yield from rule(f"{path}.{field}[{resource}]", resource)
    if kind == "PersistentVolumeClaim" and "storage" not in {
        **(limit.get("min") or {}),
        **(limit.get("max") or {}),
    }:
        yield required(
            f"{path}.limits",
            "either minimum or maximum storage value is required, but neither was provided",
        )
    for resource in sorted(limit.get("maxLimitRequestRatio") or {}):
        yield from rule(f"{path}.maxLimitRequestRatio[{resource}]", resource)
    counted = [field for field in AMOUNTS if not (of_pod and field.startswith("default"))]
    amounts = {field: limit.get(field) or {} for field in counted}
    for resource in sorted(
        {resource for by_resource in amounts.values() for resource in by_resource}
    ):
        yield from amounts_problems(
            path,
            resource,
            {
                field: by_resource[resource]
                for field, by_resource in amounts.items()
                if resource in by_resource
            },
        )


def amounts_problems(path: str, resource: str, amounts: Mapping[str, str]) -> Iterator[Problem]:
    """Yield the contradictions between one limit's amounts of one resource."""
    for less, more, where, value_field, words in ORDER_RULES:
        if less in amounts and more in amounts and compare(amounts[less], amounts[more]) > 0:
            yield invalid(
                f"{path}.{where}[{resource}]",
                amounts[value_field],
                words.format(amounts[less], amounts[more]),
            )
    yield from ratio_problems(f"{path}.maxLimitRequestRatio[{resource}]", amounts)
    limit, request = amounts.get("default"), amounts.get("defaultRequest")
    if (
        not may_overcommit(resource)
        and limit is not None
        and request is not None
        and compare(limit, request)
    ):
        yield invalid(
            f"{path}.defaultRequest[{resource}]",
            request,
            f"default value {limit} must equal to defaultRequest value {request} in {resource}",
        )


def ratio_problems(path: str, amounts: Mapping[str, str]) -> Iterator[Problem]:
    """Yield the problems of maxLimitRequestRatio: at least 1, and at most max/min."""
    ratio = amounts.get("maxLimitRequestRatio")
    if ratio is None:
        return
    if compare(ratio, 1) < 0:
        yield invalid(path, ratio, f"ratio {ratio} is less than 1")
    least = quantity.milli(parse(amounts.get("min", 0)))
    if least and "max" in amounts:
        largest = quantity.milli(parse(amounts["max"])) / least
        if quantity.milli(parse(ratio)) / 1000 > largest:
            yield invalid(path, ratio, f"ratio {ratio} is greater than max/min = {largest:f}")


def limit_rows(limit_range: Object) -> Iterator[str]:
    """Yield a line for each limit and resource, for `describe`."""
    for limit in limits(limit_range):
        for resource in sorted(
            {resource for field in AMOUNTS for resource in limit.get(field) or {}}
        ):
            yield "\t".join(
                (
                    limit.get("type") or "",
                    resource,
                    *((limit.get(field) or {}).get(resource, "-") for field in AMOUNTS),
                )
            )


def summary(limit_ranges: Sequence[Object]) -> Iterator[str]:
    """Yield the lines on limits in the description of a namespace."""
    if not limit_ranges:
        yield "No LimitRange resource."
        return
    yield "Resource Limits"
    yield from (" " + line for line in layout.table_head(*TITLES))
    yield from (" " + line for limit_range in limit_ranges for line in limit_rows(limit_range))


def describe(limit_range: Object, _: Cluster) -> str:
    head = (f"Name:\t{name(limit_range)}", f"Namespace:\t{namespace(limit_range)}")
    return "\n".join((*head, *layout.table_head(*TITLES), *limit_rows(limit_range)))


KIND = Kind(
    "LimitRange",
    default=default,
    prepare=prepare,
    problems=problems,
    update_problems=metadata_update_problems,
    has_status=False,
    columns=CREATED,
    whole_row=True,
    describe=describe,
    describes_events=False,
)
