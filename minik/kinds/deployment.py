"""Deployments: identical pods, replaced step by step when the pod template changes."""

from collections.abc import Iterator
from datetime import datetime

from minik.errors import Problem
from minik.kinds import _workload as workload
from minik.kinds._metadata import immutable_fields, metadata_problems
from minik.kinds._rules import check_nonnegative
from minik.kinds._workload_columns import CONTAINERS, SELECTOR, count_cell
from minik.kinds.layout import NONE, annotation_lines, format_date, format_selector, label_lines
from minik.kinds.pod_template_description import condition_lines, template_lines
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Column, Kind
from minik.model.object import Object, drop, fill, read, write
from minik.model.problem import forbidden, invalid, not_supported, required

ROLLING, RECREATE = "RollingUpdate", "Recreate"
REVISION = "deployment.kubernetes.io/revision"
HASH = "pod-template-hash"
DEFAULTS = (
    ("spec.replicas", 1),
    ("spec.strategy.type", ROLLING),
    ("spec.revisionHistoryLimit", 10),
    ("spec.progressDeadlineSeconds", 600),
)


def default(deployment: Object) -> Object:
    """Return the Deployment with its defaults: one replica, and a rolling update of 25%."""
    for path, value in DEFAULTS:
        deployment = fill(deployment, path, value)
    if read(deployment, "spec.strategy.type") == ROLLING:
        deployment = fill(deployment, "spec.strategy.rollingUpdate.maxUnavailable", "25%")
        deployment = fill(deployment, "spec.strategy.rollingUpdate.maxSurge", "25%")
    return workload.with_template_defaults(deployment)


def prepare(new: Object, old: Object | None, _: Draft) -> Object:
    """Return the Deployment with its old status.

    Changed annotations also count up the generation, since its ReplicaSets inherit them.
    """
    new = workload.with_status(new, old, {})
    if old is not None and objects.annotations(new) != objects.annotations(old):
        return write(new, "metadata.generation", (read(old, "metadata.generation") or 0) + 1)
    return new


def problems(deployment: Object) -> Iterator[Problem]:
    """Upstream rule: apps `ValidateDeploymentSpec`."""
    spec = objects.spec(deployment)
    yield from metadata_problems(deployment)
    yield from check_nonnegative("spec.replicas", spec["replicas"])
    yield from workload.selector_problems(spec, "deployment")
    if workload.is_invalid_selector(spec.get("selector")):
        yield invalid("spec.selector", spec.get("selector"), "invalid label selector")
    else:
        yield from workload.selector_match_problems(spec)
        yield from workload.pod_template_problems(spec["template"], "spec.template", "ReplicaSet")
    yield from strategy_problems(spec["strategy"])
    yield from check_nonnegative("spec.minReadySeconds", spec.get("minReadySeconds") or 0)
    yield from check_nonnegative("spec.revisionHistoryLimit", spec["revisionHistoryLimit"])
    yield from deadline_problems(spec["progressDeadlineSeconds"], spec.get("minReadySeconds") or 0)


def deadline_problems(deadline: int, ready: int) -> Iterator[Problem]:
    """Yield a problem if progressDeadlineSeconds is not greater than minReadySeconds."""
    yield from check_nonnegative("spec.progressDeadlineSeconds", deadline)
    if deadline <= ready:
        yield invalid(
            "spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds"
        )


def strategy_problems(strategy: Object) -> Iterator[Problem]:
    """Yield the problems of the strategy: Recreate, or RollingUpdate with its parameters."""
    kind, rolling = strategy.get("type"), strategy.get("rollingUpdate")
    if kind == RECREATE:
        if rolling is not None:
            yield forbidden(
                "spec.strategy.rollingUpdate",
                f"may not be specified when strategy `type` is '{RECREATE}'",
            )
    elif kind != ROLLING:
        inner = (
            None
            if rolling is None
            else {
                "MaxUnavailable": rolling.get("maxUnavailable", 0),
                "MaxSurge": rolling.get("maxSurge", 0),
            }
        )
        yield not_supported(
            "spec.strategy", {"Type": kind, "RollingUpdate": inner}, [RECREATE, ROLLING]
        )
    elif rolling is None:
        yield required("spec.strategy.rollingUpdate", "this should be defaulted and never be nil")
    else:
        yield from rolling_problems(
            rolling["maxUnavailable"], rolling["maxSurge"], "spec.strategy.rollingUpdate"
        )


def rolling_problems(unavailable: int | str, surge: int | str, path: str) -> Iterator[Problem]:
    """Yield the problems of a rolling update: maxUnavailable and maxSurge must not both be 0."""
    yield from workload.int_or_percent_problems(f"{path}.maxUnavailable", unavailable)
    yield from workload.int_or_percent_problems(f"{path}.maxSurge", surge)
    if not workload.int_or_percent_value(unavailable) and not workload.int_or_percent_value(surge):
        yield invalid(f"{path}.maxUnavailable", unavailable, "may not be 0 when `maxSurge` is 0")
    yield from workload.percent_limit_problems(f"{path}.maxUnavailable", unavailable)


def replica_sets(deployment: Object, cluster: Cluster) -> tuple[Object | None, list[Object]]:
    """Return the ReplicaSet of the current template (or None) and all others, the oldest first."""
    uid = objects.uid(deployment)
    owned = [
        replica_set
        for replica_set in cluster.owned_by(uid, "ReplicaSet")
        if (objects.owner(replica_set) or {}).get("uid") == uid
    ]
    owned.sort(
        key=lambda replica_set: (
            str(replica_set["metadata"].get("creationTimestamp")),
            objects.name(replica_set),
        )
    )
    new = next(
        (
            replica_set
            for replica_set in owned
            if without_hash(workload.template(replica_set))
            == without_hash(workload.template(deployment))
        ),
        None,
    )
    return new, [replica_set for replica_set in owned if replica_set is not new]


def without_hash(template: Object) -> Object:
    """Return a pod template without the pod-template-hash label."""
    metadata: dict[str, Any] = template.get("metadata") or {}
    rest = {name: value for name, value in (metadata.get("labels") or {}).items() if name != HASH}
    return {**template, "metadata": {**drop(metadata, "labels"), "labels": rest}}


def describe(deployment: Object, cluster: Cluster) -> str:
    return "\n".join(lines(deployment, cluster))


def lines(deployment: Object, cluster: Cluster) -> Iterator[str]:
    """Upstream rule: kubectl `describeDeployment`."""
    spec = objects.spec(deployment)
    yield f"Name:\t{objects.name(deployment)}"
    yield f"Namespace:\t{objects.namespace(deployment)}"
    yield f"CreationTimestamp:\t{format_date(deployment['metadata'].get('creationTimestamp'))}"
    yield from label_lines("Labels", objects.labels(deployment))
    yield from annotation_lines("Annotations", objects.annotations(deployment))
    yield f"Selector:\t{format_selector(spec.get('selector'))}"
    yield "Replicas:\t" + " | ".join(
        f"{amount} {word}" for amount, word in replica_counts(deployment)
    )
    yield f"StrategyType:\t{read(spec, 'strategy.type', '')}"
    yield f"MinReadySeconds:\t{spec.get('minReadySeconds') or 0}"
    rolling = read(spec, "strategy.rollingUpdate")
    if rolling is not None:
        yield f"RollingUpdateStrategy:\t{rolling.get('maxUnavailable')} max unavailable, {rolling.get('maxSurge')} max surge"
    yield from template_lines(spec.get("template"))
    yield from condition_lines(deployment)
    new, old = replica_sets(deployment, cluster)
    if new or old:
        yield f"OldReplicaSets:\t{', '.join(map(replica_set_text, old)) or NONE}"
        yield f"NewReplicaSet:\t{replica_set_text(new) if new else NONE}"


def replica_counts(deployment: Object) -> Iterator[tuple[int, str]]:
    """Yield the replica counts of the status line, as (number, word)."""
    yield workload.replicas(deployment), "desired"
    for field, word in (
        ("updatedReplicas", "updated"),
        ("replicas", "total"),
        ("availableReplicas", "available"),
        ("unavailableReplicas", "unavailable"),
    ):
        yield workload.read_number(deployment, f"status.{field}"), word


def replica_set_text(replica_set: Object) -> str:
    actual, desired = (
        workload.read_number(replica_set, "status.replicas"),
        workload.replicas(replica_set),
    )
    return f"{objects.name(replica_set)} ({actual}/{desired} replicas created)"


def ready_column(deployment: Object, _: datetime) -> str:
    return f"{workload.read_number(deployment, 'status.readyReplicas')}/{workload.replicas(deployment)}"


KIND = Kind(
    "Deployment",
    default=default,
    prepare=prepare,
    problems=problems,
    update_problems=immutable_fields("spec.selector"),
    free_names=("spec.selector.matchLabels", "spec.template.metadata.labels"),
    warnings=workload.workload_warnings,
    columns=(
        Column("READY", ready_column),
        Column("UP-TO-DATE", count_cell("status.updatedReplicas")),
        Column("AVAILABLE", count_cell("status.availableReplicas")),
        *CONTAINERS,
        SELECTOR,
    ),
    describe=describe,
)
