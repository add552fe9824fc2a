"""What the server does with a deletion: when an object goes, and when it only says that it will."""

from typing import Any

import pytest
import stage

from minik.intake import registry
from minik.kinds import kind_of_key
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.object import Object, read

SILENT = {"key": "node.kubernetes.io/unreachable", "effect": "NoSchedule"}


def on_a_silent_node(**spec: Any) -> tuple[Draft, Object]:
    """A pod on a node whose kubelet does not report, so nobody confirms that it has stopped."""
    cluster = stage.applied(stage.new(), [stage.pod("web", **spec)])
    pod = stage.one(cluster, "Pod", "web")
    node = stage.one(cluster, "Node", read(pod, "spec.nodeName"), "")
    conditions = [
        {**item, "status": "Unknown"} if item["type"] == "Ready" else item
        for item in read(node, "status.conditions")
    ]
    draft = cluster.draft()
    draft.put(objects.write(node, "status.conditions", conditions))
    return draft, pod


@pytest.mark.parametrize(
    "spec, seconds, when",
    [
        ({}, 30, "2026-11-23T08:00:30Z"),
        ({"terminationGracePeriodSeconds": 5}, 5, "2026-11-23T08:00:05Z"),
        ({"terminationGracePeriodSeconds": 0}, 0, "2026-11-23T08:00:00Z"),
    ],
)
def test_a_pod_that_nobody_stops_waits_for_its_grace_period(
    spec: dict[str, Any], seconds: int, when: str
) -> None:
    draft, pod = on_a_silent_node(**spec)
    registry.delete(draft, kind_of_key("Pod"), pod)
    deleted = draft.get("Pod", "default", "web")
    assert deleted and read(deleted, "metadata.deletionGracePeriodSeconds") == seconds
    assert read(deleted, "metadata.deletionTimestamp") == when


def test_a_pod_of_a_dump_without_a_grace_period_has_thirty_seconds() -> None:
    draft, pod = on_a_silent_node()
    bare = objects.drop(pod, "spec.terminationGracePeriodSeconds")
    registry.delete(draft, kind_of_key("Pod"), bare)
    deleted = draft.get("Pod", "default", "web")
    assert deleted and read(deleted, "metadata.deletionGracePeriodSeconds") == 30


@pytest.mark.parametrize("phase", ["Pending", "Running", "Failed", "Succeeded"])
def test_the_last_finalizer_keeps_a_deleted_pod_whatever_its_phase(phase: str) -> None:
    cluster = stage.applied(
        stage.new(), [objects.write(stage.pod("web"), "metadata.finalizers", ["a.b/c", "a.b/d"])]
    )
    kind, draft = kind_of_key("Pod"), cluster.draft()
    draft.put(objects.write(stage.one(cluster, "Pod", "web"), "status.phase", phase))
    registry.delete(draft, kind, draft.get("Pod", "default", "web") or {})
    for finalizers in (["a.b/d"], []):
        held = draft.get("Pod", "default", "web")
        assert held and read(held, "metadata.deletionTimestamp")
        registry.update(draft, kind, held, objects.write(held, "metadata.finalizers", finalizers))
    assert draft.get("Pod", "default", "web") is None


def test_a_pod_that_its_kubelet_has_not_stopped_outlives_its_finalizers() -> None:
    draft, pod = on_a_silent_node()
    draft.put(objects.write(pod, "metadata.finalizers", ["a.b/c"]))
    registry.delete(draft, kind_of_key("Pod"), draft.get("Pod", "default", "web") or {})
    held = draft.get("Pod", "default", "web") or {}
    registry.update(draft, kind_of_key("Pod"), held, objects.drop(held, "metadata.finalizers"))
    assert draft.get("Pod", "default", "web") is not None


def test_a_namespace_goes_when_it_is_empty_not_when_it_is_changed() -> None:
    cluster = stage.applied(
        stage.new(), [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}]
    )
    draft, old = cluster.draft(), stage.one(cluster, "Namespace", "shop", "")
    draft.put(objects.write(old, "metadata.deletionTimestamp", "2026-11-23T08:00:00Z"))
    held = draft.get("Namespace", "", "shop") or {}
    labelled = objects.write(held, "metadata.labels", {"a": "b"})
    registry.update(draft, kind_of_key("Namespace"), held, labelled)
    assert draft.get("Namespace", "", "shop") is not None
