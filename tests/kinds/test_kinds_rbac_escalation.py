"""Who may grant what: roles and bindings that give away more than their writer holds."""

from datetime import UTC, datetime
from typing import Any

import pytest

from minik.bootstrap import new_cluster
from minik.errors import MinikError
from minik.intake import registry
from minik.kinds import kind_of_key
from minik.model.cluster import Cluster
from minik.model.object import key
from minik.model.settings import DEFAULT
from minik.model.writing import Identity, Writer

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
API = "rbac.authorization.k8s.io/v1"
JANE = Identity("jane", ("devs", "system:authenticated"))
START = 'user "jane" (groups=["devs" "system:authenticated"]) is attempting to grant RBAC '
READ = {"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"]}
READ_LOGS = {"apiGroups": [""], "resources": ["*/log"], "verbs": ["get"]}


def role(name: str, *rules: Any, kind: str = "Role", **fields: Any) -> dict[str, Any]:
    place = {"namespace": "default"} if kind == "Role" else {}
    return {
        "apiVersion": API,
        "kind": kind,
        "metadata": {"name": name, **place},
        "rules": list(rules),
        **fields,
    }


def binding(name: str, kind: str, to: str, subject: str = "jane") -> dict[str, Any]:
    return {
        "apiVersion": API,
        "kind": "RoleBinding",
        "metadata": {"name": name, "namespace": "default"},
        "roleRef": {"apiGroup": API.partition("/")[0], "kind": kind, "name": to},
        "subjects": [{"kind": "User", "name": subject, "apiGroup": API.partition("/")[0]}],
    }


def write(
    cluster: Cluster, obj: dict[str, Any], who: Identity | None, *, judged: bool = True
) -> Cluster:
    """Return the cluster once somebody has created or replaced an object."""
    draft = cluster.draft(writer=Writer("tester", "", who, judged=judged))
    kind = kind_of_key(obj["kind"])
    old = draft.get(*key(obj))
    if old is None:
        registry.create(draft, kind, kind.default(obj))
    else:
        registry.update(draft, kind, old, kind.default(obj))
    return draft.cluster()


@pytest.fixture
def cluster() -> Cluster:
    """A cluster in which jane reads pods and the logs of everything, in one namespace."""
    made = new_cluster.create_cluster(DEFAULT, NOW)
    reviews = {"apiGroups": ["authentication.k8s.io"], "resources": ["selfsubjectreviews"]}
    made = write(made, role("reviews", {**reviews, "verbs": ["create"]}, kind="ClusterRole"), None)
    made = write(made, role("reads", READ, READ_LOGS), None)
    return write(made, binding("jane-reads", "Role", "reads"), None)


@pytest.mark.parametrize(
    ("obj", "lacking"),
    [
        (role("r", READ), ()),
        (role("r", {**READ, "resourceNames": ["one"]}), ()),
        (role("r", {"apiGroups": [""], "resources": ["pods/log"], "verbs": ["get"]}), ()),
        (
            role("r", {**READ, "verbs": ["get", "delete", "watch"]}),
            ('{APIGroups:[""], Resources:["pods"], Verbs:["delete" "watch"]}',),
        ),
        (
            role("r", {**READ, "apiGroups": ["apps", "*"], "verbs": ["get"]}),
            (
                '{APIGroups:["*"], Resources:["pods"], Verbs:["get"]}',
                '{APIGroups:["apps"], Resources:["pods"], Verbs:["get"]}',
            ),
        ),
        (
            role("r", {**READ, "resources": ["secrets"], "resourceNames": ["a"]}),
            ('{APIGroups:[""], Resources:["secrets"], ResourceNames:["a"], Verbs:["get" "list"]}',),
        ),
        (
            role("r", {"nonResourceURLs": ["/metrics"], "verbs": ["get"]}, kind="ClusterRole"),
            ('{NonResourceURLs:["/metrics"], Verbs:["get"]}',),
        ),
        (binding("b", "Role", "reads", "joe"), ()),
        (
            binding("b", "ClusterRole", "reviews", "joe"),
            (
                '{APIGroups:["authentication.k8s.io"], Resources:["selfsubjectreviews"], Verbs:["create"]}',
            ),
        ),
    ],
)
def test_nobody_grants_what_they_do_not_hold(
    cluster: Cluster, obj: dict[str, Any], lacking: tuple[str, ...]
) -> None:
    if not lacking:
        write(cluster, obj, JANE)
        return
    with pytest.raises(MinikError) as caught:
        write(cluster, obj, JANE)
    plural = f"{obj['kind'].lower()}s"
    told = "\n".join(lacking)
    assert (caught.value.code, caught.value.message) == (
        403,
        f'{plural}.rbac.authorization.k8s.io "{obj["metadata"]["name"]}" is forbidden: '
        f"{START}permissions not currently held:\n{told}",
    )
    write(cluster, obj, JANE, judged=False)  # where roles are not obeyed
    write(cluster, obj, None)  # the administrator holds everything


@pytest.mark.parametrize(
    ("verb", "resource", "obj"),
    [
        ("escalate", "roles", role("r", {**READ, "verbs": ["*"]})),
        ("bind", "clusterroles", binding("b", "ClusterRole", "cluster-admin", "joe")),
    ],
)
def test_whoever_may_escalate_or_bind_grants_anything(
    cluster: Cluster, verb: str, resource: str, obj: dict[str, Any]
) -> None:
    may = role(
        "may", {"apiGroups": [API.partition("/")[0]], "resources": [resource], "verbs": [verb]}
    )
    allowed = write(write(cluster, may, None), binding("jane-may", "Role", "may"), None)
    write(allowed, obj, JANE)
    with pytest.raises(MinikError):
        write(cluster, obj, JANE)


def test_a_role_that_nobody_changes_may_be_written_again(cluster: Cluster) -> None:
    rich = role("rich", {**READ, "verbs": ["*"]})
    owned = {**rich, "metadata": {**rich["metadata"], "finalizers": ["example.com/x"]}}
    made = write(cluster, rich, None)
    write(made, owned, JANE)
    with pytest.raises(MinikError):
        write(made, {**rich, "metadata": {**rich["metadata"], "labels": {"a": "b"}}}, JANE)


def test_a_role_that_is_not_there_cannot_be_bound(cluster: Cluster) -> None:
    with pytest.raises(MinikError) as caught:
        write(cluster, binding("b", "Role", "nothing"), JANE)
    assert (caught.value.code, caught.value.message) == (
        404,
        'role.rbac.authorization.k8s.io "nothing" not found',
    )


def test_only_a_cluster_admin_aggregates(cluster: Cluster) -> None:
    rule = {"clusterRoleSelectors": [{"matchLabels": {"a": "b"}}]}
    with pytest.raises(MinikError) as caught:
        write(cluster, role("r", kind="ClusterRole", aggregationRule=rule), JANE)
    assert caught.value.message.endswith(
        "is forbidden: must have cluster-admin privileges to use an aggregationRule"
    )
