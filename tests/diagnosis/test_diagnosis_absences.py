"""What a dump leaves out is told once, and is never a reason: whatever kind is taken out of a recorded
cluster, nothing is found that was not there before.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from minik.controllers import hold
from minik.diagnosis import absences, causes
from minik.diagnosis.view import View
from minik.dumps.importing import import_documents
from minik.intake.parsing import Document
from minik.model.duration import parse_time

DATA = Path(__file__).parents[1] / "data"
NOW = parse_time("2026-07-29T12:00:00Z")
RECORDED = sorted((DATA / "networking").glob("*/objects.json"))
# What is told of an owner is told of what it owns when the owner is not in the dump.
MOVED = {("Deployment", "ReplicaSet"), ("ReplicaSet", "Pod"), ("CronJob", "Job")}


def items_of(path: Path) -> list[Any]:
    value = json.loads(path.read_text())
    items = value["dump"] if isinstance(value, dict) and "dump" in value else value
    return list(items.get("items", items) if isinstance(items, dict) else items)


def told(items: list[Any]) -> tuple[set[tuple[str, Any]], list[str]]:
    result = import_documents([Document({"kind": "List", "items": items}, "dump", 0)], NOW)
    found = causes.collect_findings(View(hold(result.cluster)))
    return {(one.code.name, one.object) for one in causes.at_least(found, "warning")}, list(
        result.warnings
    )


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.parent.name)
def test_a_missing_kind_is_no_reason(path: Path) -> None:
    items = items_of(path)
    whole, _ = told(items)
    for kind in sorted({item["kind"] for item in items}):
        rest = [item for item in items if item["kind"] != kind]
        found, warnings = told(rest) if rest else (set(), [])
        new = {
            (code, key)
            for code, key in found - whole
            if (kind, key.kind) not in MOVED and code != "pods-not-ready"
        }
        assert not new, f"without {kind}"
        assert sum("not in the dump" in line for line in warnings) <= 1


def test_the_causes_that_rest_on_an_absence_are_causes() -> None:
    assert absences.RESTS_ON.keys() <= causes.codes().keys()
