"""What is said of containers: images that end at once, crashes, init containers, requests of quotas."""

from typing import Any

import pytest
from crafting import check, container, live, node, obj, pod_spec, seen, service, stored, workload

from minik.diagnosis import causes, endpoint_checks, object_explanation
from minik.diagnosis.view import View

PROMPTS = [
    "busybox",
    "alpine",
    "ubuntu",
    "debian",
    "centos",
    "fedora",
    "amazonlinux",
    "rockylinux",
    "almalinux",
    "oraclelinux",
    "bash",
    "python",
    "node",
    "golang",
    "openjdk",
    "eclipse-temurin",
    "amazoncorretto",
    "ruby",
    "perl",
    "hello-world",
    "buildpack-deps",
    "gcc",
    "rust",
    "julia",
]


def codes(*docs: Any) -> list[str]:
    return [one.code.name for one in check(list(docs))]


@pytest.mark.parametrize("image", PROMPTS)
def test_an_image_of_a_shell_or_a_prompt_ends_at_once(image: str) -> None:
    def made(**fields: Any) -> Any:
        return workload(pod=pod_spec([container(image=f"{image}:1", **fields)]))

    assert "command-ends-at-once" in codes(made())
    for kept in ({"command": ["sleep", "3600"]}, {"stdin": True}, {"tty": True}):
        assert "command-ends-at-once" not in codes(made(**kept))


def test_other_images_run_a_program_of_their_own() -> None:
    for image in ("nginx", "redis:7", "registry.example/busybox-like:1"):
        made = workload(pod=pod_spec([container(image=image)]))
        assert "command-ends-at-once" not in codes(made)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (0, ", so it had nothing more to do: a container of a workload has to keep running"),
        (1, "exit code 1"),
    ],
)
def test_a_crash_tells_how_it_ended(code: int, text: str) -> None:
    crashed = {
        "name": "c",
        "ready": False,
        "restartCount": 5,
        "state": {"waiting": {"reason": "CrashLoopBackOff"}},
        "lastState": {
            "terminated": {
                "exitCode": code,
                "reason": "Completed" if code == 0 else "Error",
                "finishedAt": "2026-11-23T07:30:00Z",
            }
        },
    }
    pod = live(ready=False, statuses=[crashed])
    found = causes.collect_findings(View(seen([pod, node()]).cluster))
    (because,) = [one.because for one in found if one.code.name == "container-crashes"]
    assert text in because and "restarted 5 times" in because
    assert ("nothing more to do" in because) is (code == 0)


def test_a_signal_is_no_end_of_the_work() -> None:
    ended = {"terminated": {"exitCode": 0, "signal": 15, "finishedAt": "2026-11-23T07:30:00Z"}}
    pod = live(ready=False, statuses=[{"name": "c", "ready": False, "state": ended}])
    found = causes.collect_findings(View(seen([pod, node()]).cluster))
    (because,) = [one.because for one in found if one.code.name == "container-crashes"]
    assert because.endswith("with signal 15")


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ({"waiting": {"reason": "PodInitializing"}}, True),
        ({"terminated": {"exitCode": 0}}, False),
        ({"running": {"startedAt": "2026-11-23T07:59:59Z"}}, False),
    ],
)
def test_a_pod_that_waits_for_an_init_container_says_for_which(state: Any, told: bool) -> None:
    pod = live(ready=False, ip="", phase="Pending")
    first = {"name": "first", "state": {"terminated": {"exitCode": 0}}}
    beside = {"name": "beside", "state": state, "started": "running" in state}
    pod = {**pod, "status": {**pod["status"], "initContainerStatuses": [first, beside]}}
    found = causes.collect_findings(View(seen([pod, node()]).cluster))
    text = "init container beside has not started yet (PodInitializing)"
    assert (text in {one.because for one in found}) is told


def test_an_init_container_that_waits_is_why_a_pod_has_no_address() -> None:
    pod = live(ready=False, ip="", phase="Pending")
    waiting = {"name": "first", "state": {"waiting": {"reason": "ImagePullBackOff"}}}
    pod = {**pod, "status": {**pod["status"], "initContainerStatuses": [waiting]}}
    failed = endpoint_checks.first_failed_check(seen([node()]).cluster, stored(service()), pod)
    assert failed and failed.code == "containers-broken"
    assert failed.text == "no address yet: container first: ImagePullBackOff"


LIMITS = {"default": {"cpu": "1"}, "defaultRequest": {"memory": "1Gi"}}


@pytest.mark.parametrize(
    ("hard", "limits", "is_missing"),
    [
        ({"requests.cpu": "4"}, None, True),
        ({"requests.cpu": "4"}, LIMITS, False),  # a default limit is a default request, too
        ({"requests.memory": "4Gi"}, LIMITS, False),
        ({"limits.cpu": "4"}, LIMITS, False),
        ({"limits.memory": "4Gi"}, LIMITS, True),
        ({"pods": "4"}, None, False),
    ],
)
def test_a_limit_range_gives_what_a_quota_asks_for(
    hard: dict[str, str], limits: dict[str, Any] | None, is_missing: bool
) -> None:
    quota = obj("v1", "ResourceQuota", "few", spec={"hard": hard})
    given = obj(
        "v1", "LimitRange", "usual", spec={"limits": [{"type": "Container", **(limits or {})}]}
    )
    docs = [quota, workload(), *([given] if limits else [])]
    assert ("request-missing-for-quota" in codes(*docs)) is is_missing


def test_a_pod_of_a_workload_is_shown_ready_or_with_what_stops_it() -> None:
    cluster = seen([node()]).cluster
    ready, waits = live(), live(ready=False)
    row = object_explanation.pod_row(cluster, ready)
    assert (row.name, row.outcome, row.text, row.works) == ("web-1", "", "ready on node-1", True)
    stopped = object_explanation.pod_row(cluster, waits)
    assert (stopped.outcome, stopped.works) == ("readiness", False)


@pytest.mark.parametrize(
    ("spec", "status", "text"),
    [
        ({"completions": 3}, {"succeeded": 1, "active": 2}, "1 of 3 completed, 2 active"),
        ({}, {"failed": 2}, "0 of 1 completed, 2 failed"),
        ({"suspend": True}, {}, "0 of 1 completed, suspended"),
    ],
)
def test_a_job_is_told_by_its_counts(
    spec: dict[str, Any], status: dict[str, Any], text: str
) -> None:
    job = {**obj("batch/v1", "Job", "once", spec=spec), "status": status}
    assert object_explanation.job_state(seen([node()]).cluster, job) == text
