"""A workload at one moment: the states of its pods, and the ready addresses of its Services."""

from typing import Any

import pytest
from objects import build
from objects import pod as make_pod

from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.source import Objects
from minik.timelines import rollout_snapshots
from minik.timelines.rollout_snapshots import Snapshot

APP = {"app": "web", "tier": "front"}
READY = [{"type": "Ready", "status": "True"}]


def pod(name: str, phase: str = "Running", owner: str = "rs", **fields: Any) -> Object:
    status = {"phase": phase, "conditions": fields.pop("conditions", [])}
    reference = {"kind": "ReplicaSet", "name": owner, "uid": owner, "controller": True}
    metadata = {"ownerReferences": [reference], "uid": name, **fields}
    return make_pod(name, "default", metadata=metadata, status=status)


@pytest.mark.parametrize(
    ("obj", "state"),
    [
        (pod("a", deletionTimestamp="2026-01-01T00:00:00Z", conditions=READY), "Terminating"),
        (pod("a", conditions=READY), "Ready"),
        (pod("a"), "Running"),
        (pod("a", "Failed"), "Failed"),
        (pod("a", ""), "Pending"),
    ],
)
def test_a_pod_has_a_state(obj: Object, state: str) -> None:
    assert rollout_snapshots.pod_state(obj) == state


def endpoint(address: str, ready: bool | None) -> Object:
    return {"addresses": [address], **({} if ready is None else {"conditions": {"ready": ready}})}


def service(name: str, selector: Any, namespace: str = "default") -> Object:
    return build("Service", name, namespace, spec={"selector": selector} if selector else {})


def slice_of(name: str, service: str, *endpoints: Object) -> Object:
    labels = {"kubernetes.io/service-name": service}
    return build("EndpointSlice", name, "default", version="discovery.k8s.io/v1",
                 metadata={"labels": labels}, endpoints=list(endpoints))  # fmt: skip


def test_the_pods_and_the_services_of_a_workload() -> None:
    workload = build(
        "Deployment", "web", "default", version="apps/v1", metadata={"uid": "d"},
        spec={"template": {"metadata": {"labels": APP}}},
    )  # fmt: skip
    owner = {"kind": "Deployment", "name": "web", "uid": "d", "controller": True}
    replica_set = build(
        "ReplicaSet", "rs", "default", version="apps/v1",
        metadata={"uid": "rs", "ownerReferences": [owner]},
    )  # fmt: skip
    draft = Cluster(Objects()).draft()
    for obj in (
        workload,
        replica_set,
        pod("a", conditions=READY),
        pod("own", "Pending", "d"),
        pod("foreign", owner="other"),
        service("web", {"app": "web"}),
        service("narrow", {**APP, "x": "y"}),
        service("bare", None),
        service("web", {"app": "web"}, "elsewhere"),
        slice_of("s", "web", endpoint("10.0.0.9", True), endpoint("10.0.0.2", None)),
        slice_of("t", "web", endpoint("10.0.0.1", True), endpoint("10.0.0.3", False)),
        slice_of("u", "narrow", endpoint("10.0.0.7", True)),
    ):
        draft.put(obj)
    assert rollout_snapshots.take_snapshot(draft.cluster(), workload) == Snapshot(
        {"a": "Ready", "own": "Pending"}, {"web": ["10.0.0.1", "10.0.0.2", "10.0.0.9"]}
    )
