"""The taints of nodes whose pods are evicted: added with their time, and taken off alone."""

from datetime import UTC, datetime
from typing import Any

from objects import build

from minik.node_life import eviction_rate

NOW = datetime(2026, 11, 23, 8, 0, 0, tzinfo=UTC)
OWN = {"key": "dedicated", "value": "db", "effect": "NoExecute"}


def node(ready: str, *taints: Any) -> dict[str, Any]:
    spec = {"taints": list(taints)} if taints else {}
    conditions = [{"type": "Ready", "status": ready}]
    return build("Node", "node-1", spec=spec, status={"conditions": conditions})


def test_a_node_that_is_silent_gets_its_taint_beside_its_own() -> None:
    taints = eviction_rate.with_taint(node("Unknown", OWN), NOW)["spec"]["taints"]
    assert taints == [
        OWN,
        {
            "effect": "NoExecute",
            "key": "node.kubernetes.io/unreachable",
            "timeAdded": "2026-11-23T08:00:00Z",
        },
    ]


def test_only_the_taints_of_an_outage_are_taken_off() -> None:
    tainted = eviction_rate.with_taint(node("False", OWN), NOW)
    assert eviction_rate.without_taints(tainted)["spec"]["taints"] == [OWN]
    alone = eviction_rate.with_taint(node("False"), NOW)
    assert "taints" not in eviction_rate.without_taints(alone)["spec"]


def test_a_node_without_such_taints_is_the_same_object() -> None:
    for untouched in (node("True"), node("True", OWN)):
        assert eviction_rate.without_taints(untouched) is untouched
