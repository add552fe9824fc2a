"""Endpoints shared out among zones."""

from collections import Counter
from typing import Any

import pytest
import stage
from hypothesis import given
from hypothesis import strategies as st

from minik.endpoints import topology_hints
from minik.model import object as objects
from minik.model.object import write


def endpoints(**zones: int) -> list[Any]:
    """So many ready endpoints in each zone."""
    return [
        {"addresses": [f"{zone}{number}"], "conditions": {"ready": True}, "zone": zone}
        for zone, count in zones.items()
        for number in range(count)
    ]


def meant(found: list[Any]) -> dict[str, int]:
    return dict(
        sorted(
            Counter(one["hints"]["forZones"][0]["name"] for one in found if "hints" in one).items()
        )
    )


EVEN = {"a": 0.5, "b": 0.5}
SHARED: dict[str, tuple[Any, Any, Any]] = {
    "even": (endpoints(a=2, b=2), EVEN, {"a": 2, "b": 2}),
    "uneven": (endpoints(a=4, b=0), EVEN, {"a": 2, "b": 2}),
    "a little uneven": (endpoints(a=6, b=5), EVEN, {"a": 6, "b": 5}),
    "overloaded": (endpoints(a=3, b=2), EVEN, {}),
    "in proportion": (endpoints(a=4, b=4), {"a": 0.75, "b": 0.25}, {"a": 6, "b": 2}),
    "one zone": (endpoints(a=4), {"a": 1.0}, {}),
    "too few": (endpoints(a=1), EVEN, {}),
    "three for two": (endpoints(a=2, b=1), EVEN, {}),
    "no zone told": ([{"conditions": {"ready": True}}, *endpoints(a=2, b=2)], EVEN, {}),
    "nodes do not tell": (endpoints(a=2, b=2), {}, {}),
}


@pytest.mark.parametrize("name", SHARED)
def test_every_zone_has_its_share_or_there_are_no_hints(name: str) -> None:
    found, ratios, expected = SHARED[name]
    assert meant(topology_hints.with_hints(found, ratios)) == expected


def test_those_that_are_not_ready_get_no_hint() -> None:
    waiting = {"addresses": ["x"], "conditions": {"ready": False}, "zone": "a"}
    assert "hints" not in topology_hints.with_hints([*endpoints(a=2, b=2), waiting], EVEN)[-1]


@given(
    st.lists(st.integers(0, 20), min_size=2, max_size=5),
    st.lists(st.integers(1, 9), min_size=5, max_size=5),
)
def test_nobody_is_lost_and_no_zone_is_overloaded(counts: list[int], cpus: list[int]) -> None:
    zones = {chr(97 + index): count for index, count in enumerate(counts)}
    ratios = {zone: cpus[index] / sum(cpus[: len(counts)]) for index, zone in enumerate(zones)}
    found = topology_hints.with_hints(endpoints(**zones), ratios)
    assert [one["addresses"] for one in found] == [one["addresses"] for one in endpoints(**zones)]
    hints = meant(found)
    assert not hints or sum(hints.values()) == sum(counts)


@pytest.mark.parametrize(
    "annotations, hints",
    [
        ({"service.kubernetes.io/topology-mode": "Auto"}, 6),
        ({"service.kubernetes.io/topology-aware-hints": "auto"}, 6),
        ({"service.kubernetes.io/topology-mode": "Disabled"}, 0),
        ({}, 0),
    ],
)
def test_a_service_asks_for_it(annotations: dict[str, str], hints: int) -> None:
    service = write(stage.service("web", {"app": "web"}), "metadata.annotations", annotations)
    cluster = stage.applied(
        stage.saved(stage.new()),
        [service, stage.workload("Deployment", "web", {"app": "web"}, replicas=6)],
    )
    found = [one for one in stage.slices(cluster, "web")[0]["endpoints"] if "hints" in one]
    assert len(found) == hints and all(
        one["hints"] == {"forZones": [{"name": one["zone"]}]} for one in found
    )


@pytest.mark.parametrize("path, value", [("metadata.labels", {}), ("status.allocatable", {})])
def test_a_node_that_does_not_tell_spoils_it(path: str, value: Any) -> None:
    found = [
        write(node, path, value) if objects.name(node) == "node-1" else node
        for node in stage.new().of("Node")
    ]
    assert topology_hints.cpu_ratios(found) == {} and set(
        topology_hints.cpu_ratios(stage.new().of("Node"))
    ) == {
        "zone-a",
        "zone-b",
        "zone-c",
    }


def placed(name: str, cpu: Any, zone: str, ready: str = "True", *labels: str) -> Any:
    """A node; without a zone it tells none."""
    zones = {"topology.kubernetes.io/zone": zone} if zone else {}
    metadata = {"name": name, "labels": {**zones, **dict.fromkeys(labels, "")}}
    conditions = [{"type": "Ready", "status": ready}]
    return {"metadata": metadata, "status": {"conditions": conditions, "allocatable": {"cpu": cpu}}}


def test_a_zone_has_the_share_of_its_processors() -> None:
    control, old_control = (
        placed("c", 8, "a", "True", f"node-role.kubernetes.io/{role}")
        for role in ("control-plane", "master")
    )
    nodes = [placed("1", "1", "a"), placed("2", "500m", "b"), placed("3", "0.5", "a"),
             placed("4", 4, "b", "False"), control, old_control]  # fmt: skip
    assert topology_hints.cpu_ratios(nodes) == {"a": 0.75, "b": 0.25}
    assert topology_hints.cpu_ratios([*nodes, placed("5", 1, "")]) == {}
    assert topology_hints.cpu_ratios([*nodes, placed("5", 0, "b")]) == {}
    assert topology_hints.cpu_ratios([]) == {}


@pytest.mark.parametrize(
    ("annotations", "wanted"),
    [
        ({}, False),
        ({"service.kubernetes.io/topology-mode": "Auto"}, True),
        ({"service.kubernetes.io/topology-mode": "auto"}, True),
        ({"service.kubernetes.io/topology-mode": "Disabled"}, False),
        ({"service.kubernetes.io/topology-aware-hints": "auto"}, True),
        (
            {
                "service.kubernetes.io/topology-aware-hints": "Disabled",
                "service.kubernetes.io/topology-mode": "Auto",
            },
            False,
        ),
    ],
)
def test_who_wants_hints(annotations: dict[str, str], wanted: bool) -> None:
    assert topology_hints.wants_hints({"metadata": {"annotations": annotations}}) is wanted


@pytest.mark.parametrize(
    ("ratios", "count", "shares"),
    [
        ({"a": 0.5, "b": 0.5}, 4, {"a": 2, "b": 2}),
        ({"a": 0.5, "b": 0.5}, 5, {}),
        ({"a": 0.5, "b": 0.5}, 11, {"a": 5.5, "b": 5.5}),
        ({"a": 0.75, "b": 0.25}, 8, {"a": 6, "b": 2}),
        ({"a": 0.9, "b": 0.1}, 2, {}),
        ({"a": 1.0}, 4, {}),
        ({"a": 0.5, "b": 0.5}, 1, {}),
        ({"a": 0.5, "b": 0.5}, 2, {"a": 1, "b": 1}),
    ],
)
def test_a_share_is_fair_or_there_is_none(
    ratios: dict[str, float], count: int, shares: dict[str, float]
) -> None:
    assert topology_hints.endpoint_shares(ratios, count) == shares


@pytest.mark.parametrize(
    ("targets", "actual", "moves"),
    [
        ({"a": 2, "b": 2}, {"a": 4}, ({"a": 2}, {"b": 2})),
        ({"a": 2, "b": 2}, {"a": 2, "b": 2}, ({}, {})),
        ({"a": 5.5, "b": 5.5}, {"a": 6, "b": 5}, ({}, {})),
        ({"a": 2, "b": 2, "c": 2}, {"a": 6}, ({"a": 4}, {"b": 2, "c": 2})),
        ({"a": 1.5, "b": 2.5}, {"a": 3, "b": 1}, ({"a": 1}, {"b": 1})),
        ({"a": 1, "b": 2}, {"a": 2, "b": 1}, ({"a": 1}, {"b": 1})),
    ],
)
def test_endpoints_move_from_the_largest_surplus_to_the_largest_shortage(
    targets: dict[str, float], actual: dict[str, int], moves: Any
) -> None:
    assert topology_hints.endpoint_moves(targets, actual) == moves


def test_each_zone_gives_what_it_has_too_much_and_keeps_the_rest() -> None:
    thirds = {zone: 1 / 3 for zone in "abc"}
    found = topology_hints.with_hints(endpoints(a=3, b=3, c=0), thirds)
    told = Counter((one["zone"], one["hints"]["forZones"][0]["name"]) for one in found)
    assert told == {("a", "a"): 2, ("a", "c"): 1, ("b", "b"): 2, ("b", "c"): 1}
