"""Roles that a server obeys, and the audit log of which the least roles are made."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from api_process import Server
from minik_process import Process

from minik.client import needed_rights
from minik.errors import ClientError
from minik.serve.audit_log import AuditLog, version_in

PODS = "/api/v1/namespaces/default/pods"
BINDINGS = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings"
REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
JANE = {"impersonate-user": "jane"}
MAY_LIST = {"spec": {"resourceAttributes": {"verb": "list", "resource": "pods"}}}
VIEW: dict[str, Any] = {
    "metadata": {"name": "jane-views"},
    "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"},
    "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "jane"}],
}

ROLES = "/apis/rbac.authorization.k8s.io/v1/clusterroles"
EDITS_ROLES = {
    "metadata": {"name": "edits-roles"},
    "rules": [
        {
            "apiGroups": ["rbac.authorization.k8s.io"],
            "resources": ["clusterroles"],
            "verbs": ["create", "patch"],
        }
    ],
}
EDITS: dict[str, Any] = {
    **VIEW,
    "metadata": {"name": "jane-edits-roles"},
    "roleRef": {**VIEW["roleRef"], "name": "edits-roles"},
}


def test_roles_are_obeyed_and_what_was_done_is_written_down(tmp_path: Path) -> None:
    log = tmp_path / "audit.log"
    options = ("--in-memory", "--token", "t", "--authorization", "RBAC", "--audit", str(log))
    with Server(tmp_path, *options) as server:
        admin = {"authorization": "Bearer t"}

        def may_list() -> bool:
            answer = server.ask("POST", REVIEWS, MAY_LIST, **admin, **JANE)
            return bool(answer.body["status"]["allowed"])

        refused = server.ask("GET", PODS, **admin, **JANE)
        assert refused.status == 403 and refused.body["message"] == (
            'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the '
            'namespace "default"'
        )
        assert not may_list()
        assert server.ask("POST", BINDINGS, VIEW, **admin).status == 201
        granted = server.ask("POST", ROLES, EDITS_ROLES, **admin).status
        assert (granted, server.ask("POST", BINDINGS, EDITS, **admin).status) == (201, 201)
        rich = {"metadata": {"name": "rich"}, "rules": EDITS_ROLES["rules"]}
        everything = [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]
        assert server.ask("POST", ROLES, rich, **admin, **JANE).status == 201
        escalating = server.ask(
            "PATCH",
            f"{ROLES}/rich",
            {"rules": everything},
            content_type="application/merge-patch+json",
            **admin,
            **JANE,
        )
        assert escalating.status == 403 and escalating.body["message"].endswith(
            'is attempting to grant RBAC permissions not currently held:\n{APIGroups:["*"], '
            'Resources:["*"], Verbs:["*"]}'
        )
        assert server.ask("GET", PODS, **admin, **JANE).status == 200
        assert may_list()
        token = server.ask(
            "POST", "/api/v1/namespaces/default/serviceaccounts/default/token", {}, **admin
        ).body["status"]["token"]
        robot = {"authorization": f"Bearer {token}"}
        assert server.ask("GET", "/api", **robot).status == 200
        assert server.ask("GET", PODS, **robot).status == 403
        as_jane = server.ask("GET", PODS, **robot, **JANE)
        assert as_jane.status == 403 and 'cannot impersonate resource "users"' in str(as_jane.body)
        kept = server.ask("DELETE", "/api/v1/namespaces/default", **admin)
        assert (kept.status, "may not be deleted" in kept.body["message"]) == (403, True)
        assert server.stop() == 0
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    events = [json.loads(line) for line in log.read_text().splitlines()]
    decisions = [event["annotations"]["authorization.k8s.io/decision"] for event in events]
    assert decisions[-1] == "allow"  # it was admission that refused
    assert decisions.count("forbid") == 3 and token not in log.read_text()
    needs = needed_rights.parse_audit(log.read_text().splitlines(), "audit.log")
    cluster_role, _, role, _ = needed_rights.least_roles(needs, "jane", "jane")
    assert role["rules"] == [{"apiGroups": [""], "resources": ["pods"], "verbs": ["list"]}]
    assert cluster_role["rules"][0]["resources"] == ["selfsubjectaccessreviews"]


def test_a_word_that_is_no_way_to_authorize_is_refused(tmp_path: Path) -> None:
    status, said = Process(tmp_path).run("minik serve --authorization ABAC --listen 127.0.0.1:0")
    assert status == 1 and "--authorization must be RBAC or AlwaysAllow" in said


def test_a_log_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ClientError, match="cannot write the audit log"):
        AuditLog(str(tmp_path / "no" / "folder"))


@pytest.mark.parametrize(
    ("path", "version"),
    [
        ("/api/v1/pods?watch=1", "v1"),
        ("/apis/apps/v1/deployments", "apps/v1"),
        ("/api", ""),
        ("/", ""),
    ],
)
def test_a_path_names_a_version(path: str, version: str) -> None:
    assert version_in(path) == version
