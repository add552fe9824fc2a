"""ReplicaFailure: the condition of a set, and of its Deployment, whose pods the server refuses.

Upstream rules: `calculateStatus` of `pkg/controller/replicaset`, `getReplicaFailures` of
`pkg/controller/deployment`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from minik.intake.system_metadata import timestamp
from minik.model import object as objects
from minik.model.change import Change
from minik.model.object import Object, read
from minik.workloads import pod_templates

FAILURE = "ReplicaFailure"


def conditions(
    owner: Object, changes: Sequence[Change], active: int, now: datetime
) -> Sequence[Object]:
    """Return the conditions of a set that has `active` pods and wants these changes, none of which
    has an effect: one says so if they are refused. A failure keeps its first message.
    """
    old: Sequence[Object] = objects.status(owner).get("conditions") or ()
    message = pod_templates.refusal(changes)
    if not message:
        return old if changes else without_failure(old)
    if failure(owner):
        return old
    is_short = active < read(owner, "spec.replicas", 1)
    condition = {
        "type": FAILURE,
        "status": "True",
        "lastTransitionTime": timestamp(now),
        "reason": "FailedCreate" if is_short else "FailedDelete",
        "message": message,
    }
    return [*old, condition]


def without_failure(old: Iterable[Object]) -> list[Object]:
    """Return the conditions but ReplicaFailure."""
    return [condition for condition in old if condition.get("type") != FAILURE]


def failure(owner: Object) -> Object | None:
    """Return the condition ReplicaFailure of a set or a Deployment; None if there is none."""
    found = objects.status(owner).get("conditions") or ()
    return next((condition for condition in found if condition.get("type") == FAILURE), None)


def of_deployment(deployment: Object, old: list[Object], sets: Sequence[Object]) -> list[Object]:
    """Return the conditions of a Deployment with the first failure of its replica sets, of which the
    newest comes first; without any if they have none. One that is paused keeps what it has.
    """
    found, told = None, None
    for one in sets:
        if found is None and "status" in one and one["status"].get("conditions"):
            found = failure(one)
    for condition in old:
        if condition.get("type") == FAILURE:
            told = condition
    if told is found or read(deployment, "spec.paused"):  # None, both
        return old
    if found is None:
        return without_failure(old)
    since = found.get("lastTransitionTime")
    wanted = {
        "type": FAILURE,
        "status": found.get("status"),
        "lastUpdateTime": since,
        "lastTransitionTime": since,
        "reason": found.get("reason"),
        "message": found.get("message"),
    }
    same = ("status", "reason")
    if told and all(told.get(name) == wanted[name] for name in same):
        return old
    return [*without_failure(old), wanted]
