"""What becomes of an owner that is being deleted, and of what it owns."""

from typing import Any

import pytest
import stage

from minik.controllers import garbage_collector
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object

AGES_AGO = "2026-01-01T00:00:00Z"


def config_map(name: str, *owners: Object, **metadata: Any) -> Object:
    references = {"ownerReferences": list(owners)} if owners else {}
    place = {"name": name, "namespace": "default", "uid": f"uid-{name}"}
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {**place, **references, **metadata},
    }


def owned_by(name: str, **fields: Any) -> Object:
    return {"apiVersion": "v1", "kind": "ConfigMap", "name": name, "uid": f"uid-{name}", **fields}


def holding(*found: Object) -> Cluster:
    draft = stage.new(workers=0).draft()
    for obj in found:
        draft.put(obj)
    return draft.cluster()


def said(changes: Any) -> list[str]:
    """Return changes as text: what is deleted, and the owners and finalizers of what is put."""
    return [
        f"delete {change.key.name}"
        if hasattr(change, "key")
        else " ".join(
            [
                f"put {objects.name(change.object)}",
                *(owner["name"] for owner in change.object["metadata"].get("ownerReferences", [])),
                *change.object["metadata"].get("finalizers", []),
            ]
        )
        for change in changes
    ]


BLOCKING, FREE = owned_by("owner", blockOwnerDeletion=True), owned_by("owner")
WAITING: dict[str, tuple[list[str], list[Object], list[str]]] = {
    "orphans are released, then the owner": (
        ["orphan"],
        [config_map("a", FREE), config_map("b", FREE, owned_by("other"))],
        ["put a", "put b other", "put owner"],
    ),
    "nothing is owned": (["orphan"], [], ["put owner"]),
    "other finalizers stay": (["orphan", "x/y"], [], ["put owner x/y"]),
    "orphaning comes before deletion": (
        ["foregroundDeletion", "orphan"],
        [config_map("a", BLOCKING)],
        ["put a", "put owner foregroundDeletion"],
    ),
    "who blocks goes first": (
        ["foregroundDeletion"],
        [config_map("a", BLOCKING), config_map("b", FREE)],
        ["delete a", "delete b"],
    ),
    "who does not block does not hold": (
        ["foregroundDeletion"],
        [config_map("b", FREE)],
        ["delete b", "put owner"],
    ),
    "who goes already is not deleted again, and still blocks": (
        ["foregroundDeletion"],
        [config_map("a", BLOCKING, deletionTimestamp=AGES_AGO)],
        [],
    ),
    "who goes already and does not block": (
        ["foregroundDeletion"],
        [config_map("b", FREE, deletionTimestamp=AGES_AGO)],
        ["put owner"],
    ),
    "another finalizer is another's": (["x/y"], [config_map("a", BLOCKING)], []),
}


@pytest.mark.parametrize(("finalizers", "dependents", "expected"), WAITING.values(), ids=WAITING)
def test_an_owner_waits(
    finalizers: list[str], dependents: list[Object], expected: list[str]
) -> None:
    owner = config_map("owner", deletionTimestamp=AGES_AGO, finalizers=finalizers)
    cluster = holding(owner, *dependents)
    assert said(garbage_collector.waiting_owner_changes(cluster, owner)) == expected


ABSENT: dict[str, tuple[Object, list[str]]] = {
    "its only owner is not there": (config_map("a", owned_by("gone")), ["delete a"]),
    "it is being deleted already": (
        config_map("a", owned_by("gone"), deletionTimestamp=AGES_AGO),
        [],
    ),
    "one of two owners is there": (
        config_map("a", owned_by("gone"), owned_by("owner")),
        ["put a owner"],
    ),
    "all owners are there": (config_map("a", owned_by("owner")), []),
    "an owner of that name, but another": (
        config_map("a", {**owned_by("owner"), "uid": "another"}),
        ["delete a"],
    ),
}


@pytest.mark.parametrize(("obj", "expected"), ABSENT.values(), ids=ABSENT)
def test_an_object_whose_owners_are_not_there(obj: Object, expected: list[str]) -> None:
    cluster = holding(config_map("owner"), obj)
    assert said(garbage_collector.absent_owner_changes(cluster, obj)) == expected


GONE: dict[str, tuple[Object, list[str]]] = {
    "its owner was deleted": (config_map("a", owned_by("gone")), ["delete a"]),
    "another owner stays": (config_map("a", owned_by("gone"), owned_by("owner")), ["put a owner"]),
    "it is being deleted already": (
        config_map("a", owned_by("gone"), deletionTimestamp=AGES_AGO),
        [],
    ),
}


@pytest.mark.parametrize(("obj", "expected"), GONE.values(), ids=GONE)
def test_an_object_whose_owner_goes(obj: Object, expected: list[str]) -> None:
    cluster = holding(config_map("owner"), obj)
    assert said(garbage_collector.dependent_changes(cluster, obj, {"uid-gone"})) == expected
