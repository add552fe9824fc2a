"""CronJobs: when it is time, and what is made then."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeAlias

import pytest

from minik.kinds import cron_job as cron_jobs
from minik.model.object import Object, write

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]
NOW = datetime(2026, 11, 23, 8, 20, tzinfo=UTC)


def cron_job(**changes: Any) -> Object:
    pod = {
        "restartPolicy": "OnFailure",
        "containers": [{"name": "c", "image": "registry.example/c:1"}],
    }
    made: Object = {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": {"name": "tick"},
        "spec": {"schedule": "*/5 * * * *", "jobTemplate": {"spec": {"template": {"spec": pod}}}},
    }
    for path, value in changes.items():
        made = write(made, path.replace("__", "."), value)
    return made


def test_what_the_server_fills_in(admit: Admit) -> None:
    spec = admit(cron_job())[0]["spec"]
    assert {name: value for name, value in spec.items() if name != "jobTemplate"} == {
        "schedule": "*/5 * * * *",
        "concurrencyPolicy": "Allow",
        "suspend": False,
        "successfulJobsHistoryLimit": 3,
        "failedJobsHistoryLimit": 1,
    }
    assert set(spec["jobTemplate"]["spec"]) == {"template"}


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"spec__schedule": ""}, ["spec.schedule: Required value"]),
        (
            {"spec__schedule": "* * *"},
            ['spec.schedule: Invalid value: "* * *": expected exactly 5 fields, found 3: [* * *]'],
        ),
        (
            {"spec__schedule": "TZ=UTC * * * * *"},
            [
                'spec.schedule: Invalid value: "TZ=UTC * * * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead'
            ],
        ),
        ({"spec__timeZone": "Europe/Berlin"}, []),
        ({"spec__timeZone": "UTC"}, []),
        ({"spec__timeZone": "Etc/GMT+5"}, []),
        (
            {"spec__timeZone": ""},
            ['spec.timeZone: Invalid value: "": timeZone must be nil or non-empty string'],
        ),
        (
            {"spec__timeZone": "Mars/Olympus"},
            ['spec.timeZone: Invalid value: "Mars/Olympus": unknown time zone Mars/Olympus'],
        ),
        (
            {"spec__timeZone": "../etc"},
            ['spec.timeZone: Invalid value: "../etc": unknown time zone ../etc'],
        ),
        (
            {"spec__timeZone": "Local"},
            [
                'spec.timeZone: Invalid value: "Local": timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones'
            ],
        ),
        (
            {"spec__concurrencyPolicy": "Perhaps"},
            [
                'spec.concurrencyPolicy: Unsupported value: "Perhaps": supported values: "Allow", "Forbid", "Replace"'
            ],
        ),
        (
            {"spec__startingDeadlineSeconds": -1},
            ["spec.startingDeadlineSeconds: Invalid value: -1: must be greater than or equal to 0"],
        ),
        (
            {"spec__failedJobsHistoryLimit": -1},
            ["spec.failedJobsHistoryLimit: Invalid value: -1: must be greater than or equal to 0"],
        ),
        (
            {"spec__jobTemplate__spec__selector": {"matchLabels": {"a": "b"}}},
            [
                'spec.jobTemplate.spec.selector: Invalid value: {"matchLabels":{"a":"b"}}: `selector` will be auto-generated'
            ],
        ),
        (
            {"spec__jobTemplate__spec__manualSelector": True},
            [
                'spec.jobTemplate.spec.manualSelector: Unsupported value: true: supported values: "nil", "false"'
            ],
        ),
        (
            {"spec__jobTemplate__spec__template__spec__restartPolicy": "Always"},
            [
                'spec.jobTemplate.spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'
            ],
        ),
        (
            {"metadata__name": "x" * 53},
            [f'metadata.name: Invalid value: "{"x" * 53}": must be no more than 52 characters'],
        ),
        ({"metadata__name": "x" * 52}, []),
    ],
)
def test_refusals(refusals: Refusals, changes: dict[str, Any], reasons: list[str]) -> None:
    assert refusals(cron_job(**changes)) == reasons


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        (
            {"spec__schedule": "CRON_TZ=UTC 0 * * * *"},
            [
                'spec.schedule: Invalid value: "CRON_TZ=UTC 0 * * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead'
            ],
        ),
        (
            {"spec__timeZone": "Mars/Olympus"},
            ['spec.timeZone: Invalid value: "Mars/Olympus": unknown time zone Mars/Olympus'],
        ),
        ({"spec__timeZone": "Asia/Tokyo", "spec__schedule": "@daily"}, []),
    ],
)
def test_updates(refusals: Refusals, changes: Object, reasons: list[str]) -> None:
    assert refusals(cron_job(**changes), cron_job()) == reasons


@pytest.mark.parametrize(
    ("changes", "cells"),
    [
        ({}, ["*/5 * * * *", "<none>", "False", "0", "<none>"]),
        (
            {
                "spec__timeZone": "UTC",
                "spec__suspend": True,
                "status": {"active": [{"name": "a"}], "lastScheduleTime": "2026-11-23T08:15:00Z"},
            },
            ["*/5 * * * *", "UTC", "True", "1", "5m"],
        ),
    ],
)
def test_columns(admit: Admit, changes: Object, cells: list[str]) -> None:
    found = {**admit(cron_job(**changes))[0], "status": changes.get("status", {})}
    assert [
        column.cell(found, NOW) for column in cron_jobs.KIND.columns if not column.wide
    ] == cells
