"""How long a job waits before it tries again."""

from datetime import UTC, datetime, timedelta

import pytest

from minik.model.object import Object
from minik.workloads import job_back_off

START = datetime(2026, 11, 23, 8, 0, 0, tzinfo=UTC)


def ended(phase: str, second: int) -> Object:
    """A pod whose container ended at this second."""
    terminated = {
        "exitCode": int(phase == "Failed"),
        "finishedAt": f"2026-11-23T08:00:{second:02}Z",
    }
    return {
        "metadata": {"name": "x"},
        "status": {"phase": phase, "containerStatuses": [{"state": {"terminated": terminated}}]},
    }


@pytest.mark.parametrize(
    "pods, seconds",
    [
        ([], None),
        ([ended("Succeeded", 5)], None),
        ([ended("Failed", 5)], 15),
        ([ended("Failed", 5), ended("Failed", 1)], 25),
        ([ended("Failed", 5), ended("Succeeded", 7)], None),
        ([ended("Failed", 1), ended("Succeeded", 3), ended("Failed", 5)], 15),
        ([ended("Failed", second) for second in range(30)], 29 + 600),
    ],
)
def test_the_back_off_doubles_and_a_success_ends_it(
    pods: list[Object], seconds: int | None
) -> None:
    expected = None if seconds is None else START + timedelta(seconds=seconds)
    assert job_back_off.back_off_end(pods) == expected
