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
