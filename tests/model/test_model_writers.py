"""Who is presumed to have made an object that does not tell it."""

from typing import Any

import pytest
from objects import pod

from minik.model import writers


def owner(kind: str, *, controller: bool = True) -> dict[str, Any]:
    return {"kind": kind, "name": "o", **({"controller": True} if controller else {})}


@pytest.mark.parametrize(
    ("metadata", "maker"),
    [
        ({"ownerReferences": [owner("ReplicaSet")]}, "kube-controller-manager"),
        ({"ownerReferences": [owner("Node")]}, "kubelet"),
        (
            {"ownerReferences": [owner("Service", controller=False), owner("Job")]},
            "kube-controller-manager",
        ),
        ({"ownerReferences": [owner("ConfigMap", controller=False)]}, None),
        ({}, None),
        ({"ownerReferences": None}, None),
        ({"ownerReferences": [owner("ReplicaSet")], "managedFields": []}, None),
        (
            {"ownerReferences": [owner("ReplicaSet")], "managedFields": [{"manager": "me"}]},
            "me",
        ),
    ],
)
def test_the_owner_tells_who_made_an_object(metadata: dict[str, Any], maker: str | None) -> None:
    note = writers.note_of(writers.presumed(pod("p", metadata=metadata)))
    assert (note and note["manager"]) == maker
