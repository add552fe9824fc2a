"""Root first: what was recorded of a pod, a claim, a node or a workload explains what follows."""

from typing import Any

import pytest
from crafting import check, dumped, live, node, obj, service, stored, workload

from minik.diagnosis.finding import INFO
from minik.model.object import Object

OWNER = [
    {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web-1", "uid": "r", "controller": True}
]
CRASH = {"waiting": {"reason": "CrashLoopBackOff"}}


def status(state: Object, last: Any = None, ready: bool = False, restarts: int = 0) -> Object:
    return {
        "name": "c",
        "image": "app:1",
        "imageID": "",
        "ready": ready,
        "restartCount": restarts,
        "state": state,
        "lastState": {"terminated": last} if last else {},
    }


def event(kind: str, name: str, reason: str, message: str) -> Object:
    return dumped(
        obj(
            "v1",
            "Event",
            f"{name}.{reason.lower()}",
            involvedObject={"kind": kind, "namespace": "default", "name": name},
            type="Warning",
            reason=reason,
            message=message,
        )
    )


def waiting(reason: str, message: str = "") -> Object:
    return {"waiting": {"reason": reason, "message": message}}


def claim(phase: str) -> Object:
    return dumped(
        obj(
            "v1",
            "PersistentVolumeClaim",
            "data",
            spec={
                "accessModes": ["ReadWriteOnce"],
                "storageClassName": "fast",
                "resources": {"requests": {"storage": "1Gi"}},
            },
        ),
        {"phase": phase},
    )


UNBOUND = [
    {
        "type": "PodScheduled",
        "status": "False",
        "reason": "Unschedulable",
        "message": "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.",
    }
]
WITH_CLAIM = {"volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]}
PENDING: dict[str, Any] = {"phase": "Pending", "ready": False, "ip": ""}
DEADLINE = {"conditions": [{"type": "Progressing", "reason": "ProgressDeadlineExceeded"}]}
REFUSED = {
    "replicas": 0,
    "conditions": [
        {
            "type": "ReplicaFailure",
            "status": "True",
            "message": 'pods "w" is forbidden: exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2',
        }
    ],
}
# name: (pods and what else is there, the root with its object, the symptoms that follow)
CASES: dict[str, tuple[list[Object], str, set[str]]] = {
    "a crash": (
        [live(ready=False, statuses=[status(CRASH, {"exitCode": 3, "reason": "Error"})])],
        "container-crashes Pod default/web-1",
        {"containers-broken"},
    ),
    "a mount": (
        [
            live(**PENDING, statuses=[status(waiting("ContainerCreating"))]),
            event("Pod", "web-1", "FailedMount", 'secret "x" not found'),
        ],
        "volume-not-mounted Pod default/web-1",
        {"pods-pending"},
    ),
    "a claim": (
        [
            live(**PENDING, node="", conditions=UNBOUND, spec=WITH_CLAIM),
            claim("Pending"),
            event("PersistentVolumeClaim", "data", "ProvisioningFailed", "no such class"),
        ],
        "claim-pending PersistentVolumeClaim default/data",
        {"pods-pending", "pod-unschedulable"},
    ),
    "a rollout": (
        [
            dumped(workload(), DEADLINE),
            dumped(
                workload("ReplicaSet", "web-1"),
                {"replicas": 1},
                ownerReferences=[{**OWNER[0], "kind": "Deployment", "name": "web", "uid": "d"}],
            ),
            live(
                ready=False,
                statuses=[status(waiting("ErrImagePull", "denied"))],
                ownerReferences=OWNER,
            ),
        ],
        "image-pull-failed Pod default/web-1",
        {"containers-broken", "rollout-stuck"},
    ),
    "a quota": (
        [dumped(workload("StatefulSet"), REFUSED)],
        "pods-not-created StatefulSet default/web",
        {"no-pods"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_root_is_told_with_what_follows(name: str) -> None:
    more, root, symptoms = CASES[name]
    found = [
        one
        for one in check([stored(service()), node(), *more])
        if one.severity != INFO and one.code.name != "stateful-set-service-missing"
    ]
    roots = [one for one in found if one.root is None]
    assert [f"{one.code.name} {one.object.kind} {one.object.path}" for one in roots] == [root]
    assert {one.code.name for one in found if one.root} == symptoms


def test_pods_of_one_workload_are_told_once() -> None:
    broken = [status(waiting("ErrImagePull", "denied"))]
    docs = [
        live(name, ip=f"10.244.1.{place}", ready=False, statuses=broken, ownerReferences=OWNER)
        for place, name in enumerate(("web-a", "web-b", "web-c"), 2)
    ]
    [told] = [one for one in check([node(), *docs]) if one.code.name == "image-pull-failed"]
    assert told.because.endswith("; also web-b, web-c")
    assert [key.name for key in told.about] == ["web-b", "web-c"]


def test_a_pod_that_is_ready_again_is_only_warned_of() -> None:
    killed = {"exitCode": 137, "reason": "OOMKilled"}
    pod = live(statuses=[status({"running": {}}, killed, ready=True, restarts=1)])
    assert [(one.code.name, one.severity) for one in check([node(), pod])] == [
        ("container-out-of-memory", "warning")
    ]
