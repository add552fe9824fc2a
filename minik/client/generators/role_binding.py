"""Bindings of roles to users, groups and service accounts."""

from collections.abc import Iterator, Sequence

from minik.errors import ClientError
from minik.model.object import Object

RBAC = "rbac.authorization.k8s.io"


def build_role_binding(
    name: str, role: str, cluster_role: str, subjects: Sequence[Object]
) -> Object:
    """Build a RoleBinding to a Role or a ClusterRole."""
    if bool(role) == bool(cluster_role):
        raise ClientError("exactly one of clusterrole or role must be specified")
    return _build_binding(
        "RoleBinding", name, "Role" if role else "ClusterRole", role or cluster_role, subjects
    )


def build_cluster_role_binding(name: str, cluster_role: str, subjects: Sequence[Object]) -> Object:
    """Build a ClusterRoleBinding."""
    return _build_binding("ClusterRoleBinding", name, "ClusterRole", cluster_role, subjects)


def _build_binding(
    kind: str, name: str, role_kind: str, role: str, subjects: Sequence[Object]
) -> Object:
    reference = {"apiGroup": RBAC, "kind": role_kind, "name": role}
    binding = {
        "apiVersion": f"{RBAC}/v1",
        "kind": kind,
        "metadata": {"name": name},
        "roleRef": reference,
    }
    return {**binding, "subjects": list(subjects)} if subjects else binding


def subjects(
    users: Sequence[str], groups: Sequence[str], accounts: Sequence[str]
) -> Iterator[Object]:
    """Yield subjects: users, then groups, then service accounts (`namespace:name`)."""
    for kind, names in (("User", users), ("Group", groups)):
        yield from ({"apiGroup": RBAC, "kind": kind, "name": name} for name in names)
    for account in accounts:
        namespace, colon, name = account.partition(":")
        if not colon or ":" in name or not namespace or not name:
            raise ClientError("serviceaccount must be <namespace>:<name>")
        yield {"kind": "ServiceAccount", "name": name, "namespace": namespace}
