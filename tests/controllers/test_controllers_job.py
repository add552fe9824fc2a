"""Jobs and cron jobs."""

from datetime import timedelta
from typing import Any

import pytest
import stage

from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object, write
from minik.simulation import clock
from minik.workloads import job_indexes


def made(**spec: Any) -> Object:
    template = {
        "spec": {
            "restartPolicy": "Never",
            "containers": [{"name": "main", "image": "registry.example/job:1"}],
        }
    }
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": "once"},
        "spec": {"template": template, **spec},
    }


def ended(cluster: Cluster, phase: str, count: int = 1) -> Cluster:
    """So many of the running pods have ended."""
    running = [pod for pod in cluster.of("Pod") if pod["status"]["phase"] == "Running"][:count]
    return stage.with_put(cluster, *(write(pod, "status.phase", phase) for pod in running))


def status(cluster: Cluster) -> Any:
    return stage.one(cluster, "Job", "once")["status"]


@pytest.mark.parametrize(
    "spec, pods",
    [
        ({}, 1),
        ({"parallelism": 3, "completions": 5}, 3),
        ({"parallelism": 5, "completions": 2}, 2),
        ({"suspend": True}, 0),
    ],
)
def test_as_many_pods_run_as_may_and_are_needed(spec: Any, pods: int) -> None:
    cluster = stage.applied(stage.saved(stage.new()), [made(**spec)])
    assert len(cluster.of("Pod")) == pods == status(cluster).get("active", 0)
    for pod in cluster.of("Pod"):
        assert (
            objects.labels(pod)["batch.kubernetes.io/job-name"] == "once"
            and pod["status"]["phase"] == "Running"
        )


def test_a_job_is_complete_when_enough_have_ended_well() -> None:
    cluster = stage.applied(stage.saved(stage.new()), [made(completions=2)])
    half = ended(cluster, "Succeeded")
    assert (status(half)["succeeded"], status(half)["active"], "conditions" in status(half)) == (
        1,
        1,
        False,
    )
    done = ended(half, "Succeeded")
    assert [one["type"] for one in status(done)["conditions"]] == ["SuccessCriteriaMet", "Complete"]
    assert status(done)["completionTime"] == "2026-11-23T08:00:00Z" and "active" not in status(done)


def after(cluster: Cluster, seconds: int) -> Cluster:
    return [cluster, *clock.advance(cluster, cluster.now + timedelta(seconds=seconds))][-1]


@pytest.mark.parametrize(
    "seconds, pods, failed", [(10, 1, 1), (11, 2, 1), (31, 2, 2), (32, 3, 2), (33, 3, 3)]
)
def test_a_job_tries_again_ten_seconds_later_then_twice_as_long(
    seconds: int, pods: int, failed: int
) -> None:
    behaviour = {"minik.dev/behaviour": "exit=1@1s"}
    job = write(made(backoffLimit=2), "spec.template.metadata.annotations", behaviour)
    cluster = after(stage.applied(stage.saved(stage.new()), [job]), seconds)
    assert (len(cluster.of("Pod")), status(cluster)["failed"]) == (pods, failed)
    reasons = [one["reason"] for one in status(cluster).get("conditions", ())]
    assert reasons == (["BackoffLimitExceeded"] * 2 if failed == 3 else [])


RULES = {
    "rules": [
        {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]},
        {"action": "FailJob", "onExitCodes": {"operator": "In", "values": [3, 4]}},
    ]
}


@pytest.mark.parametrize("code, reason", [(3, "PodFailurePolicy"), (1, None)])
def test_an_exit_code_may_fail_the_whole_job(code: int, reason: str | None) -> None:
    job = write(
        made(podFailurePolicy=RULES),
        "spec.template.metadata.annotations",
        {"minik.dev/behaviour": f"exit={code}@5s"},
    )
    cluster = after(stage.applied(stage.saved(stage.new()), [job]), 6)
    (pod,) = cluster.of("Pod")
    conditions = status(cluster).get("conditions") or [{"reason": None}]
    assert conditions[-1]["reason"] == reason
    if reason:
        name = objects.name(pod)
        assert conditions[-1]["message"].endswith(
            f"for pod default/{name} failed with exit code 3 matching FailJob rule at index 1"
        )


def test_a_disruption_that_is_ignored_does_not_count() -> None:
    cluster = stage.applied(
        stage.saved(stage.new()), [made(backoffLimit=0, podFailurePolicy=RULES)]
    )
    (pod,) = cluster.of("Pod")
    disrupted = write(pod, "status.phase", "Failed")
    disrupted = write(
        disrupted, "status.conditions", [{"type": "DisruptionTarget", "status": "True"}]
    )
    assert "conditions" not in status(stage.with_put(cluster, disrupted))


def test_pods_of_jobs_end_after_the_time_that_the_cluster_says() -> None:
    start = stage.saved(stage.new(job_duration="30s"))
    cluster = stage.applied(start, [made()])
    assert status(after(cluster, 29))["active"] == 1
    assert status(after(cluster, 30))["conditions"][-1]["type"] == "Complete"
    assert status(after(stage.applied(stage.saved(stage.new()), [made()]), 3600))["active"] == 1


def test_indexed_pods_know_their_index() -> None:
    cluster = stage.applied(
        stage.saved(stage.new()), [made(completionMode="Indexed", completions=3, parallelism=2)]
    )
    assert [objects.name(pod)[:6] for pod in cluster.of("Pod")] == ["once-0", "once-1"]
    pod = cluster.of("Pod")[1]
    assert (
        objects.annotations(pod)["batch.kubernetes.io/job-completion-index"] == "1"
        and pod["spec"]["hostname"] == "once-1"
    )
    after = ended(cluster, "Succeeded")
    assert sorted(objects.name(pod)[:6] for pod in after.of("Pod")) == [
        "once-0",
        "once-1",
        "once-2",
    ]


def test_a_job_that_goes_takes_its_pods_along() -> None:
    cluster = stage.applied(stage.saved(stage.new()), [made()])
    assert not stage.without(cluster, "Job", "once").of("Pod")


def test_a_cron_job_lists_the_jobs_that_are_still_at_it() -> None:
    cron = {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": {"name": "tick"},
        "spec": {"schedule": "* * * * *", "jobTemplate": {"spec": made()["spec"]}},
    }
    cluster = stage.applied(stage.saved(stage.new()), [cron])
    owner = stage.one(cluster, "CronJob", "tick")
    reference = {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "name": "tick",
        "uid": objects.uid(owner),
        "controller": True,
    }
    started = stage.applied(cluster, [write(made(), "metadata.ownerReferences", [reference])])
    assert [one["name"] for one in stage.one(started, "CronJob", "tick")["status"]["active"]] == [
        "once"
    ]
    assert "active" not in stage.one(ended(started, "Succeeded"), "CronJob", "tick")["status"]


def test_what_was_counted_stays_counted_though_the_pods_be_deleted() -> None:
    cluster = ended(stage.applied(stage.saved(stage.new()), [made(completions=3)]), "Succeeded")
    gone = stage.without(
        cluster,
        "Pod",
        *(objects.name(pod) for pod in cluster.of("Pod") if pod["status"]["phase"] == "Succeeded"),
    )
    assert (status(gone)["succeeded"], status(gone)["active"]) == (1, 1)


def test_an_indexed_job_tells_which_are_done() -> None:
    cluster = stage.applied(
        stage.saved(stage.new()), [made(completionMode="Indexed", completions=5, parallelism=5)]
    )
    assert status(ended(cluster, "Succeeded", 2))["completedIndexes"] == "0-1"
    done = ended(cluster, "Succeeded", 5)
    assert (status(done)["completedIndexes"], status(done)["conditions"][-1]["type"]) == (
        "0-4",
        "Complete",
    )


def test_a_job_is_held_and_let_go() -> None:
    cluster = stage.applied(stage.saved(stage.new()), [made(suspend=True)])
    assert [(one["type"], one["status"]) for one in status(cluster)["conditions"]] == [
        ("Suspended", "True")
    ]
    assert "startTime" not in status(cluster)
    again = stage.applied(
        cluster, [write(stage.one(cluster, "Job", "once"), "spec.suspend", False)]
    )
    assert [(one["reason"], one["status"]) for one in status(again)["conditions"]] == [
        ("JobResumed", "False")
    ]
    assert (status(again)["active"], status(again)["startTime"]) == (1, "2026-11-23T08:00:00Z")
    assert {event["reason"] for event in again.of("Event")} >= {"Suspended", "Resumed"}


def indexed(**spec: Any) -> Cluster:
    whole = made(completions=3, parallelism=3, completionMode="Indexed", **spec)
    return stage.applied(stage.saved(stage.new()), [whole])


def test_a_success_policy_ends_a_job_early() -> None:
    policy = {"rules": [{"succeededIndexes": "0"}]}
    done = ended(indexed(successPolicy=policy), "Succeeded")
    conditions = [(one["type"], one["reason"]) for one in status(done)["conditions"]]
    assert conditions == [("SuccessCriteriaMet", "SuccessPolicy"), ("Complete", "SuccessPolicy")]
    assert {one["message"] for one in status(done)["conditions"]} == {"Matched rules at index 0"}
    assert len(done.of("Pod")) == 1 and "active" not in status(done)


def test_with_a_limit_for_each_index_the_others_go_on() -> None:
    cluster = indexed(backoffLimitPerIndex=1)
    counts = {objects.annotations(pod)[job_indexes.FAILURES] for pod in cluster.of("Pod")}
    assert counts == {"0"} and status(cluster)["failedIndexes"] == ""
    tried = after(ended(cluster, "Failed"), 11)
    assert [objects.annotations(pod)[job_indexes.FAILURES] for pod in tried.of("Pod")].count(
        "1"
    ) == 1
    again = next(
        pod for pod in tried.of("Pod") if objects.annotations(pod)[job_indexes.FAILURES] == "1"
    )
    lost = after(stage.with_put(tried, write(again, "status.phase", "Failed")), 600)
    assert status(lost)["failedIndexes"] == "0" and status(lost)["active"] == 2
    over = ended(lost, "Succeeded", 2)
    reasons = {(one["type"], one["reason"]) for one in status(over)["conditions"]}
    assert reasons == {("FailureTarget", "FailedIndexes"), ("Failed", "FailedIndexes")}
