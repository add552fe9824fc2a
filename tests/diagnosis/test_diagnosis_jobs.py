"""Jobs and CronJobs that never run."""

from typing import Any

import pytest
from crafting import check, obj, pod_spec

from minik.diagnosis.finding import INFO
from minik.model.object import Object

DAYS = {1: 31, 2: 29, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}


def cron_job(schedule: str = "0 0 * * *", **spec: Any) -> Object:
    template = {"spec": {"template": {"spec": {**pod_spec(), "restartPolicy": "Never"}}}}
    return obj(
        "batch/v1",
        "CronJob",
        "report",
        spec={"schedule": schedule, "jobTemplate": template, **spec},
    )


def never(one: Object) -> list[tuple[str, str]]:
    return [
        (finding.field, finding.severity)
        for finding in check([one])
        if finding.code.name == "job-never-runs"
    ]


@pytest.mark.parametrize("month", DAYS)
def test_a_schedule_names_a_day_of_its_month(month: int) -> None:
    assert never(cron_job(f"0 0 {DAYS[month]} {month} *")) == []
    if DAYS[month] < 31:
        wrong = cron_job(f"0 0 {DAYS[month] + 1} {month} *")
        assert never(wrong) == [("spec.schedule", "warning")]


@pytest.mark.parametrize(
    "schedule",
    ["0 0 31 2 1", "0 0 31 * *", "0 0 30,31 2 *", "0 0 31 2-3 *", "@daily", "*/5 * * * *"],
)
def test_a_schedule_that_comes_at_some_time_is_well(schedule: str) -> None:
    assert never(cron_job(schedule)) == []


def test_a_question_mark_is_any_weekday() -> None:
    assert never(cron_job("0 0 31 2 ?")) == [("spec.schedule", "warning")]


@pytest.mark.parametrize("seconds, found", [(9, 1), (10, 0), (None, 0)])
def test_a_deadline_is_longer_than_the_time_between_two_looks(
    seconds: int | None, found: int
) -> None:
    given: dict[str, Any] = {} if seconds is None else {"startingDeadlineSeconds": seconds}
    fields = [("spec.startingDeadlineSeconds", "warning")] * found
    assert never(cron_job(**given)) == fields


def test_what_is_suspended_is_told_as_a_hint() -> None:
    assert never(cron_job(suspend=True)) == [("spec.suspend", INFO)]
