"""Roles and their bindings, of a namespace and of the cluster: rules, defaults, tables and
descriptions.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from minik.model.object import Object

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]
GROUP = "rbac.authorization.k8s.io"
PODS = {"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"]}


def role(*rules: Object, cluster: bool = False, name: str = "reader", **fields: Any) -> Object:
    return {
        "apiVersion": f"{GROUP}/v1",
        "kind": "ClusterRole" if cluster else "Role",
        "metadata": {"name": name},
        "rules": list(rules),
        **fields,
    }


def binding(*subjects: Object, cluster: bool = False, **reference: Any) -> Object:
    kind = "ClusterRoleBinding" if cluster else "RoleBinding"
    return {
        "apiVersion": f"{GROUP}/v1",
        "kind": kind,
        "metadata": {"name": "readers"},
        "subjects": list(subjects),
        "roleRef": {"kind": "ClusterRole", "name": "view", "apiGroup": GROUP, **reference},
    }


USER, TEAM = (
    {"kind": "User", "name": "jane", "apiGroup": GROUP},
    {"kind": "Group", "name": "dev", "apiGroup": GROUP},
)
ACCOUNT = {"kind": "ServiceAccount", "name": "builder", "namespace": "ci"}


def test_roles_users_and_groups_are_rbacs_own(admit: Admit) -> None:
    made, _ = admit(
        binding(
            {"kind": "User", "name": "jane"}, {"kind": "Group", "name": "dev"}, ACCOUNT, apiGroup=""
        )
    )
    assert made["roleRef"]["apiGroup"] == GROUP
    assert made["subjects"] == [USER, TEAM, ACCOUNT]
    assert "subjects" not in admit(binding())[0]


CASES: dict[str, tuple[Object, list[str]]] = {
    "a role": (role(PODS), []),
    "names of every sort": (role(PODS, name="system:a:B"), []),
    "but of one part": (
        role(name="a/b%"),
        [
            "metadata.name: Invalid value: \"a/b%\": may not contain '/'",
            "metadata.name: Invalid value: \"a/b%\": may not contain '%'",
        ],
    ),
    "a rule says something": (
        role({}),
        [
            "rules[0].verbs: Required value: verbs must contain at least one value",
            "rules[0].apiGroups: Required value: resource rules must supply at least one api group",
            "rules[0].resources: Required value: resource rules must supply at least one resource",
        ],
    ),
    "a namespace has no URLs": (
        role({"nonResourceURLs": ["/healthz"], "verbs": ["get"]}),
        [
            'rules[0].nonResourceURLs: Invalid value: ["/healthz"]: namespaced rules cannot apply to non-resource URLs'
        ],
    ),
    "a cluster has": (role({"nonResourceURLs": ["/healthz"], "verbs": ["get"]}, cluster=True), []),
    "but not with resources": (
        role({**PODS, "nonResourceURLs": ["/x"]}, cluster=True),
        [
            'rules[0].nonResourceURLs: Invalid value: ["/x"]: rules cannot apply to both regular resources and non-resource URLs'
        ],
    ),
    "what is put together has parts": (
        role(cluster=True, aggregationRule={}),
        [
            "aggregationRule.clusterRoleSelectors: Required value: at least one clusterRoleSelector required if aggregationRule is non-nil"
        ],
    ),
    "found by label": (
        role(cluster=True, aggregationRule={"clusterRoleSelectors": [{"matchLabels": {"a": "b"}}]}),
        [],
    ),
    "a binding": (binding(USER, TEAM, ACCOUNT), []),
    "of a role in the namespace": (binding(kind="Role"), []),
    "which a cluster has not": (
        binding(cluster=True, kind="Role"),
        ['roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"'],
    ),
    "of some role": (
        binding(kind="", name="", apiGroup="apps"),
        [
            f'roleRef.apiGroup: Unsupported value: "apps": supported values: "{GROUP}"',
            'roleRef.kind: Unsupported value: "": supported values: "Role", "ClusterRole"',
            "roleRef.name: Required value",
        ],
    ),
    "for somebody": (
        binding({}, {"kind": "Robot", "name": "r"}),
        [
            "subjects[0].name: Required value",
            'subjects[0].kind: Unsupported value: "": supported values: "ServiceAccount", "User", "Group"',
            'subjects[1].kind: Unsupported value: "Robot": supported values: "ServiceAccount", "User", "Group"',
        ],
    ),
    "accounts are of no group": (
        binding({**ACCOUNT, "apiGroup": GROUP}),
        [f'subjects[0].apiGroup: Unsupported value: "{GROUP}": supported values: ""'],
    ),
    "but of a namespace": (
        binding({"kind": "ServiceAccount", "name": "builder"}, cluster=True),
        ["subjects[0].namespace: Required value"],
    ),
    "users are of RBAC's": (
        binding({**USER, "apiGroup": "apps"}),
        [f'subjects[0].apiGroup: Unsupported value: "apps": supported values: "{GROUP}"'],
    ),
}


@pytest.mark.parametrize(("document", "reasons"), CASES.values(), ids=CASES)
def test_they_are_refused_for_all_that_is_wrong(
    refusals: Refusals, document: Object, reasons: list[str]
) -> None:
    assert refusals(document) == reasons


def test_whom_a_binding_binds_may_change(refusals: Refusals) -> None:
    assert refusals(binding(TEAM), binding(USER)) == []


def test_to_what_it_binds_them_may_not(refusals: Refusals) -> None:
    assert refusals(binding(name="edit"), binding()) == [
        f'roleRef: Invalid value: {{"APIGroup":"{GROUP}","Kind":"ClusterRole","Name":"edit"}}: cannot change roleRef'
    ]


def test_their_tables(cells: Callable[[Object], list[str]]) -> None:
    made = role(PODS)
    made["metadata"]["creationTimestamp"] = "2026-11-23T08:00:00Z"
    assert cells(made) == ["reader", "2026-11-23T08:00:00Z"]
    assert cells(binding(USER, TEAM, ACCOUNT, {**USER, "name": "joe"})) == [
        "ClusterRole/view",
        "jane, joe",
        "dev",
        "ci/builder",
    ]


def test_a_role_is_described_by_resource(described: Callable[..., str]) -> None:
    scale = {
        "apiGroups": ["apps", "extensions"],
        "resources": ["deployments/scale"],
        "resourceNames": ["web"],
        "verbs": ["update"],
    }
    urls = {"nonResourceURLs": ["/healthz", "/version"], "verbs": ["get"]}
    assert (
        described(role(scale, PODS, {**PODS, "verbs": ["watch", "get"]}, urls, cluster=True))
        == """\
Name:         reader
Labels:       <none>
Annotations:  <none>
PolicyRule:
  Resources                     Non-Resource URLs  Resource Names  Verbs
  ---------                     -----------------  --------------  -----
  pods                          []                 []              [get list watch]
                                [/healthz]         []              [get]
                                [/version]         []              [get]
  deployments.apps/scale        []                 [web]           [update]
  deployments.extensions/scale  []                 [web]           [update]
"""
    )


def test_a_binding_is_described(described: Callable[..., str]) -> None:
    assert (
        described(binding(USER, ACCOUNT))
        == """\
Name:         readers
Labels:       <none>
Annotations:  <none>
Role:
  Kind:  ClusterRole
  Name:  view
Subjects:
  Kind            Name     Namespace
  ----            ----     ---------
  User            jane    \x20
  ServiceAccount  builder  ci
"""
    )
