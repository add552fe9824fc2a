"""The revisions of a workload, from what it controls."""

from typing import Any

import pytest
import stage

from minik.kinds import kind_of_key
from minik.model.object import Object
from minik.workloads.rollout_history import revisions_of

TEMPLATE = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": []}}


def owned(kind: str, name: str, uid: str = "u", **fields: Any) -> Object:
    owner = {"apiVersion": "apps/v1", "kind": "X", "name": "web", "uid": uid, "controller": True}
    annotations = fields.pop("annotations", {})
    metadata = {"name": name, "namespace": "default", "uid": f"uid-{name}"}
    return {
        "apiVersion": "apps/v1",
        "kind": kind,
        "metadata": {**metadata, "ownerReferences": [owner], "annotations": annotations},
        **fields,
    }


def replica_set(name: str, number: str, cause: str = "", uid: str = "u") -> Object:
    annotations = {"deployment.kubernetes.io/revision": number}
    if cause:
        annotations["kubernetes.io/change-cause"] = cause
    template = {**TEMPLATE, "metadata": {"labels": {"from": name}}}
    return owned("ReplicaSet", name, uid, annotations=annotations, spec={"template": template})


def controller_revision(name: str, number: int) -> Object:
    template = {**TEMPLATE, "metadata": {"labels": {"from": name}}, "$patch": "replace"}
    return owned("ControllerRevision", name, revision=number, data={"spec": {"template": template}})


@pytest.mark.parametrize(
    ("kind", "others", "expected"),
    [
        (
            "Deployment",
            [
                replica_set("b", "10", "scaled"),
                replica_set("a", "9"),
                replica_set("x", "1", uid="v"),
            ],
            [(9, "", "a"), (10, "scaled", "b")],
        ),
        (
            "Deployment",
            [replica_set("a", "none"), replica_set("b", "2")],
            [(0, "", "a"), (2, "", "b")],
        ),
        ("Deployment", [controller_revision("a", 1)], []),
        (
            "StatefulSet",
            [controller_revision("b", 2), controller_revision("a", 1)],
            [(1, "", "a"), (2, "", "b")],
        ),
        ("DaemonSet", [controller_revision("a", 7), replica_set("b", "1")], [(7, "", "a")]),
    ],
)
def test_the_revisions_of_a_workload(
    kind: str, others: list[Object], expected: list[tuple[int, str, str]]
) -> None:
    owner = {"kind": kind, "metadata": {"name": "web", "namespace": "default", "uid": "u"}}
    draft = stage.new(workers=0).draft()
    for obj in others:
        draft.put(obj)
    found = revisions_of(draft.cluster(), kind_of_key(kind), owner)
    assert [
        (one.number, one.cause, one.template["metadata"]["labels"]["from"]) for one in found
    ] == expected
    assert not any("$patch" in one.template for one in found)
