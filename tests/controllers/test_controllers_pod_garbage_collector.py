"""Pods of nodes that are out of service (KEP-2268: non-graceful node shutdown)."""

import pytest
import stage

from minik.controllers import pod_garbage_collector
from minik.model import object as objects
from minik.model.change import Delete
from minik.model.object import write

TAINT = {"key": "node.kubernetes.io/out-of-service", "value": "shutdown", "effect": "NoExecute"}
GOING = {"deletionTimestamp": "2026-11-23T08:00:00Z", "deletionGracePeriodSeconds": 30}


@pytest.mark.parametrize(
    ("status", "taints", "deleted"),
    [
        ("Unknown", [TAINT], ["going"]),
        ("False", [TAINT], ["going"]),
        ("True", [TAINT], []),
        ("Unknown", [], []),
        ("Unknown", [{**TAINT, "key": "node.kubernetes.io/unreachable"}], []),
    ],
)
def test_pods_that_are_to_go_go_at_once_from_a_node_that_will_not_be_back(
    status: str, taints: list[dict[str, str]], deleted: list[str]
) -> None:
    draft = stage.saved(stage.new()).draft()
    node = stage.one(draft.base, "Node", "node-1", "")
    tainted = write(node, "spec.taints", taints)
    draft.put(write(tainted, "status.conditions", [{"type": "Ready", "status": status}]))
    going = stage.running("going", "10.244.1.2")
    draft.put({**going, "metadata": {**going["metadata"], **GOING}})
    draft.put(stage.running("staying", "10.244.1.3"))
    elsewhere = stage.running("elsewhere", "10.244.2.2", node="node-2")
    draft.put({**elsewhere, "metadata": {**elsewhere["metadata"], **GOING}})
    changes = list(pod_garbage_collector.reconcile(stage.saved(draft.cluster())))
    assert changes == [
        Delete(objects.Key("Pod", "default", name), at_once=True) for name in deleted
    ]
