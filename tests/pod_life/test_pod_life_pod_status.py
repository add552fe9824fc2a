"""Conditions of pods: the time of a transition stays while the status is the same."""

from datetime import UTC, datetime
from typing import Any

import pytest
from objects import pod

from minik.pod_life import pod_status

NOW = datetime(2026, 11, 23, 8, 0, 0, tzinfo=UTC)
BEFORE = "2026-11-23T07:00:00Z"


@pytest.mark.parametrize(
    ("status", "since"),
    [("False", BEFORE), ("True", "2026-11-23T08:00:00Z"), ("", "2026-11-23T08:00:00Z")],
)
def test_a_pod_is_unschedulable_since_it_became_so(status: str, since: str) -> None:
    earlier: list[Any] = [{"type": "Ready", "status": "False"}]
    if status:
        earlier += [{"type": "PodScheduled", "status": status, "lastTransitionTime": BEFORE}]
    found = pod_status.with_unscheduled(pod(status={"conditions": earlier}), "no node", NOW)
    assert found[0] == {"type": "Ready", "status": "False"} and len(found) == 2
    assert (found[1]["lastTransitionTime"], found[1]["reason"]) == (since, "Unschedulable")
    assert (found[1]["type"], found[1]["status"]) == ("PodScheduled", "False")
