"""The taints of nodes whose pods are evicted: added with their time, and taken off alone."""

from datetime import UTC, datetime
from typing import Any

import pytest
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


def one(name: str, ready: str = "True", since: str = "", at: str = "", **labels: str) -> Any:
    """A node that is ready or not since then, and tainted since then if it is."""
    key = eviction_rate.TAINT_KEYS.get(ready, "")
    taints = [{"key": key, "effect": "NoExecute", "timeAdded": at}] if at else []
    return build(
        "Node",
        name,
        metadata={
            "labels": {f"topology.kubernetes.io/{word}": text for word, text in labels.items()}
        },
        spec={"taints": taints} if taints else {},
        status={"conditions": [{"type": "Ready", "status": ready, "lastTransitionTime": since}]},
    )


def zone(ready: int, silent: int) -> list[Any]:
    return [
        *(one(f"r{number}") for number in range(ready)),
        *(one(f"s{number}", "Unknown") for number in range(silent)),
    ]


@pytest.mark.parametrize(
    ("members", "seconds"),
    [
        (zone(9, 1), 10),
        (zone(1, 2), 10),
        (zone(0, 3), 10),
        (zone(3, 3), 10),
        (zone(2, 3), None),
        (zone(9, 11), None),
        (zone(10, 11), 10),
        (zone(20, 30), None),
        (zone(20, 31), 100),
        (zone(0, 51), 10),
    ],
    ids=["few", "two of three", "all", "half", "three of five", "55 of 100", "52 of 100",
         "most of fifty", "most of fifty-one", "all of a large zone"],
)  # fmt: skip
def test_a_zone_in_which_most_nodes_are_silent_is_spared(members: list[Any], seconds: Any) -> None:
    interval = eviction_rate.eviction_interval(members)
    assert (interval and interval.total_seconds()) == seconds


def test_the_earliest_failure_comes_first_and_those_of_the_same_second_by_name() -> None:
    members = [
        one("d", "Unknown", "2026-11-23T07:00:02Z"),
        one("c", "False", "2026-11-23T07:00:01Z"),
        one("b", "Unknown", "2026-11-23T07:00:01Z"),
        one("a"),
        one("e", "Unknown", "2026-11-23T07:00:00Z", "2026-11-23T07:59:59Z"),
    ]
    waiting = eviction_rate.waiting_nodes(members)
    assert [node["metadata"]["name"] for node in waiting] == ["b", "c", "d"]


def due(nodes: list[Any]) -> set[str]:
    tainted = eviction_rate.taint_due_nodes(nodes, NOW)
    assert len(tainted) == len(nodes)
    return {
        new["metadata"]["name"]
        for old, new in zip(nodes, tainted)
        if eviction_rate.taint_times(new) and not eviction_rate.taint_times(old)
    }


def test_one_node_of_each_zone_every_ten_seconds() -> None:
    zones = [
        {"region": "r", "zone": "a"},
        {"region": "r", "zone": "b"},
        {"region": "q", "zone": "a"},
    ]
    nodes = [one(f"fine-{number}", **zones[0]) for number in range(4)]
    for number, place in enumerate(zones):
        nodes += [one(f"{number}-{name}", "Unknown", **place) for name in "xy"]
    assert due(nodes) == {"0-x", "1-x", "2-x"}
    for at, expected in (("2026-11-23T07:59:50Z", {"0-x"}), ("2026-11-23T07:59:51Z", set[str]())):
        before = one("before", "Unknown", at=at, **zones[0])
        assert {name for name in due([*nodes, before]) if name.startswith("0")} == expected
        when = list(eviction_rate.next_evictions([*nodes[:5], before]))
        assert [f"{moment:%H:%M:%S}" for moment in when] == [f"08:00:{int(at[17:19]) - 50:02}"]


def test_where_nobody_waits_nothing_is_due() -> None:
    nodes = [one("a"), one("b", "Unknown", at="2026-11-23T07:59:50Z")]
    assert list(eviction_rate.next_evictions(nodes)) == []
    assert list(eviction_rate.next_evictions([one("a"), one("b", "Unknown")])) == []  # at once


def test_where_no_node_of_all_is_ready_nobody_is_evicted() -> None:
    nodes = [one("a", "Unknown", at="2026-11-23T07:00:00Z"), one("b", "Unknown")]
    assert not any(map(eviction_rate.taint_times, eviction_rate.taint_due_nodes(nodes, NOW)))


def test_a_taint_follows_the_state_of_its_node() -> None:
    old = {
        "key": "node.kubernetes.io/not-ready",
        "effect": "NoExecute",
        "timeAdded": "2026-11-23T07:00:00Z",
    }
    ready, silent = one("a"), node("Unknown", old, OWN)
    assert eviction_rate.has_outdated_taint(silent)
    (_, tainted) = eviction_rate.taint_due_nodes([ready, silent], NOW)
    assert [taint["key"] for taint in tainted["spec"]["taints"]] == [
        "dedicated",
        "node.kubernetes.io/unreachable",
    ]
    assert not eviction_rate.has_outdated_taint(node("False", old))
    assert not eviction_rate.has_outdated_taint(node("True", old))
    assert not eviction_rate.has_outdated_taint(node("False"))
