"""Pods that behave: how they start, turn ready, end and start again, over the cluster's clock."""

from datetime import timedelta
from typing import Any

import pytest
import stage

from minik.controllers import settle
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import read
from minik.pod_life import behaviour
from minik.pod_life.behaviour import BadBehaviour, Behaviour
from minik.simulation import clock, node_failures


def at(cluster: Cluster, seconds: int) -> Cluster:
    return [cluster, *clock.advance(cluster, cluster.now + timedelta(seconds=seconds))][-1]


def behaving(text: str, policy: str = "Always") -> Cluster:
    made = stage.pod("one", {"app": "web"}, restartPolicy=policy)
    pod = objects.write(made, "metadata.annotations", {behaviour.BEHAVIOUR: text})
    return stage.applied(stage.saved(stage.new()), [pod, stage.service("web", {"app": "web"})])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Behaviour()),
        ("never-ready", Behaviour(never_ready=True)),
        ("image-pull-error", Behaviour(no_image=True)),
        ("ready-after=1m30s", Behaviour(ready_after=timedelta(seconds=90))),
        ("crash-loop", Behaviour(code=1, ends_after=timedelta())),
        (
            "exit=3@10s, ready-after=2s",
            Behaviour(timedelta(seconds=2), code=3, ends_after=timedelta(seconds=10)),
        ),
    ],
)
def test_behaviours_are_read(text: str, expected: Behaviour) -> None:
    assert behaviour.parse_behaviour(text) == expected


@pytest.mark.parametrize(
    "text", ["sleepy", "ready-after", "ready-after=soon", "exit=one@1s", "crash-loop=2", "exit=1@"]
)
def test_what_is_no_behaviour_is_told(text: str) -> None:
    if text == "exit=1@":
        assert behaviour.parse_behaviour(text).ends_after == timedelta()
        return
    with pytest.raises(BadBehaviour, match="is no behaviour"):
        behaviour.parse_behaviour(text)


# behaviour, restart policy, seconds → phase, ready, why it waits, restarts
LIVES: list[tuple[str, str, int, str, bool, str, int]] = [
    ("ready-after=30s", "Always", 29, "Running", False, "", 0),
    ("ready-after=30s", "Always", 30, "Running", True, "", 0),
    ("never-ready", "Always", 86400, "Running", False, "", 0),
    ("image-pull-error", "Always", 0, "Pending", False, "ErrImagePull", 0),
    ("image-pull-error", "Always", 10, "Pending", False, "ImagePullBackOff", 0),
    ("crash-loop", "Always", 0, "Running", False, "CrashLoopBackOff", 1),
    ("crash-loop", "Always", 10, "Running", False, "CrashLoopBackOff", 2),
    ("crash-loop", "Always", 29, "Running", False, "CrashLoopBackOff", 2),
    ("crash-loop", "Always", 30, "Running", False, "CrashLoopBackOff", 3),
    ("exit=1@10s", "Always", 9, "Running", True, "", 0),
    ("exit=1@10s", "Always", 10, "Running", True, "", 1),
    ("exit=1@10s", "Always", 20, "Running", False, "CrashLoopBackOff", 1),
    ("exit=1@10s", "Always", 30, "Running", True, "", 2),
    ("exit=1@10s", "Never", 10, "Failed", False, "", 0),
    ("exit=0@10s", "Never", 10, "Succeeded", False, "", 0),
    ("exit=0@10s", "OnFailure", 10, "Succeeded", False, "", 0),
    ("exit=2@10s", "OnFailure", 10, "Running", True, "", 1),
]


@pytest.mark.proves("B6", "F15", "F18", "F20")
@pytest.mark.parametrize("step", [0, 1])
@pytest.mark.parametrize(
    ("text", "policy", "seconds", "phase", "ready", "waits", "restarts"), LIVES
)
def test_what_becomes_of_a_pod(
    text: str,
    policy: str,
    seconds: int,
    phase: str,
    ready: bool,
    waits: str,
    restarts: int,
    step: int,
) -> None:
    cluster = behaving(text, policy)
    for _ in range(min(seconds, 60) if step else 0):
        cluster = at(cluster, 1)
    pod = stage.one(
        at(cluster, seconds - int((cluster.now - stage.NOW).total_seconds())), "Pod", "one"
    )
    told: dict[str, Any] = pod["status"]["containerStatuses"][0]
    assert (
        pods.phase(pod),
        pods.is_ready(pod),
        read(told, "state.waiting.reason", ""),
        told["restartCount"],
    ) == (phase, ready, waits, restarts)


@pytest.mark.proves("F15")
def test_only_who_is_ready_is_among_the_ready_endpoints() -> None:
    cluster = behaving("ready-after=30s")
    assert (
        stage.addresses(cluster, "web") == []
        and len(stage.addresses(cluster, "web", side="notReadyAddresses")) == 1
    )
    assert len(stage.addresses(at(cluster, 30), "web")) == 1


def test_a_pod_that_has_ended_is_in_no_endpoints() -> None:
    later = at(behaving("exit=0@10s", "Never"), 10)
    assert (
        stage.addresses(later, "web")
        == []
        == stage.addresses(later, "web", side="notReadyAddresses")
    )


def test_a_job_is_done_when_its_pods_have_ended_well() -> None:
    job = stage.workload("Job", "once", {"app": "once"}, completions=2)
    template = {
        **job["spec"]["template"],
        "metadata": {"labels": {"app": "once"}, "annotations": {behaviour.BEHAVIOUR: "exit=0@10s"}},
    }
    template["spec"] = {**template["spec"], "restartPolicy": "Never"}
    cluster = stage.applied(
        stage.saved(stage.new()), [objects.write(job, "spec.template", template)]
    )
    assert stage.one(at(cluster, 10), "Job", "once")["status"].get("succeeded") == 1
    assert (
        stage.one(at(cluster, 20), "Job", "once")["status"]["conditions"][-1]["type"] == "Complete"
    )


@pytest.mark.proves("B6")
@pytest.mark.parametrize(
    ("policy", "code", "phase"),
    [
        ("Always", 0, "Running"),
        ("Always", 1, "Running"),
        ("OnFailure", 0, "Succeeded"),
        ("OnFailure", 1, "Running"),
        ("Never", 0, "Succeeded"),
        ("Never", 1, "Failed"),
    ],
)
def test_the_restart_policy_decides_what_follows_an_exit(
    policy: str, code: int, phase: str
) -> None:
    cluster = behaving("", policy)
    draft = cluster.draft()
    node_failures.exit_containers(draft, stage.one(cluster, "Pod", "one"), code)
    assert pods.phase(stage.one(settle(draft.cluster()), "Pod", "one")) == phase


def test_readiness_can_be_lost_and_found() -> None:
    cluster = behaving("")
    before = stage.addresses(cluster, "web")
    draft = cluster.draft()
    node_failures.fail_readiness(draft, stage.one(cluster, "Pod", "one"))
    lost = settle(draft.cluster())
    assert (
        stage.addresses(lost, "web") == []
        and stage.addresses(lost, "web", side="notReadyAddresses") == before
    )
    draft = lost.draft()
    node_failures.restore_readiness(draft, stage.one(lost, "Pod", "one"))
    found = settle(draft.cluster())
    assert stage.addresses(found, "web") == before
    assert behaviour.READINESS not in objects.annotations(stage.one(found, "Pod", "one"))


@pytest.mark.proves("F16")
def test_a_gate_that_nobody_opens_keeps_a_pod_unready() -> None:
    pod = stage.pod("one", {"app": "web"}, readinessGates=[{"conditionType": "example.com/ready"}])
    cluster = stage.applied(stage.saved(stage.new()), [pod, stage.service("web", {"app": "web"})])
    assert stage.addresses(at(cluster, 600), "web") == []
    condition = pods.condition(stage.one(cluster, "Pod", "one"), "Ready")
    assert (
        condition is not None
        and condition["reason"] == "ReadinessGatesNotReady"
        and "example.com/ready" in condition["message"]
    )


def probing(startup: int = 0, readiness: int = 0, **metadata: Any) -> dict[str, Any]:
    """A pod of two containers, the second of which waits."""
    get = {"httpGet": {"path": "/", "port": 80}}
    waiting = {
        "name": "late",
        "image": "registry.example/late:1",
        **({"startupProbe": {**get, "initialDelaySeconds": startup}} if startup else {}),
        "readinessProbe": {**get, "initialDelaySeconds": readiness},
    }
    made = stage.pod("one", {"app": "web"})
    return {
        **made,
        "metadata": {**made["metadata"], **metadata},
        "spec": {**made["spec"], "containers": [*made["spec"]["containers"], waiting]},
    }


@pytest.mark.parametrize(
    "made, delay",
    [
        (probing(), 0),
        (probing(readiness=10), 10),
        (probing(startup=5, readiness=10), 15),
        (probing(readiness=10, annotations={behaviour.BEHAVIOUR: "ready-after=3s"}), 3),
    ],
)
def test_probes_may_wait_for_their_initial_delays(made: dict[str, Any], delay: int) -> None:
    cluster = stage.applied(stage.saved(stage.new(probe_delays=True)), [made])
    for seconds in (1, max(delay - 1, 0), delay, delay + 1):
        ready = pods.is_ready(stage.one(at(cluster, seconds), "Pod", "one"))
        assert ready == (seconds >= delay)


def test_by_default_a_pod_is_ready_at_once_whatever_its_probes() -> None:
    cluster = stage.applied(stage.saved(stage.new()), [probing(readiness=10)])
    assert pods.is_ready(stage.one(cluster, "Pod", "one"))
