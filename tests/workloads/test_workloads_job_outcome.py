"""How often the containers of a job's pods were restarted."""

from typing import Any

import pytest
from objects import pod

from minik.workloads import job_outcome


def restarted(phase: str) -> dict[str, Any]:
    return pod(
        status={
            "phase": phase,
            "initContainerStatuses": [{"name": "i", "restartCount": 2}],
            "containerStatuses": [{"name": "c", "restartCount": 1}, {"name": "d"}],
        }
    )


@pytest.mark.parametrize(
    ("phase", "count"), [("Pending", 3), ("Running", 3), ("Succeeded", 0), ("Failed", 0)]
)
def test_restarts_count_while_a_pod_has_not_ended(phase: str, count: int) -> None:
    assert job_outcome.restart_count(restarted(phase)) == count
