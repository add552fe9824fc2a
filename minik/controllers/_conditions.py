"""What a deployment says of itself. Upstream rules: `calculateStatus`, `syncRolloutStatus` and `SetDeploymentCondition`."""
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from minik.controllers._rollout import Plan
from minik.intake.admission import timestamp
from minik.model import object as objects
from minik.model.duration import moment
from minik.model.object import Object, read

AVAILABLE = (("False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability."),
             ("True", "MinimumReplicasAvailable", "Deployment has minimum availability."))
MADE = "NewReplicaSetCreated"
LATE = "ProgressDeadlineExceeded"
DONE, MOVING, PAUSED, RESUMED = "NewReplicaSetAvailable", "ReplicaSetUpdated", "DeploymentPaused", "DeploymentResumed"
COUNTS = ("replicas", "updatedReplicas", "readyReplicas", "availableReplicas", "unavailableReplicas")


def status(deployment: Object, new: Object | None, old: Sequence[Object], asked: Plan, now: datetime,
           created: Object | None = None) -> Object:
    """The counts over all replica sets, and the two conditions."""
    sets = [*old, *([new] if new else [])]
    was = objects.status(deployment)
    counts = {name: sum(objects.status(one).get(name, 0) for one in sets) for name in ("replicas", "readyReplicas", "availableReplicas")}
    counts["updatedReplicas"] = objects.status(new).get("replicas", 0) if new else 0
    counts["unavailableReplicas"] = max(sum(read(one, "spec.replicas", 1) for one in sets) - counts["availableReplicas"], 0)
    found: dict[str, Any] = {name: number for name, number in counts.items() if number}
    found["observedGeneration"] = read(deployment, "metadata.generation", 0)
    found["terminatingReplicas"] = sum(objects.status(one).get("terminatingReplicas", 0) for one in sets)
    if was.get("collisionCount") is not None:
        found["collisionCount"] = was["collisionCount"]
    enough = counts["availableReplicas"] >= asked.replicas - asked.unavailable
    conditions = begun(deployment, was.get("conditions") or [], created, now) if created else was.get("conditions") or []
    conditions = with_condition(conditions, "Available", *AVAILABLE[enough], now)
    conditions = progressed(deployment, new, counts, conditions, asked, now)
    return {**found, "conditions": conditions} if conditions else found


def begun(deployment: Object, conditions: list[Object], created: Object, now: datetime) -> list[Object]:
    """The conditions when a new replica set has been made."""
    if not has_deadline(deployment):
        return conditions
    return with_condition(conditions, "Progressing", "True", MADE, f'Created new replica set "{objects.name(created)}"', now)


def has_deadline(deployment: Object) -> bool:
    """Whether anybody wants to know how a rollout goes on."""
    return read(deployment, "spec.progressDeadlineSeconds") not in (None, 2**31 - 1)


def deadline(deployment: Object) -> datetime | None:
    """When a rollout will have taken too long, if it does not go on; nothing where nobody waits for it."""
    present = next((one for one in objects.status(deployment).get("conditions") or () if one["type"] == "Progressing"), None)
    if not has_deadline(deployment) or present is None or present.get("reason") in (DONE, LATE) or read(deployment, "spec.paused"):
        return None
    return moment(present["lastUpdateTime"]) + timedelta(seconds=read(deployment, "spec.progressDeadlineSeconds"))


def overdue(deployment: Object, new: Object | None, now: datetime) -> Object:
    """The deployment, which says that its rollout takes too long."""
    subject = f'ReplicaSet "{objects.name(new)}"' if new else f'Deployment "{objects.name(deployment)}"'
    told = f"{subject} has timed out progressing."
    return objects.write(deployment, "status.conditions", with_condition(
        objects.status(deployment).get("conditions") or [], "Progressing", "False", LATE, told, now))


def is_complete(deployment: Object) -> bool:
    """Whether the last rollout is over."""
    counts = objects.status(deployment)
    return all(counts.get(name, 0) == read(deployment, "spec.replicas", 1) for name in ("replicas", "updatedReplicas", "availableReplicas"))


def progressed(deployment: Object, new: Object | None, counts: dict[str, int], conditions: list[Object], asked: Plan,
               now: datetime) -> list[Object]:
    """The conditions with the present one of the rollout."""
    if not has_deadline(deployment):
        return conditions
    present = next((one for one in conditions if one["type"] == "Progressing"), None)
    reason = present.get("reason") if present else ""
    if read(deployment, "spec.paused"):
        return conditions if reason == PAUSED else with_condition(conditions, "Progressing", "Unknown", PAUSED, "Deployment is paused", now)
    if reason == PAUSED:
        return with_condition(conditions, "Progressing", "Unknown", RESUMED, "Deployment is resumed", now)
    if counts["replicas"] == counts["updatedReplicas"] and reason == DONE:
        return conditions
    subject = f'ReplicaSet "{objects.name(new)}"' if new else f'Deployment "{objects.name(deployment)}"'
    if all(counts[name] == asked.replicas for name in ("replicas", "updatedReplicas", "availableReplicas")):
        return with_condition(conditions, "Progressing", "True", DONE, f"{subject} has successfully progressed.", now)
    if is_moving(objects.status(deployment), counts):
        rest = [one for one in conditions if one["type"] != "Progressing"]
        since = (present.get("lastTransitionTime") if present and present["status"] == "True" else None) or timestamp(now)
        return [*rest, condition("Progressing", "True", MOVING, f"{subject} is progressing.", since, now)]
    return conditions


def is_moving(was: Any, counts: dict[str, int]) -> bool:
    """Whether there are more new, fewer old, more ready or more available pods than before."""
    stale, staler = counts["replicas"] - counts["updatedReplicas"], was.get("replicas", 0) - was.get("updatedReplicas", 0)
    return stale < staler or any(counts[name] > was.get(name, 0) for name in ("updatedReplicas", "readyReplicas", "availableReplicas"))


def condition(kind: str, status: str, reason: str, message: str, since: str, now: datetime) -> Object:
    return {"type": kind, "status": status, "reason": reason, "message": message,
            "lastTransitionTime": since, "lastUpdateTime": timestamp(now)}


def with_condition(conditions: list[Object], kind: str, status: str, reason: str, message: str, now: datetime) -> list[Object]:
    """The conditions with one of them so; it stands last if anything about it is new."""
    present = next((one for one in conditions if one["type"] == kind), None)
    if present and (present["status"], present.get("reason")) == (status, reason):
        return conditions
    since = (present.get("lastTransitionTime") if present and present["status"] == status else None) or timestamp(now)
    return [*(one for one in conditions if one is not present), condition(kind, status, reason, message, since, now)]
