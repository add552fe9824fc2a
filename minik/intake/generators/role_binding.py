"""Bindings of roles to users, groups and service accounts."""
from collections.abc import Iterator, Sequence

from minik.errors import ClientError
from minik.model.object import Object

RBAC = "rbac.authorization.k8s.io"


def role_binding(name: str, role: str, cluster_role: str, subjects: Sequence[Object]) -> Object:
    """Who may do, within a namespace, what a role allows."""
    if bool(role) == bool(cluster_role):
        raise ClientError("exactly one of clusterrole or role must be specified")
    return _binding("RoleBinding", name, "Role" if role else "ClusterRole", role or cluster_role, subjects)


def cluster_role_binding(name: str, cluster_role: str, subjects: Sequence[Object]) -> Object:
    """Who may do, everywhere, what a role allows."""
    return _binding("ClusterRoleBinding", name, "ClusterRole", cluster_role, subjects)


def _binding(kind: str, name: str, role_kind: str, role: str, subjects: Sequence[Object]) -> Object:
    reference = {"apiGroup": RBAC, "kind": role_kind, "name": role}
    made = {"apiVersion": f"{RBAC}/v1", "kind": kind, "metadata": {"name": name}, "roleRef": reference}
    return {**made, "subjects": list(subjects)} if subjects else made


def subjects(users: Sequence[str], groups: Sequence[str], accounts: Sequence[str]) -> Iterator[Object]:
    """Users, then groups, then service accounts (`namespace:name`)."""
    for kind, names in (("User", users), ("Group", groups)):
        yield from ({"apiGroup": RBAC, "kind": kind, "name": name} for name in names)
    for account in accounts:
        namespace, colon, name = account.partition(":")
        if not colon or ":" in name or not namespace or not name:
            raise ClientError("serviceaccount must be <namespace>:<name>")
        yield {"kind": "ServiceAccount", "name": name, "namespace": namespace}
