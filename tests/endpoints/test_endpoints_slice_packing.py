"""Endpoints packed into slices: as few slices change as can be, and none holds too many."""

from typing import Any

import pytest

from minik.endpoints import slice_packing
from minik.endpoints.service_backends import Port
from minik.endpoints.slice_packing import SlicePlan
from minik.model.object import Object

HTTP = (Port("http", 80, "TCP", None),)
DNS = (Port("dns", 53, "UDP", "x/dns"),)


def endpoint(number: int, **fields: Any) -> Object:
    return {"addresses": [f"10.0.{number // 256}.{number % 256}"], **fields}


def named(*numbers: int) -> dict[str, Object]:
    return {
        slice_packing.endpoint_identity(endpoint(number)): endpoint(number) for number in numbers
    }


def slice_of(name: str, *numbers: int, port: Any = None) -> Object:
    ports = [{"name": "http", "port": 80}] if port is None else port
    endpoints = [endpoint(number) for number in numbers]
    return {"metadata": {"name": name}, "ports": ports, "endpoints": endpoints}


def planned(
    slices: list[Object], *numbers: int, ports: Any = HTTP
) -> tuple[dict[str, list[int]], list[str]]:
    """Which endpoints stand where (new slices: `new`, `new2`), and which slices are left over."""
    plans, spare = slice_packing.plan_slices(slices, {ports: named(*numbers)} if numbers else {})
    found: dict[str, list[int]] = {}
    for plan in plans:
        name = plan.old["metadata"]["name"] if plan.old else f"new{len(found) or ''}"
        found[name] = [
            int(part[2]) * 256 + int(part[3])
            for part in (one["addresses"][0].split(".") for one in plan.endpoints)
        ]
        assert len(plan.endpoints) <= 100
    return found, [one["metadata"]["name"] for one in spare]


def many(first: int, count: int) -> list[int]:
    return list(range(first, first + count))


def test_endpoints_stay_where_they_are() -> None:
    assert planned([slice_of("a", 1, 2), slice_of("b", 3)], 1, 2, 3) == (
        {"a": [1, 2], "b": [3]},
        [],
    )


def test_a_new_one_goes_where_something_changes_anyway_the_fullest_first() -> None:
    slices = [slice_of("a", 1, 9), slice_of("b", 2, 3, 8), slice_of("c", 4, 5, 6)]
    assert planned(slices, 1, 2, 3, 4, 5, 6, 7) == (
        {"a": [1], "b": [2, 3, 7], "c": [4, 5, 6]},
        [],
    )


def test_else_into_the_fullest_that_has_room_for_all() -> None:
    slices = [slice_of("a", 1), slice_of("b", 2, 3), slice_of("c", *many(10, 99))]
    assert planned(slices, 1, 2, 3, *many(10, 99), 4, 5)[0] == {
        "a": [1],
        "b": [2, 3, 4, 5],
        "c": many(10, 99),
    }


@pytest.mark.parametrize(("more", "where"), [(1, "a"), (2, "new1")])
def test_a_slice_holds_a_hundred(more: int, where: str) -> None:
    found, spare = planned([slice_of("a", *many(0, 99))], *many(0, 99 + more))
    assert (where in found, spare) == (True, [])
    assert sorted(map(len, found.values())) == ([100] if more == 1 else [2, 99])


def test_a_changed_slice_is_filled_and_the_rest_is_new() -> None:
    found, _ = planned([slice_of("a", *many(0, 99), 500)], *many(0, 150))
    assert {name: len(numbers) for name, numbers in found.items()} == {"a": 100, "new1": 50}


@pytest.mark.parametrize(("count", "sizes"), [(100, [100]), (101, [100, 1]), (250, [100, 100, 50])])
def test_new_slices_are_full(count: int, sizes: list[int]) -> None:
    assert [len(numbers) for numbers in planned([], *many(0, count))[0].values()] == sizes


def test_a_slice_that_empties_is_left_over_or_taken_for_a_new_one() -> None:
    assert planned([slice_of("a", 1), slice_of("b", 2)], 1) == ({"a": [1]}, ["b"])
    renamed = slice_of("a", 1, port=[{"name": "old", "port": 1}])
    assert planned([renamed], 1) == ({"a": [1]}, [])
    assert planned([renamed, slice_of("b", 2)], 1, 2) == ({"b": [2, 1]}, ["a"])


def test_without_endpoints_there_is_one_empty_slice() -> None:
    plans, spare = slice_packing.plan_slices([], {})
    assert (plans, spare) == ([SlicePlan((), [], None)], [])
    empty = slice_of("e", port=[])
    plans, spare = slice_packing.plan_slices([slice_of("a", 1), empty], {})
    assert (plans, [one["metadata"]["name"] for one in spare]) == (
        [SlicePlan((), [], empty)],
        ["a"],
    )
    used = slice_of("a", 1)
    assert slice_packing.plan_slices([used], {}) == ([SlicePlan((), [], used)], [])


def test_ports_tell_slices_apart() -> None:
    slices = [slice_of("a", 1), slice_of("b", 1, port=[{"name": "dns", "port": 53,
              "protocol": "UDP", "appProtocol": "x/dns"}])]  # fmt: skip
    assert [slice_packing.ports_of(one) for one in slices] == [HTTP, DNS]
    plans, spare = slice_packing.plan_slices(slices, {HTTP: named(1), DNS: named(1)})
    assert [(plan.ports, plan.old) for plan in plans] == [(HTTP, slices[0]), (DNS, slices[1])]
    assert spare == []
    assert slice_packing.ports_of(slice_of("c", port=[{"port": 0}])) == (Port("", 0, "TCP", None),)


def test_an_endpoint_is_known_by_its_address_its_host_name_and_its_pod() -> None:
    target = {"targetRef": {"namespace": "n", "name": "p"}}
    found = {
        slice_packing.endpoint_identity(one)
        for one in (
            endpoint(1),
            endpoint(2),
            endpoint(1, hostname="h"),
            endpoint(1, **target),
            endpoint(1, targetRef={"namespace": "m", "name": "p"}),
            endpoint(1, targetRef={"namespace": "n", "name": "q"}),
        )
    }
    assert len(found) == 6
    assert slice_packing.endpoint_identity(endpoint(1, hostname="")) == (
        slice_packing.endpoint_identity(endpoint(1, zone="z"))
    )
