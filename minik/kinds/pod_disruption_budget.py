"""PodDisruptionBudgets: how many pods of a set may be evicted at once."""

from collections.abc import Iterator
from datetime import datetime

from minik.errors import Problem
from minik.kinds import layout
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import check_choice_if_set
from minik.kinds._selector import label_selector_problems
from minik.kinds._workload import int_or_percent_problems, percent_limit_problems
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Column, Kind
from minik.model.object import Object, read
from minik.model.problem import invalid

NEW_STATUS = {"currentHealthy": 0, "desiredHealthy": 0, "disruptionsAllowed": 0, "expectedPods": 0}
EVICTION_POLICIES = ("AlwaysAllow", "IfHealthyBudget")


def prepare(budget: Object, old: Object | None, _: Draft) -> Object:
    """Set a zero status on creation; on update keep the old one, which its controller writes."""
    return {**budget, "status": (old or {}).get("status") or NEW_STATUS}


def problems(budget: Object) -> Iterator[Problem]:
    yield from metadata_problems(budget)
    spec = budget.get("spec") or {}
    if spec.get("minAvailable") is not None and spec.get("maxUnavailable") is not None:
        shown = {
            "MinAvailable": spec["minAvailable"],
            "Selector": spec.get("selector"),
            "MaxUnavailable": spec["maxUnavailable"],
            "UnhealthyPodEvictionPolicy": spec.get("unhealthyPodEvictionPolicy"),
        }
        yield invalid("spec", shown, "minAvailable and maxUnavailable cannot be both set")
    for field in ("minAvailable", "maxUnavailable"):
        if spec.get(field) is not None:
            yield from int_or_percent_problems(f"spec.{field}", spec[field])
            yield from percent_limit_problems(f"spec.{field}", spec[field])
    yield from label_selector_problems(spec.get("selector"), "spec.selector")
    yield from check_choice_if_set(
        "spec.unhealthyPodEvictionPolicy", spec.get("unhealthyPodEvictionPolicy"), EVICTION_POLICIES
    )


def bound_column(field: str) -> Column:
    """Return the column of minAvailable or maxUnavailable."""

    def cell(budget: Object, _: datetime) -> str:
        return str(read(budget, f"spec.{field}", "N/A"))

    return Column(
        {"minAvailable": "MIN AVAILABLE", "maxUnavailable": "MAX UNAVAILABLE"}[field], cell
    )


def allowed_column(budget: Object, _: datetime) -> str:
    return str(read(budget, "status.disruptionsAllowed", 0))


def describe(budget: Object, _: Cluster) -> str:
    lines = [f"Name:\t{objects.name(budget)}", f"Namespace:\t{objects.namespace(budget)}"]
    least, most = read(budget, "spec.minAvailable"), read(budget, "spec.maxUnavailable")
    if least is not None:
        lines.append(f"Min available:\t{least}")
    elif most is not None:
        lines.append(f"Max unavailable:\t{most}")
    selector = read(budget, "spec.selector")
    lines += [
        f"Selector:\t{'<unset>' if selector is None else layout.format_selector(selector)}",
        "Status:",
    ]
    status = (
        ("Allowed disruptions", "disruptionsAllowed"),
        ("Current", "currentHealthy"),
        ("Desired", "desiredHealthy"),
        ("Total", "expectedPods"),
    )
    return "\n".join(
        [
            *lines,
            *(f"    {title}:\t{read(budget, f'status.{field}', 0)}" for title, field in status),
        ]
    )


KIND = Kind(
    "PodDisruptionBudget",
    prepare=prepare,
    problems=problems,
    update_problems=metadata_update_problems,
    describe=describe,
    columns=(
        bound_column("minAvailable"),
        bound_column("maxUnavailable"),
        Column("ALLOWED DISRUPTIONS", allowed_column),
    ),
)
