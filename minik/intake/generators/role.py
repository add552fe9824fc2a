"""Roles from verbs and resources."""
from collections.abc import Callable, Sequence

from minik.errors import ClientError
from minik.model.object import Object

VERBS = ("get", "delete", "list", "create", "update", "patch", "watch", "proxy", "deletecollection", "use", "bind", "escalate",
         "impersonate")
PATH_VERBS = ("get", "post", "put", "delete", "patch", "head", "options", "*")
RBAC = "rbac.authorization.k8s.io"
# Verbs that mean something for these resources only.
SPECIAL = {
    "use": {("", "podsecuritypolicies"), ("policy", "podsecuritypolicies"), ("extensions", "podsecuritypolicies")},
    "bind": {(RBAC, "roles"), (RBAC, "clusterroles")},
    "escalate": {(RBAC, "roles"), (RBAC, "clusterroles")},
    "impersonate": {("", "users"), ("", "serviceaccounts"), ("", "groups"), ("authentication.k8s.io", "userextras")},
}
# word and group of a resource → group and plural, or nothing
Lookup = Callable[[str], tuple[str, str] | None]


def role(name: str, verbs: Sequence[str], resources: Sequence[str], resource_names: Sequence[str], lookup: Lookup) -> Object:
    """What may be done within a namespace."""
    wanted = distinct(verbs)
    if not wanted:
        raise ClientError("at least one verb must be specified")
    if not resources:
        raise ClientError("at least one resource must be specified")
    found = rules(wanted, resources, resource_names, lookup)
    return {"apiVersion": f"{RBAC}/v1", "kind": "Role", "metadata": {"name": name}, "rules": found}


def cluster_role(name: str, verbs: Sequence[str], resources: Sequence[str], resource_names: Sequence[str], paths: Sequence[str],
                 aggregated: Sequence[str], lookup: Lookup) -> Object:
    """What may be done everywhere; or what other roles, chosen by label, allow together."""
    made: Object = {"apiVersion": f"{RBAC}/v1", "kind": "ClusterRole", "metadata": {"name": name}}
    if aggregated:
        if verbs or resources or resource_names or paths:
            raise ClientError("aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames")
        return {**made, "aggregationRule": {"clusterRoleSelectors": [{"matchLabels": dict(map(_pair, aggregated))}]}, "rules": None}
    wanted = distinct(verbs)
    if not wanted:
        raise ClientError("at least one verb must be specified")
    if not resources and not paths:
        raise ClientError("one of resource or nonResourceURL must be specified")
    found = rules(wanted, resources, resource_names, lookup) if resources else []
    return {**made, "rules": [*found, *([{"verbs": wanted, "nonResourceURLs": _paths(wanted, paths)}] if paths else [])]}


def distinct(verbs: Sequence[str]) -> list[str]:
    """Every verb once; `*` is all of them."""
    return ["*"] if "*" in verbs else list(dict.fromkeys(verbs))


def unusual(verbs: Sequence[str]) -> list[str]:
    """Verbs that resources are not usually asked for."""
    return [verb for verb in distinct(verbs) if verb not in (*VERBS, "*")]


def rules(verbs: Sequence[str], resources: Sequence[str], names: Sequence[str], lookup: Lookup) -> list[Object]:
    """One rule a group of resources."""
    groups: dict[str, list[str]] = {}
    for text in ["*"] if "*" in resources else resources:
        group, resource = _resource(text, verbs, lookup)
        groups.setdefault(group, []).append(resource)
    optional = {"resourceNames": list(dict.fromkeys(names))} if names else {}
    return [{"apiGroups": [group], "resources": list(dict.fromkeys(resources)), "verbs": list(verbs), **optional}
            for group, resources in sorted(groups.items())]


def _resource(text: str, verbs: Sequence[str], lookup: Lookup) -> tuple[str, str]:
    plain, _, part = text.partition("/")
    word, _, group = plain.partition(".")
    if not word:
        raise ClientError("resource must be specified if apiGroup/subresource specified")
    found = lookup(plain) if word != "*" else (group, word)
    special = [verb for verb in verbs if verb in SPECIAL and word != "*"]
    for verb in special:
        if (found or (group, word)) not in SPECIAL[verb]:
            here = found or (group, word)
            raise ClientError(f"can not perform '{verb}' on '{here[1]}' in group '{here[0]}'")
    if found is None and not special:
        raise ClientError(f'the server doesn\'t have a resource type "{word}"' + (f' in group "{group}"' if group else ""))
    of, plural = found or (group, word)
    return of, f"{plural}/{part}" if part else plural


def _paths(verbs: Sequence[str], paths: Sequence[str]) -> list[str]:
    for verb in verbs:
        if verb not in PATH_VERBS:
            raise ClientError(f"invalid verb: '{verb}' for nonResourceURL")
    for path in paths:
        if path != "*" and not path.startswith("/"):
            raise ClientError("nonResourceURL should start with /")
        if "*" in path[:-1]:
            raise ClientError("nonResourceURL only supports wildcard matches when '*' is at the end")
    return list(dict.fromkeys(paths))


def _pair(text: str) -> tuple[str, str]:
    key, _, value = text.partition("=")
    return key, value
