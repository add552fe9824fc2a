"""How often CronJobs run until a time, and what is too often."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import stage

from minik.errors import ClientError
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.pod_life import behaviour
from minik.simulation import cron_runs

NOW = datetime(2026, 11, 23, 8, 0, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def cron_job(name: str = "tick", schedule: str = "* * * * *", **spec: Any) -> Object:
    pod = {"containers": [{"name": "c", "image": "i"}], "restartPolicy": "Never"}
    job = spec.pop("job", {})
    template = {"spec": {"template": {"spec": pod, **spec.pop("template", {})}, **job}}
    return {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": {
            "name": name,
            "namespace": "default",
            "uid": f"uid-{name}",
            "creationTimestamp": "2026-11-23T08:00:30Z",
            **spec.pop("metadata", {}),
        },
        "spec": {"schedule": schedule, "jobTemplate": template, **spec},
    }


def holding(*found: Object) -> Cluster:
    draft = stage.saved(stage.new(workers=0), NOW).draft()
    for obj in found:
        draft.put(obj)
    return draft.cluster()


@pytest.mark.parametrize(
    ("obj", "minutes", "most", "expected"),
    [
        (cron_job(), 0, 9, 0),
        (cron_job(), 0.5, 9, 1),
        (cron_job(), 0.4, 9, 0),
        (cron_job(), 3, 9, 3),
        (cron_job(), 9.5, 9, 10),
        (cron_job(), 60, 9, 10),
        (cron_job(schedule="*/5 * * * *"), 60, 99, 12),
        (cron_job(suspend=True), 60, 9, 0),
        (cron_job(metadata={"deletionTimestamp": "2026-11-23T08:00:00Z"}), 60, 9, 0),
    ],
)
def test_runs_are_counted_up_to_one_too_many(
    obj: Object, minutes: float, most: int, expected: int
) -> None:
    cluster = holding(obj)
    assert cron_runs.count(cluster, obj, NOW + minutes * MINUTE, most) == expected


@pytest.mark.parametrize(
    ("obj", "expected"),
    [
        (cron_job(), False),
        (cron_job(concurrencyPolicy="Allow"), False),
        (cron_job(concurrencyPolicy="Forbid"), True),
        (cron_job(concurrencyPolicy="Replace"), True),
        (cron_job(job={"activeDeadlineSeconds": 9}), True),
        (cron_job(template={"metadata": {"annotations": {behaviour.BEHAVIOUR: "exit=0"}}}), True),
        (cron_job(template={"metadata": {"annotations": {"other": "x"}}}), False),
    ],
)
def test_runs_that_end(obj: Object, expected: bool) -> None:
    assert cron_runs.ends(holding(obj), obj) is expected


def refusal(cluster: Cluster, minutes: float) -> str:
    try:
        cron_runs.check(cluster, NOW + minutes * MINUTE)
    except ClientError as error:
        return error.message
    return ""


def test_so_many_runs_are_played_and_not_one_more() -> None:
    ending, standing = cron_job("a", concurrencyPolicy="Forbid"), cron_job("b")
    assert refusal(holding(ending), 4999.6) == refusal(holding(standing), 499.6) == ""
    assert refusal(holding(ending), 5000.6) == (
        "CronJob default/a would run more than 5000 times until 2026-11-26T19:21:06Z: minik plays 5000 runs"
    )
    assert refusal(holding(standing), 500.6) == (
        "CronJob default/b would run more than 500 times until 2026-11-23T16:21:06Z: minik plays 500 runs that do not end"
    )
    others = cron_job("c", concurrencyPolicy="Forbid")
    assert "default/c" in refusal(holding(ending, others), 2501)
    assert refusal(holding(ending, others), 2499) == ""
