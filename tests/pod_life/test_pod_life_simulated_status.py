"""The conditions of a pod with simulated behaviour: each tells since when it holds."""

from datetime import timedelta

import stage

from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.object import Object
from minik.pod_life import behaviour
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
