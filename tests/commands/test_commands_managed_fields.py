"""--show-managed-fields: who wrote what, also of what controllers made."""

import json
from typing import Any

import pytest
from typing_in import Terminal

MAKER = ("kube-controller-manager", "Update", None)
KUBELET = ("kubelet", "Update", "status")
STATUS = ("kube-controller-manager", "Update", "status")


@pytest.fixture
def web(terminal: Terminal) -> Terminal:
    terminal("minik create deployment web --image=nginx")
    return terminal


def entries(terminal: Terminal, kind: str) -> list[Any]:
    (found,) = json.loads(terminal(f"minik get {kind} -o json --show-managed-fields").out)["items"]
    return list(found["metadata"]["managedFields"])


def managers(terminal: Terminal, kind: str) -> list[tuple[str, str, str | None]]:
    return [
        (entry["manager"], entry["operation"], entry.get("subresource"))
        for entry in entries(terminal, kind)
    ]


def test_controllers_wrote_what_they_made(web: Terminal) -> None:
    assert managers(web, "pods") == [MAKER, KUBELET]
    assert managers(web, "rs") == [MAKER, STATUS]
    made, status = entries(web, "pods")
    assert set(made["fieldsV1"]) == {"f:metadata", "f:spec"}
    assert "f:nodeName" not in made["fieldsV1"]["f:spec"]
    assert set(status["fieldsV1"]) == {"f:status"}


@pytest.mark.parametrize(
    ("output", "is_told"),
    [
        ("yaml", False),
        ("json", False),
        ("jsonpath={.items[*].metadata.managedFields[*].manager}", True),
        ("custom-columns=W:.items[*].metadata.managedFields[*].manager", False),
        ("custom-columns=W:.metadata.managedFields[*].manager", True),
    ],
)
def test_it_is_told_where_it_is_asked_for(web: Terminal, output: str, is_told: bool) -> None:
    out = web(f"minik get pods -o '{output}'").out
    assert ("kube-controller-manager" in out) is is_told


def test_who_changes_what_a_controller_made_is_another_writer(web: Terminal) -> None:
    web("minik label pods --all tier=front")
    assert managers(web, "pods") == [MAKER, ("kubectl-label", "Update", None), KUBELET]
    first, label, _ = entries(web, "pods")
    assert label["fieldsV1"] == {"f:metadata": {"f:labels": {"f:tier": {}}}}
    assert "f:tier" not in first["fieldsV1"]["f:metadata"]["f:labels"]


def test_what_a_controller_wrote_is_a_conflict(web: Terminal) -> None:
    name = web("minik get pods -o jsonpath={.items[0].metadata.name}").out
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}}
    for labels, status in (({"app": "other"}, 1), ({"tier": "front"}, 0)):
        text = json.dumps({**pod, "metadata": {"name": name, "labels": labels}})
        answer = web("minik apply --server-side -f -", text)
        assert answer.exit == status
        assert ('conflict with "kube-controller-manager"' in answer.err) is bool(status)
