"""Deployments: pods that are all alike, replaced a few at a time when what they are made from changes."""
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from minik.errors import Problem
from minik.kinds import _workload as workload
from minik.kinds._layout import NONE, annotations, date, labels, selector
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._pod_template import conditions, pod_template
from minik.kinds._rules import immutable, nonnegative
from minik.kinds._workload_columns import CONTAINERS, SELECTOR, count
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Column, Kind
from minik.model.object import Object, drop, fill, read, write
from minik.model.problem import forbidden, invalid, not_supported, required

ROLLING, RECREATE = "RollingUpdate", "Recreate"
REVISION = "deployment.kubernetes.io/revision"
HASH = "pod-template-hash"
DEFAULTS = (("spec.replicas", 1), ("spec.strategy.type", ROLLING), ("spec.revisionHistoryLimit", 10), ("spec.progressDeadlineSeconds", 600))


def default(deployment: Object) -> Object:
    """How pods are replaced, unless it says so itself."""
    for path, value in DEFAULTS:
        deployment = fill(deployment, path, value)
    if read(deployment, "spec.strategy.type") == ROLLING:
        deployment = fill(deployment, "spec.strategy.rollingUpdate.maxUnavailable", "25%")
        deployment = fill(deployment, "spec.strategy.rollingUpdate.maxSurge", "25%")
    return workload.with_template_defaults(deployment)


def prepare(new: Object, old: Object | None, _: Draft) -> Object:
    """A change of its annotations is a change of the deployment: they are what its replica sets inherit."""
    new = workload.with_status(new, old, {})
    if old is not None and objects.annotations(new) != objects.annotations(old):
        return write(new, "metadata.generation", (read(old, "metadata.generation") or 0) + 1)
    return new


def problems(deployment: Object) -> Iterator[Problem]:
    """Upstream rule: apps `ValidateDeploymentSpec`."""
    spec = objects.spec(deployment)
    yield from metadata_problems(deployment)
    yield from nonnegative("spec.replicas", spec["replicas"])
    yield from workload.selection_problems(spec, "deployment")
    if workload.is_broken(spec.get("selector")):
        yield invalid("spec.selector", spec.get("selector"), "invalid label selector")
    else:
        yield from workload.likeness_problems(spec)
        yield from workload.pods_problems(spec["template"], "spec.template", "ReplicaSet")
    yield from strategy_problems(spec["strategy"])
    yield from nonnegative("spec.minReadySeconds", spec.get("minReadySeconds") or 0)
    yield from nonnegative("spec.revisionHistoryLimit", spec["revisionHistoryLimit"])
    yield from deadline_problems(spec["progressDeadlineSeconds"], spec.get("minReadySeconds") or 0)


def deadline_problems(deadline: int, ready: int) -> Iterator[Problem]:
    """No pod can be late before it may be called available."""
    yield from nonnegative("spec.progressDeadlineSeconds", deadline)
    if deadline <= ready:
        yield invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds")


def strategy_problems(strategy: Object) -> Iterator[Problem]:
    """Pods are replaced all at once, or a few at a time; only the latter has anything to say on how."""
    kind, rolling = strategy.get("type"), strategy.get("rollingUpdate")
    if kind == RECREATE:
        if rolling is not None:
            yield forbidden("spec.strategy.rollingUpdate", f"may not be specified when strategy `type` is '{RECREATE}'")
    elif kind != ROLLING:
        inner = None if rolling is None else {"MaxUnavailable": rolling.get("maxUnavailable", 0), "MaxSurge": rolling.get("maxSurge", 0)}
        yield not_supported("spec.strategy", {"Type": kind, "RollingUpdate": inner}, [RECREATE, ROLLING])
    elif rolling is None:
        yield required("spec.strategy.rollingUpdate", "this should be defaulted and never be nil")
    else:
        yield from rolling_problems(rolling["maxUnavailable"], rolling["maxSurge"], "spec.strategy.rollingUpdate")


def rolling_problems(unavailable: int | str, surge: int | str, path: str) -> Iterator[Problem]:
    """There has to be room to roll in: pods that may be missing, or pods that may be too many."""
    yield from workload.share_problems(f"{path}.maxUnavailable", unavailable)
    yield from workload.share_problems(f"{path}.maxSurge", surge)
    if not workload.share(unavailable) and not workload.share(surge):
        yield invalid(f"{path}.maxUnavailable", unavailable, "may not be 0 when `maxSurge` is 0")
    yield from workload.whole_problems(f"{path}.maxUnavailable", unavailable)


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    yield from metadata_update_problems(new, old)
    yield from immutable("spec.selector", read(new, "spec.selector"), read(old, "spec.selector"))


def replica_sets(deployment: Object, cluster: Cluster) -> tuple[Object | None, list[Object]]:
    """The replica set of its present template, and all older ones, the oldest first."""
    uid = objects.uid(deployment)
    owned = [one for one in cluster.owned_by(uid, "ReplicaSet") if (objects.owner(one) or {}).get("uid") == uid]
    owned.sort(key=lambda one: (str(one["metadata"].get("creationTimestamp")), objects.name(one)))
    new = next((one for one in owned if without_hash(workload.template(one)) == without_hash(workload.template(deployment))), None)
    return new, [one for one in owned if one is not new]


def without_hash(template: Object) -> Object:
    """A template as a person wrote it: less the label that tells a deployment's replica sets apart."""
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
    yield f"CreationTimestamp:\t{date(deployment['metadata'].get('creationTimestamp'))}"
    yield from labels("Labels", objects.labels(deployment))
    yield from annotations("Annotations", objects.annotations(deployment))
    yield f"Selector:\t{selector(spec.get('selector'))}"
    yield "Replicas:\t" + " | ".join(f"{amount} {word}" for amount, word in amounts(deployment))
    yield f"StrategyType:\t{read(spec, 'strategy.type', '')}"
    yield f"MinReadySeconds:\t{spec.get('minReadySeconds') or 0}"
    rolling = read(spec, "strategy.rollingUpdate")
    if rolling is not None:
        yield f"RollingUpdateStrategy:\t{rolling.get('maxUnavailable')} max unavailable, {rolling.get('maxSurge')} max surge"
    yield from pod_template(spec.get("template"))
    yield from conditions(deployment)
    new, old = replica_sets(deployment, cluster)
    if new or old:
        yield f"OldReplicaSets:\t{', '.join(map(created, old)) or NONE}"
        yield f"NewReplicaSet:\t{created(new) if new else NONE}"


def amounts(deployment: Object) -> Iterator[tuple[int, str]]:
    """How many of its pods are wanted, and how many are what."""
    yield workload.replicas(deployment), "desired"
    for field, word in (("updatedReplicas", "updated"), ("replicas", "total"), ("availableReplicas", "available"),
                        ("unavailableReplicas", "unavailable")):
        yield workload.number(deployment, f"status.{field}"), word


def created(replica_set: Object) -> str:
    made, wanted = workload.number(replica_set, "status.replicas"), workload.replicas(replica_set)
    return f"{objects.name(replica_set)} ({made}/{wanted} replicas created)"


def ready(deployment: Object, _: datetime) -> str:
    return f"{workload.number(deployment, 'status.readyReplicas')}/{workload.replicas(deployment)}"


KIND = Kind(
    "Deployment", default=default, prepare=prepare, problems=problems, update_problems=update_problems, warnings=workload.running_warnings,
    columns=(Column("READY", ready), Column("UP-TO-DATE", count("status.updatedReplicas")),
             Column("AVAILABLE", count("status.availableReplicas")), *CONTAINERS, SELECTOR),
    describe=describe)
