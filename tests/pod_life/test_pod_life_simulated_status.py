"""The conditions of a pod with simulated behaviour: each tells since when it holds."""

from datetime import timedelta

import pytest
import stage

from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.object import Object
from minik.pod_life import behaviour, simulated_status
from minik.simulation import clock

STARTED, READY = "2026-11-23T08:00:00Z", "2026-11-23T08:00:10Z"


def transition(pod: Object, kind: str) -> str:
    condition = pods.condition(pod, kind)
    assert condition
    return str(condition["lastTransitionTime"])


def test_a_condition_keeps_its_transition_time() -> None:
    pod = objects.with_annotation(
        stage.pod("one", {"app": "web"}), behaviour.BEHAVIOUR, "ready-after=10s"
    )
    cluster = stage.applied(stage.new(), [pod])
    for seconds, since in ((5, STARTED), (15, READY), (60, READY)):
        *_, later = clock.advance(cluster, stage.NOW + timedelta(seconds=seconds))
        one = stage.one(later, "Pod", "one")
        assert transition(one, "Ready") == since
        assert transition(one, "ContainersReady") == since
        assert transition(one, "Initialized") == STARTED


def status_at(text: str, seconds: int, policy: str = "Always") -> Object:
    """The status of a pod with a behaviour, so long after it started."""
    started = {**stage.pod("one")["spec"], "restartPolicy": policy}
    pod = objects.with_annotation({**stage.pod("one"), "spec": started}, behaviour.BEHAVIOUR, text)
    pod = objects.write(objects.write(pod, "metadata.namespace", "default"), "metadata.uid", "u")
    begun = {**pod, "status": {"startTime": STARTED, "hostIP": "192.168.0.11"}}
    return simulated_status.status_at(begun, stage.NOW + timedelta(seconds=seconds))


def container(status: Object) -> Object:
    (found,) = status["containerStatuses"]
    return found  # type: ignore[no-any-return]


def test_a_container_that_crashes_is_told_whole() -> None:
    status = status_at("exit=3@5s", 12)
    ended = {
        "exitCode": 3,
        "reason": "Error",
        "startedAt": "2026-11-23T08:00:05Z",
        "finishedAt": "2026-11-23T08:00:10Z",
    }
    waiting = "back-off 10s restarting failed container={} pod=one_default(u)"
    found = container(status)
    assert found == {
        "name": found["name"],
        "image": found["image"],
        "imageID": "",
        "ready": False,
        "started": False,
        "restartCount": 1,
        "lastState": {"terminated": ended},
        "state": {
            "waiting": {"reason": "CrashLoopBackOff", "message": waiting.format(found["name"])}
        },
    }
    assert (status["phase"], status["hostIP"]) == ("Running", "192.168.0.11")
    unready = f"containers with unready status: [{found['name']}]"
    assert [
        (item["type"], item["status"], item.get("reason"), item.get("message"))
        for item in status["conditions"]
    ] == [
        ("Initialized", "True", None, None),
        ("Ready", "False", "ContainersNotReady", unready),
        ("ContainersReady", "False", "ContainersNotReady", unready),
        ("PodScheduled", "True", None, None),
    ]


def test_a_container_that_runs_again_tells_its_last_end() -> None:
    found = container(status_at("exit=0@5s", 7))
    assert (found["ready"], found["started"], found["restartCount"]) == (True, True, 1)
    assert found["state"] == {"running": {"startedAt": "2026-11-23T08:00:05Z"}}
    assert found["lastState"]["terminated"]["reason"] == "Completed"


@pytest.mark.parametrize(
    ("text", "phase", "condition", "reason"),
    [
        ("exit=0@5s", "Succeeded", "PodCompleted", "Completed"),
        ("exit=1@5s", "Failed", "PodFailed", "Error"),
    ],
)
def test_a_pod_that_has_ended_says_how(text: str, phase: str, condition: str, reason: str) -> None:
    status = status_at(text, 9, "Never")
    found = container(status)
    assert (status["phase"], found["ready"], found["started"], found["lastState"]) == (
        phase, False, False, {}
    )  # fmt: skip
    assert found["state"]["terminated"]["reason"] == reason
    ready = {item["type"]: item for item in status["conditions"]}["Ready"]
    assert ready["reason"] == condition and "message" not in ready


@pytest.mark.parametrize(
    ("seconds", "reason", "message"),
    [
        (
            9,
            "ErrImagePull",
            'failed to pull and unpack image "{0}": failed to resolve reference "{0}": not found',
        ),
        (10, "ImagePullBackOff", 'Back-off pulling image "{0}"'),
    ],
)
def test_an_image_that_cannot_be_pulled(seconds: int, reason: str, message: str) -> None:
    status = status_at("image-pull-error", seconds)
    found = container(status)
    said = message.format(found["image"])
    assert status["phase"] == "Pending"
    assert found["state"] == {"waiting": {"reason": reason, "message": said}}
    assert (found["ready"], found["started"], found["restartCount"]) == (False, False, 0)


def test_who_has_not_started_stays_as_it_is() -> None:
    pod = {**stage.pod("one"), "status": {"phase": "Pending"}}
    assert simulated_status.status_at(pod, stage.NOW) == {"phase": "Pending"}


def test_gates_that_are_shut_stay_told_as_they_were() -> None:
    gated = {**stage.pod("one")["spec"], "readinessGates": [{"conditionType": "a/b"}]}
    old = {"type": "Ready", "status": "False", "message": "as before", "lastTransitionTime": READY}
    own = {"type": "Custom", "status": "True"}
    status = {"startTime": STARTED, "conditions": [old, own]}
    pod = {**stage.pod("one"), "spec": gated, "status": status}
    found = simulated_status.status_at(pod, stage.NOW + timedelta(seconds=60))["conditions"]
    ready = next(item for item in found if item["type"] == "Ready")
    assert (ready["status"], ready["reason"], ready["message"], ready["lastTransitionTime"]) == (
        "False", "ReadinessGatesNotReady", "as before", READY
    )  # fmt: skip
    assert found[-1] == own and len(found) == 5
