"""The least roles for what an audit log shows."""

import json
from typing import Any

import pytest

from minik.client import needed_rights
from minik.errors import ClientError

OPERATOR = "system:serviceaccount:shop:operator"
RBAC = "rbac.authorization.k8s.io"


def event(verb: str, user: str = OPERATOR, uri: str = "/apis", **what: Any) -> str:
    found = {"kind": "Event", "stage": "ResponseComplete", "verb": verb, "requestURI": uri}
    return json.dumps({**found, "user": {"username": user}, "objectRef": what or None})


LOG = [
    event("list", resource="pods", namespace="shop", apiVersion="v1"),
    event("watch", resource="pods", namespace="shop"),
    event("watch", resource="services", namespace="shop"),
    event("list", resource="services", namespace="shop"),
    event("update", resource="deployments", subresource="scale", apiGroup="apps", namespace="shop"),
    event("get", resource="namespaces", namespace="shop", name="shop"),
    event("get", uri="/apis?timeout=32s"),
    event("delete", user="jane", resource="nodes"),
    "",
]


def test_what_is_used_alike_shares_a_rule_and_a_namespace_has_a_role() -> None:
    needs = list(needed_rights.parse_audit(LOG, "audit.log"))
    cluster_role, _, role, binding = needed_rights.least_roles(needs, OPERATOR, "operator")
    assert cluster_role["kind"] == "ClusterRole" and cluster_role["rules"] == [
        {"apiGroups": [""], "resources": ["namespaces"], "verbs": ["get"]},
        {"nonResourceURLs": ["/apis"], "verbs": ["get"]},
    ]
    assert role["metadata"] == {"name": "operator", "namespace": "shop"} and role["rules"] == [
        {"apiGroups": [""], "resources": ["pods", "services"], "verbs": ["list", "watch"]},
        {"apiGroups": ["apps"], "resources": ["deployments/scale"], "verbs": ["update"]},
    ]
    assert binding["roleRef"] == {"apiGroup": RBAC, "kind": "Role", "name": "operator"}
    assert binding["subjects"] == [
        {"kind": "ServiceAccount", "name": "operator", "namespace": "shop"}
    ]


def test_somebody_who_was_impersonated_is_whose_rights_were_needed() -> None:
    line = json.loads(event("get", user="admin", resource="pods"))
    line["impersonatedUser"] = {"username": "jane"}
    [need] = needed_rights.parse_audit([json.dumps(line)], "audit.log")
    assert need.user == "jane"
    assert needed_rights.subject("jane") == {"apiGroup": RBAC, "kind": "User", "name": "jane"}


def test_a_request_counts_once_however_many_stages_are_logged() -> None:
    line = json.loads(event("get", resource="pods"))
    started = json.dumps({**line, "stage": "RequestReceived"})
    assert len(list(needed_rights.parse_audit([started, json.dumps(line)], "a"))) == 1


@pytest.mark.parametrize("line", ["{", "[]", "{}", '{"kind": "Pod"}', '{"kind": "Event"}', "1"])
def test_a_line_that_is_no_event_is_named(line: str) -> None:
    with pytest.raises(ClientError, match="log:2 is no line of an audit log"):
        list(needed_rights.parse_audit([LOG[0], line], "log"))


@pytest.mark.parametrize(
    ("user", "name"), [(OPERATOR, "operator"), ("jane", "jane"), ("Jane Doe", "observed")]
)
def test_roles_are_called_like_the_user(user: str, name: str) -> None:
    assert needed_rights.default_name(user) == name
