"""DaemonSets: one pod on every node that suits."""
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from minik.errors import Problem
from minik.kinds import _workload as workload
from minik.kinds._layout import annotations, labels, pairs, selector
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._pod_template import pod_template, pods_status
from minik.kinds._rules import immutable, nonnegative
from minik.kinds._selector import label_selector_problems
from minik.kinds._workload_columns import CONTAINERS, SELECTOR, count
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Column, Kind
from minik.model.object import Object, fill, read, write
from minik.model.problem import invalid, not_supported, required

ROLLING, ON_DELETE = "RollingUpdate", "OnDelete"
GENERATION = "deprecated.daemonset.template.generation"
FIRST = {"currentNumberScheduled": 0, "numberMisscheduled": 0, "desiredNumberScheduled": 0, "numberReady": 0}
TALLIES = (("Desired Number of Nodes Scheduled", "desiredNumberScheduled"), ("Current Number of Nodes Scheduled", "currentNumberScheduled"),
           ("Number of Nodes Scheduled with Up-to-date Pods", "updatedNumberScheduled"),
           ("Number of Nodes Scheduled with Available Pods", "numberAvailable"), ("Number of Nodes Misscheduled", "numberMisscheduled"))
COLUMNS = (("DESIRED", "desiredNumberScheduled"), ("CURRENT", "currentNumberScheduled"), ("READY", "numberReady"),
           ("UP-TO-DATE", "updatedNumberScheduled"), ("AVAILABLE", "numberAvailable"))


def default(daemon_set: Object) -> Object:
    daemon_set = fill(daemon_set, "spec.updateStrategy.type", ROLLING)
    if read(daemon_set, "spec.updateStrategy.type") == ROLLING:
        daemon_set = fill(daemon_set, "spec.updateStrategy.rollingUpdate.maxUnavailable", 1)
        daemon_set = fill(daemon_set, "spec.updateStrategy.rollingUpdate.maxSurge", 0)
    return workload.with_template_defaults(fill(daemon_set, "spec.revisionHistoryLimit", 10))


def template_generation(daemon_set: Object) -> int:
    """How often its template has changed, and once more; kept in an annotation since apps/v1."""
    text = objects.annotations(daemon_set).get(GENERATION, "")
    return int(text) if text.removeprefix("-").isdecimal() and len(text) < 20 else 0


def prepare(new: Object, old: Object | None, _: Draft) -> Object:
    """A change of its template is counted, in an annotation."""
    new = workload.with_status(new, old, FIRST)
    if old is None:
        number = max(template_generation(new), 1)
    else:
        number = template_generation(old) + (workload.template(new) != workload.template(old))
    return write(new, "metadata.annotations", {**objects.annotations(new), GENERATION: str(number)})


def problems(daemon_set: Object) -> Iterator[Problem]:
    """Upstream rule: apps `ValidateDaemonSetSpec`."""
    spec = objects.spec(daemon_set)
    wanted = spec.get("selector")
    yield from metadata_problems(daemon_set)
    yield from label_selector_problems(wanted, "spec.selector")
    if not workload.is_broken(wanted):
        yield from workload.likeness_problems(spec)
    if wanted is not None and not wanted.get("matchLabels") and not wanted.get("matchExpressions"):
        yield invalid("spec.selector", wanted, "empty selector is invalid for daemonset")
    yield from workload.pods_problems(spec["template"], "spec.template", "DaemonSet")
    yield from nonnegative("spec.minReadySeconds", spec.get("minReadySeconds") or 0)
    yield from strategy_problems(spec["updateStrategy"])
    yield from nonnegative("spec.revisionHistoryLimit", spec["revisionHistoryLimit"])


def strategy_problems(strategy: Mapping[str, Any]) -> Iterator[Problem]:
    """Pods are replaced when they are deleted, or node by node."""
    rolling = strategy.get("rollingUpdate")
    if strategy["type"] not in (ROLLING, ON_DELETE):
        inner = None if rolling is None else {"MaxUnavailable": rolling.get("maxUnavailable", 0), "MaxSurge": rolling.get("maxSurge", 0)}
        yield not_supported("spec.updateStrategy", {"Type": strategy["type"], "RollingUpdate": inner}, [ROLLING, ON_DELETE])
    elif strategy["type"] == ROLLING:
        yield from rolling_problems(rolling or {}, "spec.updateStrategy.rollingUpdate")


def rolling_problems(rolling: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Either old pods go first, or new ones come first."""
    unavailable, surge = rolling.get("maxUnavailable", 0), rolling.get("maxSurge", 0)
    for rule in (workload.share_problems, workload.whole_problems):
        yield from rule(f"{path}.maxUnavailable", unavailable)
        yield from rule(f"{path}.maxSurge", surge)
    if workload.share(unavailable) and workload.share(surge):
        yield invalid(f"{path}.maxSurge", surge, "may not be set when maxUnavailable is non-zero")
    elif not workload.share(unavailable) and not workload.share(surge):
        yield required(f"{path}.maxUnavailable", "cannot be 0 when maxSurge is 0")


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    yield from metadata_update_problems(new, old)
    yield from immutable("spec.selector", read(new, "spec.selector"), read(old, "spec.selector"))


def describe(daemon_set: Object, cluster: Cluster) -> str:
    return "\n".join(lines(daemon_set, cluster))


def lines(daemon_set: Object, cluster: Cluster) -> Iterator[str]:
    """Upstream rule: kubectl `describeDaemonSet`."""
    yield f"Name:\t{objects.name(daemon_set)}"
    yield f"Namespace:\t{objects.namespace(daemon_set)}"
    yield f"Selector:\t{selector(read(daemon_set, 'spec.selector'))}"
    yield f"Node-Selector:\t{pairs(node_selector(daemon_set))}"
    yield from labels("Labels", objects.labels(daemon_set))
    yield from annotations("Annotations", objects.annotations(daemon_set))
    yield from (f"{title}: {workload.number(daemon_set, f'status.{field}')}" for title, field in TALLIES)
    yield f"Pods Status:\t{pods_status(daemon_set, cluster)}"
    yield from pod_template(read(daemon_set, "spec.template"))


def node_selector(daemon_set: Object) -> Mapping[str, str]:
    """The labels that its nodes must carry."""
    found: Mapping[str, str] = read(daemon_set, "spec.template.spec.nodeSelector", {})
    return found


def node_selector_column(daemon_set: Object, _: datetime) -> str:
    return pairs(node_selector(daemon_set))


KIND = Kind(
    "DaemonSet", default=default, prepare=prepare, problems=problems, update_problems=update_problems,
    warnings=workload.template_changed_warnings,
    columns=(*(Column(title, count(f"status.{field}")) for title, field in COLUMNS), Column("NODE SELECTOR", node_selector_column),
             *CONTAINERS, SELECTOR),
    describe=describe)
