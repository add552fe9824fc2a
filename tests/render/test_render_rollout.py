"""How far a rollout is, in kubectl's words."""

from typing import Any

import pytest

from minik import kinds
from minik.errors import ClientError
from minik.model.object import Object
from minik.render import rollout

ROLLING = {"updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 1}}}
WAITING = 'Waiting for {} "web" rollout to finish: '
CASES: tuple[tuple[str, dict[str, Any], dict[str, Any], str], ...] = (
    (
        "Deployment",
        {},
        {"observedGeneration": 1},
        "Waiting for deployment spec update to be observed...",
    ),
    (
        "Deployment",
        {"replicas": 3},
        {"updatedReplicas": 1},
        WAITING.format("deployment") + "1 out of 3 new replicas have been updated...",
    ),
    (
        "Deployment",
        {"replicas": 3},
        {"updatedReplicas": 3, "replicas": 5},
        WAITING.format("deployment") + "2 old replicas are pending termination...",
    ),
    (
        "Deployment",
        {"replicas": 3},
        {"updatedReplicas": 3, "replicas": 3, "availableReplicas": 2},
        WAITING.format("deployment") + "2 of 3 updated replicas are available...",
    ),
    ("Deployment", {"replicas": 0}, {}, 'deployment "web" successfully rolled out'),
    (
        "DaemonSet",
        ROLLING,
        {"desiredNumberScheduled": 2, "updatedNumberScheduled": 1},
        WAITING.format("daemon set") + "1 out of 2 new pods have been updated...",
    ),
    (
        "DaemonSet",
        ROLLING,
        {"desiredNumberScheduled": 2, "updatedNumberScheduled": 2},
        WAITING.format("daemon set") + "0 of 2 updated pods are available...",
    ),
    ("DaemonSet", ROLLING, {}, 'daemon set "web" successfully rolled out'),
    (
        "StatefulSet",
        {**ROLLING, "replicas": 3},
        {"readyReplicas": 1},
        "Waiting for 2 pods to be ready...",
    ),
    (
        "StatefulSet",
        {**ROLLING, "replicas": 3},
        {"readyReplicas": 3, "updatedReplicas": 1},
        "Waiting for partitioned roll out to finish: 1 out of 2 new pods have been updated...",
    ),
    (
        "StatefulSet",
        {**ROLLING, "replicas": 3},
        {"readyReplicas": 3, "updatedReplicas": 2},
        "partitioned roll out complete: 2 new pods have been updated...",
    ),
    (
        "StatefulSet",
        {"replicas": 1, "updateStrategy": {"type": "RollingUpdate"}},
        {"readyReplicas": 1, "updatedReplicas": 1, "updateRevision": "b", "currentRevision": "a"},
        "waiting for statefulset rolling update to complete 1 pods at revision b...",
    ),
    (
        "StatefulSet",
        {"replicas": 1, "updateStrategy": {"type": "RollingUpdate"}},
        {"readyReplicas": 1, "currentReplicas": 1, "updateRevision": "b", "currentRevision": "b"},
        "statefulset rolling update complete 1 pods at revision b...",
    ),
)


def workload(kind: str, spec: dict[str, Any], status: dict[str, Any]) -> Object:
    return {
        "apiVersion": "apps/v1",
        "kind": kind,
        "metadata": {"name": "web", "generation": 2},
        "spec": spec,
        "status": {"observedGeneration": 2, **status},
    }


@pytest.mark.parametrize("kind, spec, status, text", CASES, ids=[row[3] for row in CASES])
def test_how_far_it_is(kind: str, spec: dict[str, Any], status: dict[str, Any], text: str) -> None:
    found = rollout.progress(kinds.kind_of_key(kind), workload(kind, spec, status))
    assert found == (text, "aiting for" not in text)


@pytest.mark.parametrize(
    "kind, spec, status, words",
    [
        (
            "StatefulSet",
            {"updateStrategy": {"type": "OnDelete"}},
            {},
            "rollout status is only available for RollingUpdate strategy type",
        ),
        (
            "Deployment",
            {},
            {"conditions": [{"type": "Progressing", "reason": "ProgressDeadlineExceeded"}]},
            "exceeded its progress deadline",
        ),
        ("ReplicaSet", {}, {}, "no status viewer has been implemented for ReplicaSet"),
    ],
)
def test_of_what_nothing_can_be_said(
    kind: str, spec: dict[str, Any], status: dict[str, Any], words: str
) -> None:
    with pytest.raises(ClientError, match=words):
        rollout.progress(kinds.kind_of_key(kind), workload(kind, spec, status))
