"""Which nodes count for a topology spread constraint (upstream: nodeAffinityPolicy, nodeTaintsPolicy)."""

from typing import Any

import pytest
import stage

from minik.kinds import pod as pods
from minik.model import object as objects

# Of four pods on two workers and a tainted control plane, whose domain stays empty: how many run.
CASES: list[tuple[dict[str, Any], dict[str, Any], int]] = [
    ({}, {}, 2),
    ({"nodeTaintsPolicy": "Ignore"}, {}, 2),
    ({"nodeTaintsPolicy": "Honor"}, {}, 4),
    ({"nodeTaintsPolicy": "Honor", "minDomains": 3}, {}, 2),
    ({"nodeTaintsPolicy": "Honor", "maxSkew": 2, "minDomains": 3}, {}, 4),
    ({"nodeTaintsPolicy": "Honor"}, {"tolerations": [{"operator": "Exists"}]}, 4),
    ({}, {"tolerations": [{"operator": "Exists"}]}, 4),
    ({}, {"nodeSelector": {"kubernetes.io/hostname": "node-1"}}, 4),
    ({"nodeAffinityPolicy": "Honor"}, {"nodeSelector": {"kubernetes.io/hostname": "node-1"}}, 4),
    ({"nodeAffinityPolicy": "Ignore"}, {"nodeSelector": {"kubernetes.io/hostname": "node-1"}}, 1),
    ({"whenUnsatisfiable": "ScheduleAnyway"}, {}, 4),
    ({"labelSelector": {"matchLabels": {"app": "other"}}}, {}, 4),
    ({"topologyKey": "example.com/rack"}, {}, 0),
]


def running(constraint: dict[str, Any], pod: dict[str, Any], cordoned: bool = False) -> int:
    """Return how many of four pods are put on a node."""
    cluster = stage.new(workers=2)
    if cordoned:
        node = stage.one(cluster, "Node", "node-2", "")
        cluster = stage.with_put(cluster, objects.write(node, "spec.unschedulable", True))
    labels = {"app": "web"}
    whole = {
        "maxSkew": 1,
        "topologyKey": "kubernetes.io/hostname",
        "whenUnsatisfiable": "DoNotSchedule",
        "labelSelector": {"matchLabels": labels},
        **constraint,
    }
    spec = {**pod, "topologySpreadConstraints": [whole]}
    made = [stage.pod(f"web-{number}", labels, **spec) for number in range(4)]
    after = stage.applied(stage.saved(cluster), made)
    return sum(bool(pods.node(one)) for one in after.of("Pod"))


@pytest.mark.parametrize(("constraint", "pod", "count"), CASES)
def test_only_nodes_that_count_keep_pods_from_others(
    constraint: dict[str, Any], pod: dict[str, Any], count: int
) -> None:
    assert running(constraint, pod) == count


@pytest.mark.parametrize(("policy", "count"), [("Ignore", 1), ("Honor", 4)])
def test_a_cordoned_node_counts_unless_taints_are_honored(policy: str, count: int) -> None:
    assert running({"nodeTaintsPolicy": policy}, {}, cordoned=True) == count
