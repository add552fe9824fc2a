"""Roles and bindings brought up to what files say: what is added, what stays, what is told."""

from typing import Any

import pytest
from objects import build

from minik import kinds
from minik.bootstrap import new_cluster
from minik.client import reconciling
from minik.client.reconciling import Manner
from minik.intake.parsing import Document
from minik.model.cluster import Cluster
from minik.model.duration import parse_time
from minik.model.object import Object
from minik.model.settings import DEFAULT

NOW = parse_time("2026-11-23T08:00:00Z")
RBAC = "rbac.authorization.k8s.io"
ANNA = {"kind": "User", "apiGroup": RBAC, "name": "anna"}
BEN = {"kind": "ServiceAccount", "name": "ben", "namespace": "shop"}
PODS = {"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"]}


def role(*rules: Any, **metadata: Any) -> dict[str, Any]:
    version = f"{RBAC}/v1"
    return build("Role", "reader", "shop", version=version, metadata=metadata, rules=list(rules))


def binding(*subjects: Any, to: str = "reader") -> dict[str, Any]:
    reference = {"apiGroup": RBAC, "kind": "Role", "name": to}
    version = f"{RBAC}/v1"
    return build(
        "RoleBinding",
        "readers",
        "shop",
        version=version,
        roleRef=reference,
        subjects=list(subjects),
    )


UNION = Manner()


class Room:
    """A cluster that is reconciled with one document after another."""

    def __init__(self) -> None:
        self.cluster: Cluster = new_cluster.create_cluster(DEFAULT, NOW)

    def __call__(self, obj: Object, manner: Manner = UNION, *, pretends: bool = False) -> str:
        draft, told = self.cluster.draft(), list[str]()
        kind = kinds.kind_of_key(obj["kind"])
        document = Document(obj, "roles.yaml", 0)
        reconciling.reconcile(draft, kind, document, manner, told.append, pretends=pretends)
        self.cluster = draft.cluster()
        return "\n".join(told)

    def rules(self) -> list[Any]:
        return list((self.cluster.get("Role", "shop", "reader") or {})["rules"])

    def subjects(self) -> list[Any]:
        return list((self.cluster.get("RoleBinding", "shop", "readers") or {})["subjects"])


@pytest.fixture
def room() -> Room:
    return Room()


def test_a_role_that_is_not_there_is_made_with_its_namespace(room: Room) -> None:
    assert room(role(PODS)) == (
        "\treconciliation required create\n\tmissing rules added:\n"
        "\t\t{Verbs:[get list] APIGroups:[] Resources:[pods] ResourceNames:[] NonResourceURLs:[]}"
    )
    assert room.rules() == [PODS] and room.cluster.get("Namespace", "", "shop")
    assert room(role(PODS)) == ""


def test_what_is_missing_is_added_a_verb_at_a_time_and_the_rest_stays(room: Room) -> None:
    room(role(PODS, {**PODS, "resources": ["services"]}))
    said = room(role({**PODS, "verbs": ["get", "watch"]}))
    assert "update" in said and said.count("Verbs:") == 1
    assert room.rules() == [
        PODS,
        {**PODS, "resources": ["services"]},
        {**PODS, "verbs": ["watch"]},
    ]


def test_what_a_wider_rule_allows_is_not_missing(room: Room) -> None:
    room(role({"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}))
    assert room(role({**PODS, "resources": ["pods/log"], "resourceNames": ["a"]})) == ""
    assert room(role({"apiGroups": [""], "resources": ["*"], "verbs": ["*"]})) == ""


def test_a_rule_for_one_name_does_not_cover_all(room: Room) -> None:
    room(role({**PODS, "resourceNames": ["a"]}))
    assert "missing rules added" in room(role(PODS))


def test_what_is_too_much_is_removed_if_it_is_asked_for(room: Room) -> None:
    room(role(PODS))
    assert room(role({**PODS, "verbs": ["get"]})) == ""
    said = room(role({**PODS, "verbs": ["get"]}), Manner(removes_rules=True))
    assert "extra rules removed" in said and room.rules() == [{**PODS, "verbs": ["get"]}]


def test_a_role_that_opted_out_is_left_alone(room: Room) -> None:
    room(role(annotations={reconciling.AUTO_UPDATE: "false"}))
    assert "but object opted out (rbac.authorization.kubernetes.io/autoupdate: false)" in room(
        role(PODS)
    )
    assert room.rules() == []


def test_labels_are_added_and_those_that_are_there_stay(room: Room) -> None:
    room(role(labels={"a": "1"}))
    assert room(role(labels={"a": "2", "b": "2"})) == "\treconciliation required update"
    found = room.cluster.get("Role", "shop", "reader") or {}
    assert found["metadata"]["labels"] == {"a": "1", "b": "2"}


def test_subjects_are_added_and_with_the_option_removed(room: Room) -> None:
    room(binding(ANNA))
    assert room(binding({"kind": "User", "name": "anna"})) == ""
    assert "{Kind:ServiceAccount APIGroup: Name:ben Namespace:shop}" in room(binding(BEN))
    assert room.subjects() == [ANNA, BEN]
    assert "extra subjects removed" in room(binding(BEN), Manner(removes_subjects=True))
    assert room.subjects() == [BEN]


def test_a_binding_to_another_role_is_made_anew(room: Room) -> None:
    room(binding(ANNA))
    assert room(binding(BEN, to="writer")) == "\treconciliation required recreate"
    assert room.subjects() == [BEN]


def test_a_dry_run_tells_and_changes_nothing(room: Room) -> None:
    before = room.cluster
    assert "create" in room(role(PODS), pretends=True)
    assert room.cluster is before
