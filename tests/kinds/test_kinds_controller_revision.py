"""ControllerRevisions: a memory that does not change."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

from minik.kinds import controller_revision as controller_revisions
from minik.model.object import Object

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]
NOW = datetime(2026, 11, 23, tzinfo=UTC)
OWNER = {
    "apiVersion": "apps/v1",
    "kind": "StatefulSet",
    "name": "db",
    "uid": "u",
    "controller": True,
}
REVISION: Object = {
    "apiVersion": "apps/v1",
    "kind": "ControllerRevision",
    "metadata": {"name": "db-1"},
    "revision": 1,
    "data": {"spec": {}},
}


def test_columns(admit: Admit) -> None:
    cells = [
        [column.cell(found, NOW) for column in controller_revisions.KIND.columns]
        for found in (
            admit(REVISION)[0],
            admit({**REVISION, "metadata": {"name": "db-1", "ownerReferences": [OWNER]}})[0],
        )
    ]
    assert cells == [["<none>", "1"], ["statefulset.apps/db", "1"]]


def test_refusals(refusals: Refusals) -> None:
    assert refusals({**REVISION, "revision": -1, "data": None}) == [
        "data: Required value: data is mandatory",
        "revision: Invalid value: -1: must be greater than or equal to 0",
    ]
    assert refusals({**REVISION, "data": {"spec": 1}}, REVISION) == [
        'data: Invalid value: {"spec":1}: field is immutable'
    ]
    assert refusals({**REVISION, "revision": 2}, REVISION) == []
