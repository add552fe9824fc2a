"""Roles from verbs and resources."""

from collections.abc import Callable, Sequence

from minik.errors import ClientError, Unanswered
from minik.model.object import Object

VERBS = (
    "get",
    "delete",
    "list",
    "create",
    "update",
    "patch",
    "watch",
    "proxy",
    "deletecollection",
    "use",
    "bind",
    "escalate",
    "impersonate",
)
PATH_VERBS = ("get", "post", "put", "delete", "patch", "head", "options", "*")
RBAC = "rbac.authorization.k8s.io"
# Verbs that mean something for these resources only.
SPECIAL = {
    "use": {
        ("", "podsecuritypolicies"),
        ("policy", "podsecuritypolicies"),
        ("extensions", "podsecuritypolicies"),
    },
    "bind": {(RBAC, "roles"), (RBAC, "clusterroles")},
    "escalate": {(RBAC, "roles"), (RBAC, "clusterroles")},
    "impersonate": {
        ("", "users"),
        ("", "serviceaccounts"),
        ("", "groups"),
        ("authentication.k8s.io", "userextras"),
    },
}
# word and group of a resource → group and plural, or nothing
Lookup = Callable[[str], tuple[str, str] | None]


def build_role(
    name: str,
    verbs: Sequence[str],
    resources: Sequence[str],
    resource_names: Sequence[str],
    lookup: Lookup,
) -> Object:
    """Build a Role; raise ClientError if verbs or resources are missing."""
    unique_verbs = distinct_verbs(verbs)
    if not unique_verbs:
        raise ClientError("at least one verb must be specified")
    if not resources:
        raise ClientError("at least one resource must be specified")
    role_rules = rules(unique_verbs, resources, resource_names, lookup)
    return {
        "apiVersion": f"{RBAC}/v1",
        "kind": "Role",
        "metadata": {"name": name},
        "rules": role_rules,
    }


def build_cluster_role(
    name: str,
    verbs: Sequence[str],
    resources: Sequence[str],
    resource_names: Sequence[str],
    paths: Sequence[str],
    aggregated: Sequence[str],
    lookup: Lookup,
) -> Object:
    """Build a ClusterRole, with rules or with an aggregationRule that selects other roles."""
    base: Object = {"apiVersion": f"{RBAC}/v1", "kind": "ClusterRole", "metadata": {"name": name}}
    if aggregated:
        if verbs or resources or resource_names or paths:
            raise ClientError(
                "aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames"
            )
        return {
            **base,
            "aggregationRule": {
                "clusterRoleSelectors": [{"matchLabels": dict(map(_parse_pair, aggregated))}]
            },
            "rules": None,
        }
    unique_verbs = distinct_verbs(verbs)
    if not unique_verbs:
        raise ClientError("at least one verb must be specified")
    if not resources and not paths:
        raise ClientError("one of resource or nonResourceURL must be specified")
    role_rules = rules(unique_verbs, resources, resource_names, lookup) if resources else []
    return {
        **base,
        "rules": [
            *role_rules,
            *(
                [{"verbs": unique_verbs, "nonResourceURLs": _check_paths(unique_verbs, paths)}]
                if paths
                else []
            ),
        ],
    }


def distinct_verbs(verbs: Sequence[str]) -> list[str]:
    """Drop duplicate verbs; `*` stands for all."""
    return ["*"] if "*" in verbs else list(dict.fromkeys(verbs))


def unusual_verbs(verbs: Sequence[str]) -> list[str]:
    """Return the verbs that are not standard for resources."""
    return [verb for verb in distinct_verbs(verbs) if verb not in (*VERBS, "*")]


def rules(
    verbs: Sequence[str], resources: Sequence[str], names: Sequence[str], lookup: Lookup
) -> list[Object]:
    """Build the rules of a role, one per API group."""
    groups: dict[str, list[str]] = {}
    for text in ["*"] if "*" in resources else resources:
        group, resource = _resolve_resource(text, verbs, lookup)
        groups.setdefault(group, []).append(resource)
    optional = {"resourceNames": list(dict.fromkeys(names))} if names else {}
    return [
        {
            "apiGroups": [group],
            "resources": list(dict.fromkeys(resources)),
            "verbs": list(verbs),
            **optional,
        }
        for group, resources in sorted(groups.items())
    ]


def _resolve_resource(text: str, verbs: Sequence[str], lookup: Lookup) -> tuple[str, str]:
    plain, _, part = text.partition("/")
    word, _, group = plain.partition(".")
    if not word:
        raise ClientError("resource must be specified if apiGroup/subresource specified")
    resolved = lookup(plain) if word != "*" else (group, word)
    special = [verb for verb in verbs if verb in SPECIAL and word != "*"]
    for verb in special:
        if (resolved or (group, word)) not in SPECIAL[verb]:
            target = resolved or (group, word)
            raise ClientError(f"can not perform '{verb}' on '{target[1]}' in group '{target[0]}'")
    if resolved is None and not special:
        raise Unanswered(
            f'the server doesn\'t have a resource type "{word}"'
            + (f' in group "{group}"' if group else "")
        )
    resolved_group, plural = resolved or (group, word)
    return resolved_group, f"{plural}/{part}" if part else plural


def _check_paths(verbs: Sequence[str], paths: Sequence[str]) -> list[str]:
    for verb in verbs:
        if verb not in PATH_VERBS:
            raise ClientError(f"invalid verb: '{verb}' for nonResourceURL")
    for path in paths:
        if path != "*" and not path.startswith("/"):
            raise ClientError("nonResourceURL should start with /")
        if "*" in path[:-1]:
            raise ClientError(
                "nonResourceURL only supports wildcard matches when '*' is at the end"
            )
    return list(dict.fromkeys(paths))


def _parse_pair(text: str) -> tuple[str, str]:
    key, _, value = text.partition("=")
    return key, value
