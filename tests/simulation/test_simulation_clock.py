"""What the clock brings when it is moved: schedules, deadlines, pods that have been ready for long
enough.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
import stage

from minik.controllers import job, settle
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object, write
from minik.simulation import clock

START = stage.NOW.replace(minute=2, second=30)


def begun(*documents: Object) -> Cluster:
    """A cluster in which somebody has applied this, at 8:02:30."""
    return stage.saved(settle(stage.taken_in(stage.new().at(START), documents)), START)


def moved(cluster: Cluster, **time: int) -> Cluster:
    """The cluster so much later, as the next command finds it."""
    until = cluster.now + timedelta(**time)
    *_, later = clock.advance(cluster, until)
    return stage.saved(later, until)


def cron_job(schedule: str, **spec: Any) -> Object:
    template = {
        "spec": {
            "template": {
                "spec": {
                    "restartPolicy": "Never",
                    "containers": [{"name": "main", "image": "job:1"}],
                }
            }
        }
    }
    return {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": {"name": "tick"},
        "spec": {"schedule": schedule, "jobTemplate": template, **spec},
    }


def ended(cluster: Cluster, phase: str = "Succeeded") -> Cluster:
    """All pods that ran have ended so."""
    draft = cluster.draft()
    for pod in cluster.of("Pod"):
        if pod["status"]["phase"] == "Running":
            draft.put(write(pod, "status.phase", phase))
    return stage.saved(settle(draft.cluster()), cluster.now)


def times(cluster: Cluster) -> Sequence[str]:
    """For which moments there are jobs."""
    return [
        objects.annotations(job)["batch.kubernetes.io/cronjob-scheduled-timestamp"]
        for job in cluster.of("Job")
    ]


def test_nothing_is_started_before_its_time_or_while_nobody_moves_the_clock() -> None:
    cluster = begun(cron_job("*/5 * * * *"))
    assert not times(cluster)
    assert not times(moved(cluster, minutes=2))
    assert not times(stage.saved(settle(cluster.at(START + timedelta(hours=2)))))


def test_a_job_is_made_at_every_time_of_the_schedule() -> None:
    later = moved(begun(cron_job("*/5 * * * *")), minutes=12)
    assert times(later) == ["2026-11-23T08:05:00Z", "2026-11-23T08:10:00Z"]
    assert stage.named(later, "Job") == [
        f"tick-{int(datetime.fromisoformat(text).timestamp()) // 60}" for text in times(later)
    ]
    tick = stage.one(later, "CronJob", "tick")
    assert (
        tick["status"]["lastScheduleTime"] == "2026-11-23T08:10:00Z"
        and len(tick["status"]["active"]) == 2
    )
    assert len(later.of("Pod")) == 2


@pytest.mark.parametrize(
    "policy, made, left", [("Allow", 3, 3), ("Forbid", 1, 1), ("Replace", 3, 1)]
)
def test_whether_jobs_may_run_side_by_side(policy: str, made: int, left: int) -> None:
    later = moved(begun(cron_job("* * * * *", concurrencyPolicy=policy)), minutes=3)
    assert len(later.of("Job")) == left
    told = [
        event
        for event in later.of("Event")
        if event["reason"] == "SuccessfulCreate" and event["involvedObject"]["kind"] == "CronJob"
    ]
    assert len(told) == made


def test_runs_that_are_at_rest_are_not_judged_again(monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[str] = []
    judge = job.scaling_changes

    def count(cluster: Cluster, one: Object, members: Sequence[Object]) -> Any:
        judged.append(objects.name(one))
        return judge(cluster, one, members)

    monkeypatch.setattr(job, "scaling_changes", count)
    cluster = moved(begun(cron_job("* * * * *")), minutes=3)
    early = len(judged)
    cluster = moved(cluster, minutes=12)
    judged.clear()
    assert len(times(moved(cluster, minutes=3))) == 18
    assert len(judged) <= early + 15  # what a command reads anew is judged once


def test_only_so_many_jobs_that_ended_are_kept() -> None:
    cluster = begun(cron_job("* * * * *", successfulJobsHistoryLimit=2))
    for _ in range(4):
        cluster = ended(moved(cluster, minutes=1))
    assert times(cluster) == ["2026-11-23T08:05:00Z", "2026-11-23T08:06:00Z"]
    assert (
        stage.one(cluster, "CronJob", "tick")["status"]["lastSuccessfulTime"]
        == "2026-11-23T08:06:30Z"
    )
    seen = [
        event["message"] for event in cluster.of("Event") if event["reason"] == "SawCompletedJob"
    ]
    assert len(seen) == 4 and all(text.endswith(", condition: Complete") for text in seen)


def test_a_job_that_a_dump_hardly_names_is_forgotten() -> None:
    draft = begun(cron_job("* * * * *")).draft()
    draft.put(
        write(
            draft.get("CronJob", "default", "tick") or {}, "status.active", [{"name": "gone"}, {}]
        )
    )
    assert "active" not in stage.one(settle(draft.cluster()), "CronJob", "tick")["status"]


def test_one_that_is_suspended_waits() -> None:
    assert not times(moved(begun(cron_job("* * * * *", suspend=True)), minutes=5))


def test_one_whose_schedule_a_dump_has_spoilt_makes_no_jobs() -> None:
    cluster = begun(cron_job("* * * * *"))
    draft = cluster.draft()
    draft.put(write(stage.one(cluster, "CronJob", "tick"), "spec.schedule", "soon"))
    assert not times(moved(stage.saved(draft.cluster(), cluster.now), minutes=5))


def test_a_schedule_means_the_clock_of_its_place() -> None:
    later = moved(begun(cron_job("0 10 * * *", timeZone="Europe/Berlin")), hours=2)
    assert times(later) == ["2026-11-23T10:00:00+01:00"]


def test_every_so_often_counts_from_the_last_time() -> None:
    assert times(moved(begun(cron_job("@every 90s")), minutes=3)) == [
        "2026-11-23T08:04:00Z",
        "2026-11-23T08:05:30Z",
    ]


def test_pods_count_as_available_when_they_have_been_ready_for_long_enough() -> None:
    web = stage.workload("Deployment", "web", {"app": "web"}, replicas=2, minReadySeconds=30)
    cluster = begun(web)
    assert "availableReplicas" not in stage.one(cluster, "Deployment", "web")["status"]
    assert (
        "availableReplicas"
        not in stage.one(moved(cluster, seconds=20), "Deployment", "web")["status"]
    )
    assert (
        stage.one(moved(cluster, seconds=30), "Deployment", "web")["status"]["availableReplicas"]
        == 2
    )


def test_a_rolling_update_goes_on_as_time_does() -> None:
    strategy = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}
    cluster = begun(
        stage.workload(
            "Deployment", "web", {"app": "web"}, replicas=2, minReadySeconds=10, strategy=strategy
        )
    )
    cluster = moved(cluster, seconds=10)
    changed = stage.workload(
        "Deployment",
        "web",
        {"app": "web"},
        "other:2",
        replicas=2,
        minReadySeconds=10,
        strategy=strategy,
    )
    cluster = stage.saved(settle(stage.taken_in(cluster, [changed])), cluster.now)
    images = [
        sorted(pod["spec"]["containers"][0]["image"] for pod in later.of("Pod"))
        for later in (cluster, moved(cluster, seconds=10), moved(cluster, seconds=20))
    ]
    old, new = "registry.example/app:1", "other:2"
    assert images == [[new, old, old], [new, new, old], [new, new]]


def test_a_rollout_that_does_not_go_on_is_called_late() -> None:
    stuck = {"resources": {"requests": {"cpu": "1000"}}}
    web = stage.workload("Deployment", "web", {"app": "web"}, progressDeadlineSeconds=60)
    web["spec"]["template"]["spec"]["containers"][0] |= stuck
    cluster = begun(web)

    def progress(later: Cluster) -> Any:
        return next(
            one
            for one in stage.one(later, "Deployment", "web")["status"]["conditions"]
            if one["type"] == "Progressing"
        )

    assert progress(moved(cluster, seconds=59))["status"] == "True"
    late = progress(moved(cluster, seconds=60))
    assert (late["status"], late["reason"]) == ("False", "ProgressDeadlineExceeded")
    assert late["message"].endswith(" has timed out progressing.")


def test_a_job_that_runs_for_too_long_fails_and_one_that_ended_is_forgotten() -> None:
    cluster = moved(
        begun(
            stage.workload(
                "Job",
                "once",
                {},
                activeDeadlineSeconds=60,
                ttlSecondsAfterFinished=30,
                template={
                    "spec": {
                        "restartPolicy": "Never",
                        "containers": [{"name": "main", "image": "job:1"}],
                    }
                },
            )
        ),
        seconds=60,
    )
    conditions = stage.one(cluster, "Job", "once")["status"]["conditions"]
    assert [(one["type"], one["reason"]) for one in conditions] == [
        ("FailureTarget", "DeadlineExceeded"),
        ("Failed", "DeadlineExceeded"),
    ]
    assert not cluster.of("Pod")
    assert stage.named(moved(cluster, seconds=29), "Job") == ["once"]
    assert not moved(cluster, seconds=30).of("Job")


BUDGETS: tuple[tuple[Any, int, int, int, int], ...] = (
    ({"minAvailable": 2}, 4, 2, 2, 4),
    ({"minAvailable": "50%"}, 4, 2, 2, 4),
    ({"maxUnavailable": 1}, 4, 3, 1, 4),
    ({"maxUnavailable": "30%"}, 4, 2, 2, 4),
    ({"minAvailable": 5}, 4, 5, 0, 4),
    ({"maxUnavailable": 0}, 4, 4, 0, 4),
)


@pytest.mark.parametrize(
    "spec, healthy, wanted, allowed, expected", BUDGETS, ids=[str(row[0]) for row in BUDGETS]
)
def test_how_many_a_budget_lets_go(
    spec: Any, healthy: int, wanted: int, allowed: int, expected: int
) -> None:
    budget = {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "web"},
        "spec": {"selector": {"matchLabels": {"app": "web"}}, **spec},
    }
    cluster = begun(stage.workload("Deployment", "web", {"app": "web"}, replicas=4), budget)
    status = stage.one(cluster, "PodDisruptionBudget", "web")["status"]
    counts = [
        status[name]
        for name in (
            "currentHealthy",
            "desiredHealthy",
            "disruptionsAllowed",
            "expectedPods",
            "observedGeneration",
        )
    ]
    assert counts == [healthy, wanted, allowed, expected, 1]
    assert status["conditions"][0]["reason"] == (
        "SufficientPods" if allowed else "InsufficientPods"
    )


def test_a_budget_without_pods_lets_nobody_go() -> None:
    budget = {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "web"},
        "spec": {"minAvailable": 0},
    }
    status = stage.one(begun(budget), "PodDisruptionBudget", "web")["status"]
    assert (status["expectedPods"], status["disruptionsAllowed"]) == (0, 0)


@pytest.mark.parametrize(
    "replicas, least, most, after", [(1, 2, 5, 2), (7, 2, 5, 5), (3, 2, 5, 3), (0, 2, 5, 0)]
)
def test_an_autoscaler_without_metrics_keeps_the_number_within_bounds(
    replicas: int, least: int, most: int, after: int
) -> None:
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    autoscaler = {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": "web"},
        "spec": {"minReplicas": least, "maxReplicas": most, "scaleTargetRef": target},
    }
    cluster = begun(
        stage.workload("Deployment", "web", {"app": "web"}, replicas=replicas), autoscaler
    )
    assert len(moved(cluster, seconds=14).of("Pod")) == replicas
    later = moved(cluster, minutes=1)
    assert (
        len(later.of("Pod"))
        == after
        == stage.one(later, "HorizontalPodAutoscaler", "web")["status"]["currentReplicas"]
    )
    conditions = {
        one["type"]: one["reason"]
        for one in stage.one(later, "HorizontalPodAutoscaler", "web")["status"]["conditions"]
    }
    assert conditions["ScalingActive"] == (
        "FailedGetResourceMetric" if replicas else "ScalingDisabled"
    )


def test_an_autoscaler_of_nobody_says_so() -> None:
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "nobody"}
    autoscaler = {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": "web"},
        "spec": {"maxReplicas": 2, "scaleTargetRef": target},
    }
    conditions = stage.one(moved(begun(autoscaler), minutes=1), "HorizontalPodAutoscaler", "web")[
        "status"
    ]["conditions"]
    assert conditions[0]["message"].endswith('deployments.apps "nobody" not found')
