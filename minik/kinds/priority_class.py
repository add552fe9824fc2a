"""PriorityClasses: named scheduling priorities of pods."""

from collections.abc import Iterator
from datetime import datetime

from minik.errors import Problem
from minik.kinds import layout
from minik.kinds._columns import AGE, NAME
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import check_choice, check_immutable
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Column, Kind
from minik.model.object import Object, annotations, name, write
from minik.model.problem import forbidden

HIGHEST_USER_VALUE = 1_000_000_000
SYSTEM_CLASSES = {"system-node-critical": 2_000_001_000, "system-cluster-critical": 2_000_000_000}
POLICIES = ("PreemptLowerPriority", "Never")


def value(priority: Object) -> int:
    return int(priority.get("value") or 0)


def default(priority: Object) -> Object:
    """Set preemptionPolicy to PreemptLowerPriority."""
    return {"preemptionPolicy": "PreemptLowerPriority", **priority}


def prepare(priority: Object, old: Object | None, _: Draft) -> Object:
    """Set generation 1 on creation."""
    return write(priority, "metadata.generation", 1) if old is None else priority


def problems(priority: Object) -> Iterator[Problem]:
    yield from metadata_problems(priority, namespaced=False)
    if name(priority).startswith("system-"):
        wrong = system_error(priority)
        if wrong:
            yield forbidden(
                "metadata.name",
                f"priority class names with 'system-' prefix are reserved for system use only. error: {wrong}",
            )
    elif value(priority) > HIGHEST_USER_VALUE:
        yield forbidden(
            "value", f"maximum allowed value of a user defined priority is {HIGHEST_USER_VALUE}"
        )
    yield from check_choice("preemptionPolicy", priority.get("preemptionPolicy"), POLICIES)


def system_error(priority: Object) -> str:
    """Return what is wrong with a class named `system-...`; "" if it is a valid system class."""
    expected = SYSTEM_CLASSES.get(name(priority))
    if expected is None:
        return f"{name(priority)} is not a known system priority class"
    if value(priority) != expected:
        return f"value of {name(priority)} PriorityClass must be {expected}"
    return (
        f"globalDefault of {name(priority)} PriorityClass must be false"
        if priority.get("globalDefault")
        else ""
    )


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    yield from metadata_update_problems(new, old)
    if value(new) != value(old):
        yield forbidden("value", "may not be changed in an update.")
    yield from check_immutable(
        "preemptionPolicy", new.get("preemptionPolicy"), old.get("preemptionPolicy")
    )


def is_default(priority: Object) -> str:
    return "true" if priority.get("globalDefault") else "false"


def value_column(priority: Object, _: datetime) -> str:
    return str(value(priority))


def default_column(priority: Object, _: datetime) -> str:
    return is_default(priority)


def policy_column(priority: Object, _: datetime) -> str:
    return str(priority.get("preemptionPolicy") or "")


def describe(priority: Object, _: Cluster) -> str:
    lines = [
        f"Name:\t{name(priority)}",
        f"Value:\t{value(priority)}",
        f"GlobalDefault:\t{is_default(priority)}",
    ]
    if priority.get("preemptionPolicy"):
        lines.append(f"PreemptionPolicy:\t{priority['preemptionPolicy']}")
    lines += [
        f"Description:\t{priority.get('description') or ''}",
        f"Annotations:\t{layout.format_labels(annotations(priority))}",
    ]
    return "\n".join(lines)


KIND = Kind(
    "PriorityClass",
    default=default,
    prepare=prepare,
    problems=problems,
    update_problems=update_problems,
    describe=describe,
    whole_row=True,
    has_status=False,
    columns=(
        NAME,
        Column("VALUE", value_column),
        Column("GLOBAL-DEFAULT", default_column),
        AGE,
        Column("PREEMPTIONPOLICY", policy_column),
    ),
)
