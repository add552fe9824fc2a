"""What an API server makes in a new cluster."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from minik.bootstrap import first_objects, new_cluster
from minik.controllers import settle
from minik.intake.parsing import Document
from minik.intake.verdicts import judge
from minik.model.cluster import Cluster
from minik.model.object import Object, key
from minik.model.settings import DEFAULT

NOW = datetime(2026, 11, 30, tzinfo=UTC)
MADE = list(first_objects.make(NOW))
WHOLE = DEFAULT._replace(disabled_admission_plugins=())


@pytest.fixture(scope="module")
def cluster() -> Cluster:
    return settle(new_cluster.create_cluster(WHOLE, NOW, whole=True))


def test_there_are_as_many_of_each_kind_as_in_a_real_cluster() -> None:
    assert Counter(obj["kind"] for obj in MADE) == {
        "ClusterRole": 68,
        "ClusterRoleBinding": 49,
        "Role": 7,
        "RoleBinding": 7,
        "PriorityClass": 2,
        "PriorityLevelConfiguration": 8,
        "FlowSchema": 13,
    }
    assert len({key(obj) for obj in MADE}) == len(MADE)


@pytest.mark.parametrize("obj", MADE, ids=lambda obj: "/".join(key(obj)))
def test_a_server_would_take_it(obj: Object) -> None:
    verdict = judge(Document(obj, "", 0), new_cluster.create_cluster(DEFAULT, NOW))
    assert verdict.error is None


def test_what_roles_bindings_and_schemas_name_is_there(cluster: Cluster) -> None:
    for kind in ("ClusterRoleBinding", "RoleBinding"):
        for binding in cluster.of(kind):
            reference = binding["roleRef"]
            namespace = binding["metadata"].get("namespace", "")
            assert cluster.get(
                reference["kind"] + ".rbac.authorization.k8s.io", namespace, reference["name"]
            ) or cluster.get(reference["kind"], namespace, reference["name"])
    levels = {
        obj["metadata"]["name"] for obj in MADE if obj["kind"] == "PriorityLevelConfiguration"
    }
    used = {
        obj["spec"]["priorityLevelConfiguration"]["name"]
        for obj in MADE
        if obj["kind"] == "FlowSchema"
    }
    assert used == levels


def test_flow_schemas_find_their_levels(cluster: Cluster) -> None:
    for schema in cluster.of("FlowSchema.flowcontrol.apiserver.k8s.io") or cluster.of("FlowSchema"):
        assert schema["status"]["conditions"][0]["reason"] == "Found"


RULES: list[tuple[str, Object]] = [
    (
        ":pods,nodes:R",
        {"apiGroups": [""], "resources": ["nodes", "pods"], "verbs": ["get", "list", "watch"]},
    ),
    (
        "E",
        {
            "apiGroups": ["", "events.k8s.io"],
            "resources": ["events"],
            "verbs": ["create", "patch", "update"],
        },
    ),
    (
        "a.b:x:get:n,m",
        {"apiGroups": ["a.b"], "resourceNames": ["n", "m"], "resources": ["x"], "verbs": ["get"]},
    ),
    ("url:/healthz,/api/*:get", {"nonResourceURLs": ["/api/*", "/healthz"], "verbs": ["get"]}),
]


@pytest.mark.parametrize(("text", "rule"), RULES)
def test_a_rule(text: str, rule: Object) -> None:
    assert first_objects.policy_rules(text) == [rule]


@pytest.mark.parametrize(
    ("word", "subject"),
    [
        (
            "system:masters",
            {"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "system:masters"},
        ),
        (
            "user:system:x",
            {"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "system:x"},
        ),
        ("account:x", {"kind": "ServiceAccount", "name": "x", "namespace": "kube-system"}),
    ],
)
def test_a_subject(word: str, subject: Object) -> None:
    assert first_objects.subject(word) == subject


def test_admin_edit_and_view_allow_what_their_parts_allow(cluster: Cluster) -> None:
    rules = {role["metadata"]["name"]: role["rules"] for role in cluster.of("ClusterRole")}
    assert rules["view"] == rules["system:aggregate-to-view"]
    for rule in rules["view"]:
        assert rule in rules["edit"] and rule in rules["admin"]
    assert len(rules["admin"]) > len(rules["edit"]) > len(rules["view"])


def test_a_cluster_without_accounts_does_without(cluster: Cluster) -> None:
    bare = settle(new_cluster.create_cluster(DEFAULT, NOW, whole=True))
    assert not bare.of("ClusterRole") and cluster.of("ClusterRole")
