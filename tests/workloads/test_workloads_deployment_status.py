"""A deployment's conditions: what they say, and since when."""

from datetime import timedelta

import pytest
import stage

from minik.model.object import Object
from minik.workloads import deployment_status

BEFORE = "2026-11-23T07:00:00Z"
LATER = stage.NOW + timedelta(minutes=5)


def available(status: str, reason: str) -> list[Object]:
    return [
        {
            "type": "Available",
            "status": status,
            "reason": reason,
            "message": "",
            "lastTransitionTime": BEFORE,
            "lastUpdateTime": BEFORE,
        }
    ]


@pytest.mark.parametrize(
    "status, reason, since, updated",
    [
        ("True", "Same", BEFORE, BEFORE),
        ("True", "Other", BEFORE, "2026-11-23T08:05:00Z"),
        ("False", "Same", "2026-11-23T08:05:00Z", "2026-11-23T08:05:00Z"),
    ],
)
def test_a_condition_keeps_its_transition_time_while_its_status_stays(
    status: str, reason: str, since: str, updated: str
) -> None:
    (condition,) = deployment_status.with_condition(
        available("True", "Same"), "Available", status, reason, "", LATER
    )
    assert (condition["lastTransitionTime"], condition["lastUpdateTime"]) == (since, updated)


@pytest.mark.parametrize("status, since", [("True", BEFORE), ("Unknown", "2026-11-23T08:05:00Z")])
def test_progress_keeps_its_transition_time_unless_it_was_unknown(status: str, since: str) -> None:
    progressing = {**available(status, "ReplicaSetUpdated")[0], "type": "Progressing"}
    *_, condition = deployment_status.with_progress([progressing], progressing, "goes on", LATER)
    assert condition["lastTransitionTime"] == since
