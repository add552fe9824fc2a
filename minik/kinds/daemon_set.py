"""DaemonSets: one pod on every eligible node."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from minik.errors import Problem
from minik.kinds import _workload as workload
from minik.kinds._metadata import immutable_fields, metadata_problems
from minik.kinds._rules import check_nonnegative
from minik.kinds._selector import label_selector_problems
from minik.kinds._workload_columns import CONTAINERS, SELECTOR, count_cell
from minik.kinds.layout import annotation_lines, format_labels, format_selector, label_lines
from minik.kinds.pod_template_description import pods_status, template_lines
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Column, Kind
from minik.model.object import Object, fill, read, write
from minik.model.problem import invalid, not_supported, required

ROLLING, ON_DELETE = "RollingUpdate", "OnDelete"
GENERATION = "deprecated.daemonset.template.generation"
FIRST_STATUS = {
    "currentNumberScheduled": 0,
    "numberMisscheduled": 0,
    "desiredNumberScheduled": 0,
    "numberReady": 0,
}
STATUS_COUNTS = (
    ("Desired Number of Nodes Scheduled", "desiredNumberScheduled"),
    ("Current Number of Nodes Scheduled", "currentNumberScheduled"),
    ("Number of Nodes Scheduled with Up-to-date Pods", "updatedNumberScheduled"),
    ("Number of Nodes Scheduled with Available Pods", "numberAvailable"),
    ("Number of Nodes Misscheduled", "numberMisscheduled"),
)
COLUMNS = (
    ("DESIRED", "desiredNumberScheduled"),
    ("CURRENT", "currentNumberScheduled"),
    ("READY", "numberReady"),
    ("UP-TO-DATE", "updatedNumberScheduled"),
    ("AVAILABLE", "numberAvailable"),
)


def default(daemon_set: Object) -> Object:
    if GENERATION not in objects.annotations(daemon_set):  # where the conversion to v1 writes it
        given = {**objects.annotations(daemon_set), GENERATION: "0"}
        daemon_set = write(daemon_set, "metadata.annotations", given)
    daemon_set = fill(daemon_set, "spec.updateStrategy.type", ROLLING)
    if read(daemon_set, "spec.updateStrategy.type") == ROLLING:
        daemon_set = fill(daemon_set, "spec.updateStrategy.rollingUpdate.maxUnavailable", 1)
        daemon_set = fill(daemon_set, "spec.updateStrategy.rollingUpdate.maxSurge", 0)
    return workload.with_template_defaults(fill(daemon_set, "spec.revisionHistoryLimit", 10))


def template_generation(daemon_set: Object) -> int:
    """Return the template generation from its annotation (where apps/v1 keeps it), 0 if unset."""
    text = objects.annotations(daemon_set).get(GENERATION, "")
    return int(text) if text.removeprefix("-").isdecimal() and len(text) < 20 else 0


def prepare(new: Object, old: Object | None, _: Draft) -> Object:
    """Return the DaemonSet with its old status.

    A changed template counts up the template generation.
    """
    new = workload.with_status(new, old, FIRST_STATUS)
    if old is None:
        number = max(template_generation(new), 1)
    else:
        number = template_generation(old) + (workload.template(new) != workload.template(old))
    return write(new, "metadata.annotations", {**objects.annotations(new), GENERATION: str(number)})


def problems(daemon_set: Object) -> Iterator[Problem]:
    """Upstream rule: apps `ValidateDaemonSetSpec`."""
    spec = objects.spec(daemon_set)
    label_selector = spec.get("selector")
    yield from metadata_problems(daemon_set)
    yield from label_selector_problems(label_selector, "spec.selector")
    if not workload.is_invalid_selector(label_selector):
        yield from workload.selector_match_problems(spec)
    if (
        label_selector is not None
        and not label_selector.get("matchLabels")
        and not label_selector.get("matchExpressions")
    ):
        yield invalid("spec.selector", label_selector, "empty selector is invalid for daemonset")
    yield from workload.pod_template_problems(spec["template"], "spec.template", "DaemonSet")
    yield from check_nonnegative("spec.minReadySeconds", spec.get("minReadySeconds") or 0)
    yield from strategy_problems(spec["updateStrategy"])
    yield from check_nonnegative("spec.revisionHistoryLimit", spec["revisionHistoryLimit"])


def strategy_problems(strategy: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the problems of the update strategy: RollingUpdate or OnDelete."""
    rolling = strategy.get("rollingUpdate")
    if strategy["type"] not in (ROLLING, ON_DELETE):
        inner = (
            None
            if rolling is None
            else {
                "MaxUnavailable": rolling.get("maxUnavailable", 0),
                "MaxSurge": rolling.get("maxSurge", 0),
            }
        )
        yield not_supported(
            "spec.updateStrategy",
            {"Type": strategy["type"], "RollingUpdate": inner},
            [ROLLING, ON_DELETE],
        )
    elif strategy["type"] == ROLLING:
        yield from rolling_problems(rolling or {}, "spec.updateStrategy.rollingUpdate")


def rolling_problems(rolling: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Yield a problem unless exactly one of maxUnavailable and maxSurge is not 0."""
    unavailable, surge = rolling.get("maxUnavailable", 0), rolling.get("maxSurge", 0)
    for rule in (workload.int_or_percent_problems, workload.percent_limit_problems):
        yield from rule(f"{path}.maxUnavailable", unavailable)
        yield from rule(f"{path}.maxSurge", surge)
    if workload.int_or_percent_value(unavailable) and workload.int_or_percent_value(surge):
        yield invalid(f"{path}.maxSurge", surge, "may not be set when maxUnavailable is non-zero")
    elif not workload.int_or_percent_value(unavailable) and not workload.int_or_percent_value(
        surge
    ):
        yield required(f"{path}.maxUnavailable", "cannot be 0 when maxSurge is 0")


def describe(daemon_set: Object, cluster: Cluster) -> str:
    return "\n".join(lines(daemon_set, cluster))


def lines(daemon_set: Object, cluster: Cluster) -> Iterator[str]:
    """Upstream rule: kubectl `describeDaemonSet`."""
    yield f"Name:\t{objects.name(daemon_set)}"
    yield f"Namespace:\t{objects.namespace(daemon_set)}"
    yield f"Selector:\t{format_selector(read(daemon_set, 'spec.selector'))}"
    yield f"Node-Selector:\t{format_labels(node_selector(daemon_set))}"
    yield from label_lines("Labels", objects.labels(daemon_set))
    yield from annotation_lines("Annotations", objects.annotations(daemon_set))
    yield from (
        f"{title}: {workload.read_number(daemon_set, f'status.{field}')}"
        for title, field in STATUS_COUNTS
    )
    yield f"Pods Status:\t{pods_status(daemon_set, cluster)}"
    yield from template_lines(read(daemon_set, "spec.template"))


def node_selector(daemon_set: Object) -> Mapping[str, str]:
    """Return the nodeSelector of the pod template."""
    return objects.read_map(daemon_set, "spec.template.spec.nodeSelector")


def node_selector_column(daemon_set: Object, _: datetime) -> str:
    return format_labels(node_selector(daemon_set))


KIND = Kind(
    "DaemonSet",
    default=default,
    prepare=prepare,
    problems=problems,
    update_problems=immutable_fields("spec.selector"),
    free_names=("spec.selector.matchLabels", "spec.template.metadata.labels"),
    warnings=workload.pod_template_warnings,
    columns=(
        *(Column(title, count_cell(f"status.{field}")) for title, field in COLUMNS),
        Column("NODE SELECTOR", node_selector_column),
        *CONTAINERS,
        SELECTOR,
    ),
    describe=describe,
)
