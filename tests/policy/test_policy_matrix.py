"""The truth table against what conforming network plugins do."""

import json
from pathlib import Path
from typing import Any

import pytest
import truth_tables

from minik.policy.matrix import differences, makers, matrix

RECORDED = Path(__file__).parents[1] / "data" / "policy" / "tables.jsonl"
CASES: dict[str, Any] = {
    case["name"]: case for case in map(json.loads, RECORDED.read_text().splitlines())
}


@pytest.mark.parametrize("name", CASES)
def test_tables_of_conforming_plugins(name: str) -> None:
    for number, (found, denied) in enumerate(truth_tables.steps(CASES[name])):
        assert denied and truth_tables.wrong(found, denied) == [], f"step {number + 1}"


def test_a_table_of_one_namespace_holds_its_pods_alone() -> None:
    found, _ = next(truth_tables.steps(CASES["deny-ingress"]))
    table = matrix(found, "y")
    assert table.pods == ("y/a", "y/b") and len(table.verdicts) == 4


def test_ports_that_are_asked_for_are_asked_of_every_pod() -> None:
    found, _ = next(truth_tables.steps(CASES["deny-ingress"]))
    table = matrix(found, extra=[("UDP", 9)])
    assert table.doors["x/a"] == (("TCP", 80), ("UDP", 9))
    assert not table.verdicts["y/a", "x/a"]["UDP", 9].allowed


def test_differences_are_the_answers_that_changed() -> None:
    (before, _), (after, _) = list(truth_tables.steps(CASES["deleted-policy"]))
    found = list(differences(matrix(before), matrix(after)))
    assert {(one.client, one.server) for one in found} == {("x/a", "y/a"), ("y/a", "x/a")}
    assert all(one.before and not one.before.allowed for one in found)
    assert all(one.after and one.after.allowed for one in found)
    gone = list(differences(matrix(before), matrix(before, "x")))
    assert gone and all(one.after is None for one in gone)


def test_a_pod_without_a_workload_is_its_own() -> None:
    found, _ = next(truth_tables.steps(CASES["deny-ingress"]))
    assert makers(found, matrix(found))["x/a"] == "x/a"
