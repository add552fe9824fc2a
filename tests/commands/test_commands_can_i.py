"""`auth can-i --as`: what the roles and bindings of the cluster allow."""

from pathlib import Path

import pytest
from typing_in import Terminal

ROLES = """
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader, namespace: default}
rules:
- {apiGroups: [""], resources: [pods, pods/log], verbs: [get, list]}
- {apiGroups: [apps], resources: ["*"], verbs: ["*"]}
- {apiGroups: [""], resources: [configmaps], resourceNames: [one], verbs: [update]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: prober}
rules:
- {nonResourceURLs: [/healthz, /logs/*], verbs: [get]}
- {apiGroups: [""], resources: [nodes], verbs: [list]}
- {apiGroups: ["*"], resources: ["*/scale"], verbs: [patch]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: readers, namespace: default}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects:
- {kind: User, name: ann, apiGroup: rbac.authorization.k8s.io}
- {kind: Group, name: staff, apiGroup: rbac.authorization.k8s.io}
- {kind: ServiceAccount, name: robot, namespace: default}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: probers}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: prober}
subjects: [{kind: User, name: ann, apiGroup: rbac.authorization.k8s.io}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: lost}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: gone}
subjects: [{kind: User, name: bob, apiGroup: rbac.authorization.k8s.io}]
"""


@pytest.fixture
def cluster(terminal: Terminal) -> Terminal:
    """A cluster with roles."""
    Path("roles.yaml").write_text(ROLES)
    terminal("minik apply -f roles.yaml")
    terminal("minik create namespace shop")
    return terminal


ROBOT = "--as=system:serviceaccount:default:robot"
# What is asked, and whether it is allowed.
QUESTIONS = {
    "get pods --as=ann": True,
    "get pods/any --as=ann": True,
    "get po --as=ann": True,
    "delete pods --as=ann": False,
    "get pods --as=ann -n shop": False,
    "get pods --as=ann -A": False,
    "get pods --subresource=log --as=ann": True,
    "get pods --subresource=exec --as=ann": False,
    "delete deployments --as=ann": True,
    "delete deployments.apps --as=ann": True,
    "delete jobs --as=ann": False,
    "update configmaps/one --as=ann": True,
    "update configmaps/two --as=ann": False,
    "update configmaps --as=ann": False,
    "list nodes --as=ann": True,
    "list nodes --as=eve": False,
    "patch replicasets --subresource=scale --as=ann -n shop": True,
    "get /healthz --as=ann": True,
    "get /logs/x --as=ann": True,
    "get /logs --as=ann": False,
    "get /metrics --as=ann": False,
    "post /healthz --as=ann": False,
    "get pods --as=eve --as-group=staff": True,
    "list nodes --as=eve --as-group=staff": False,
    f"get pods {ROBOT}": True,
    "get pods --as=system:serviceaccount:shop:robot": False,
    "list nodes --as=bob": False,
    "delete nodes --as=eve --as-group=system:masters": True,
    "delete nodes": True,
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_roles_of_the_cluster_answer(cluster: Terminal, question: str) -> None:
    answer = cluster(f"minik auth can-i {question}")
    allowed = QUESTIONS[question]
    assert (answer.exit, answer.out) == (int(not allowed), "yes\n" if allowed else "no\n")
    assert cluster(f"minik auth can-i {question} -q").out == ""


def test_what_is_allowed_is_listed(cluster: Terminal) -> None:
    shown = cluster("minik auth can-i --list --as=ann").out
    rows = [line.split() for line in shown.splitlines()]
    assert rows[0][0] == "Resources" and ["*.apps", "[]", "[]", "[*]"] in rows
    assert ["nodes", "[]", "[]", "[list]"] in rows and [
        "configmaps",
        "[]",
        "[one]",
        "[update]",
    ] in rows
    assert ["[/healthz", "/logs/*]", "[]", "[get]"] in rows
    elsewhere = cluster("minik auth can-i --list --as=ann -n shop --no-headers").out
    assert "*.apps" not in elsewhere and "nodes" in elsewhere


def test_groups_belong_to_a_user(cluster: Terminal) -> None:
    for line in ("--as-group=staff", "--as-uid=1"):
        assert "without impersonating a user" in cluster(f"minik auth can-i get pods {line}").err


@pytest.mark.parametrize(("user", "allowed"), [("ann", "true"), ("eve", "false")])
def test_a_review_is_answered_by_the_roles(cluster: Terminal, user: str, allowed: str) -> None:
    review = (
        "{apiVersion: authorization.k8s.io/v1, kind: SubjectAccessReview, spec: {user: %s, "
        "resourceAttributes: {namespace: default, verb: get, resource: pods}}}"
    )
    Path("review.yaml").write_text(review % user)
    assert f"allowed: {allowed}" in cluster("minik create -f review.yaml -o yaml").out
