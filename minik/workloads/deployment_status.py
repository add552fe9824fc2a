"""A deployment's status. Upstream rules: `calculateStatus`, `syncRolloutStatus` and
`SetDeploymentCondition`.
"""

from collections.abc import Sequence
from datetime import datetime

from minik.intake.system_metadata import timestamp
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.duration import after, parse_time
from minik.model.object import Object, read
from minik.workloads import replica_failures
from minik.workloads.rollout_sizes import Plan

AVAILABLE = (
    ("False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability."),
    ("True", "MinimumReplicasAvailable", "Deployment has minimum availability."),
)
CREATED = "NewReplicaSetCreated"
TIMED_OUT = "ProgressDeadlineExceeded"
COMPLETED, UPDATED, PAUSED, RESUMED = (
    "NewReplicaSetAvailable",
    "ReplicaSetUpdated",
    "DeploymentPaused",
    "DeploymentResumed",
)
PAUSE = (PAUSED, "Deployment is paused")
COUNTS = (
    "replicas",
    "updatedReplicas",
    "readyReplicas",
    "availableReplicas",
    "unavailableReplicas",
)
WHOLE = ("replicas", "updatedReplicas", "availableReplicas")  # all equal: the rollout is over


def compute_status(
    deployment: Object,
    new: Object | None,
    old: Sequence[Object],
    plan: Plan,
    now: datetime,
    created: Object | None = None,
) -> Object:
    """Return a deployment's status: counts over all replica sets, Available and Progressing.

    `new` is the replica set of the present template, `created` a replica set created just now.
    """
    sets = [*([new] if new else []), *old]
    old_status = objects.status(deployment)
    counts = {
        name: sum(objects.status(replica_set).get(name, 0) for replica_set in sets)
        for name in ("replicas", "readyReplicas", "availableReplicas")
    }
    counts["updatedReplicas"] = objects.status(new).get("replicas", 0) if new else 0
    counts["unavailableReplicas"] = max(
        sum(read(replica_set, "spec.replicas", 1) for replica_set in sets)
        - counts["availableReplicas"],
        0,
    )
    result: dict[str, Any] = {name: number for name, number in counts.items() if number}
    result["observedGeneration"] = read(deployment, "metadata.generation", 0)
    result["terminatingReplicas"] = sum(
        objects.status(replica_set).get("terminatingReplicas", 0) for replica_set in sets
    )
    if old_status.get("collisionCount") is not None:
        result["collisionCount"] = old_status["collisionCount"]
    is_available = counts["availableReplicas"] >= plan.replicas - plan.unavailable
    conditions = old_status.get("conditions") or _first_conditions(deployment, now)
    if created:
        conditions = with_created_condition(deployment, conditions, created, now)
    conditions = with_condition(conditions, "Available", *AVAILABLE[is_available], now)
    conditions = with_progress_condition(deployment, new, counts, conditions, plan, now)
    conditions = replica_failures.of_deployment(deployment, conditions, sets)
    return {**result, "conditions": conditions} if conditions else result


def _first_conditions(deployment: Object, now: datetime) -> list[Object]:
    """Return the conditions of a deployment that has none yet: one that is paused says so first."""
    if not has_deadline(deployment) or not read(deployment, "spec.paused"):
        return []
    return with_condition([], "Progressing", "Unknown", *PAUSE, now)


def with_created_condition(
    deployment: Object, conditions: list[Object], created: Object, now: datetime
) -> list[Object]:
    """Return the conditions after a new replica set was created."""
    if not has_deadline(deployment):
        return conditions
    return with_condition(
        conditions,
        "Progressing",
        "True",
        CREATED,
        f'Created new replica set "{objects.name(created)}"',
        now,
    )


def has_deadline(deployment: Object) -> bool:
    """Whether a deployment has a progress deadline."""
    return read(deployment, "spec.progressDeadlineSeconds") not in (None, 2**31 - 1)


def progress_deadline(deployment: Object) -> datetime | None:
    """Return when a rollout will have exceeded its progress deadline; None if it cannot."""
    progressing = next(
        (
            condition_
            for condition_ in objects.status(deployment).get("conditions") or ()
            if condition_.get("type") == "Progressing"
        ),
        None,
    )
    if (
        not has_deadline(deployment)
        or progressing is None
        or progressing.get("reason") in (COMPLETED, TIMED_OUT)
        or read(deployment, "spec.paused")
    ):
        return None
    return after(
        parse_time(progressing["lastUpdateTime"]), read(deployment, "spec.progressDeadlineSeconds")
    )


def with_timeout(deployment: Object, new: Object | None, now: datetime) -> Object:
    """Return the deployment with the condition that its rollout timed out."""
    subject = (
        f'ReplicaSet "{objects.name(new)}"' if new else f'Deployment "{objects.name(deployment)}"'
    )
    message = f"{subject} has timed out progressing."
    return objects.write(
        deployment,
        "status.conditions",
        with_condition(
            objects.status(deployment).get("conditions") or [],
            "Progressing",
            "False",
            TIMED_OUT,
            message,
            now,
        ),
    )


def is_complete(deployment: Object) -> bool:
    """Whether the last rollout has finished: all replicas updated and available."""
    counts = objects.status(deployment)
    return all(counts.get(name, 0) == read(deployment, "spec.replicas", 1) for name in WHOLE)


def with_progress_condition(
    deployment: Object,
    new: Object | None,
    counts: dict[str, int],
    conditions: list[Object],
    plan: Plan,
    now: datetime,
) -> list[Object]:
    """Return the conditions with the present state of the rollout (Progressing)."""
    if not has_deadline(deployment):
        return conditions
    progressing = next((item for item in conditions if item.get("type") == "Progressing"), None)
    reason = progressing.get("reason") if progressing else ""
    if read(deployment, "spec.paused"):
        return (
            conditions
            if reason == PAUSED
            else with_condition(conditions, "Progressing", "Unknown", *PAUSE, now)
        )
    if reason == PAUSED:
        return with_condition(
            conditions, "Progressing", "Unknown", RESUMED, "Deployment is resumed", now
        )
    if counts["replicas"] == counts["updatedReplicas"] and reason == COMPLETED:
        return conditions
    subject = (
        f'ReplicaSet "{objects.name(new)}"' if new else f'Deployment "{objects.name(deployment)}"'
    )
    if all(counts[name] == plan.replicas for name in WHOLE):
        message = f"{subject} has successfully progressed."
        return with_condition(conditions, "Progressing", "True", COMPLETED, message, now)
    if has_progressed(objects.status(deployment), counts):
        return with_progress(conditions, progressing, f"{subject} is progressing.", now)
    return conditions


def with_progress(
    conditions: list[Object], progressing: Object | None, message: str, now: datetime
) -> list[Object]:
    """Return the conditions of a rollout that has just come a step further."""
    others = [item for item in conditions if item.get("type") != "Progressing"]
    holds = progressing is not None and progressing["status"] == "True"
    since = (progressing or {}).get("lastTransitionTime") if holds else None
    return [
        *others,
        condition("Progressing", "True", UPDATED, message, since or timestamp(now), now),
    ]


def has_progressed(before: Any, counts: dict[str, int]) -> bool:
    """Whether there are more updated, ready or available pods, or fewer old ones, than before."""
    old_count, old_count_before = (
        counts["replicas"] - counts["updatedReplicas"],
        before.get("replicas", 0) - before.get("updatedReplicas", 0),
    )
    return old_count < old_count_before or any(
        counts[name] > before.get(name, 0)
        for name in ("updatedReplicas", "readyReplicas", "availableReplicas")
    )


def condition(
    kind: str, status: str, reason: str, message: str, since: str, now: datetime
) -> Object:
    return {
        "type": kind,
        "status": status,
        "reason": reason,
        "message": message,
        "lastTransitionTime": since,
        "lastUpdateTime": timestamp(now),
    }


def with_condition(
    conditions: list[Object], kind: str, status: str, reason: str, message: str, now: datetime
) -> list[Object]:
    """Return the conditions with one set; it moves to the end if its status or reason is new."""
    existing = next((item for item in conditions if item.get("type") == kind), None)
    if existing and (existing.get("status"), existing.get("reason")) == (status, reason):
        return conditions
    since = (
        existing.get("lastTransitionTime")
        if existing and existing.get("status") == status
        else None
    ) or timestamp(now)
    return [
        *(item for item in conditions if item is not existing),
        condition(kind, status, reason, message, since, now),
    ]
