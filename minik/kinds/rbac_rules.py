"""What roles and bindings allow. Upstream rules: the RBAC authorizer's `RulesFor` and `RuleAllows`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from minik.light_typing import Any, NamedTuple
from minik.model import names
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object, read

Rule = Mapping[str, Any]
MASTERS, AUTHENTICATED = "system:masters", "system:authenticated"
ANONYMOUS, UNAUTHENTICATED = "system:anonymous", "system:unauthenticated"
ACCOUNT = "system:serviceaccount:"
ACCOUNTS = "system:serviceaccounts"


class Subject(NamedTuple):
    """Who asks."""

    user: str
    groups: Sequence[str] = ()


class Request(NamedTuple):
    """What somebody would do: to a resource (`subresource` and `name` may be empty), or to a `path`."""

    verb: str
    group: str = ""
    resource: str = ""
    subresource: str = ""
    name: str = ""
    namespace: str = ""
    path: str = ""


ADMINISTRATOR = Subject("admin", (MASTERS,))


def subject_of(user: str, groups: Sequence[str] = ()) -> Subject:
    """Return a user with the groups that the server adds; nobody is both authenticated and not."""
    account = account_of(user)
    if account and not groups:
        groups = (ACCOUNTS, f"{ACCOUNTS}:{account[0]}")
    last = UNAUTHENTICATED if user == ANONYMOUS else AUTHENTICATED
    if UNAUTHENTICATED in groups:
        last = UNAUTHENTICATED
    return Subject(user, tuple(dict.fromkeys((*groups, last))))


def account_of(user: str) -> tuple[str, str] | None:
    """Return namespace and name of the ServiceAccount that a user name means, None for another user.

    Upstream rule: `serviceaccount.SplitUsername`.
    """
    parts = user.removeprefix(ACCOUNT).split(":")
    if not user.startswith(ACCOUNT) or len(parts) != 2:
        return None
    namespace, name = parts
    wrong = [*names.label(namespace), *names.subdomain(name)]
    return None if wrong else (namespace, name)


def is_allowed(cluster: Cluster, subject: Subject, request: Request) -> bool:
    """Return whether the roles of a cluster allow a request."""
    if MASTERS in subject.groups:
        return True
    return any(allows(rule, request) for rule in rules_of(cluster, subject, request.namespace))


def rules_of(cluster: Cluster, subject: Subject, namespace: str) -> Iterator[Rule]:
    """Yield the rules that apply to a subject: those of the whole cluster, and of a namespace."""
    for binding in cluster.of("ClusterRoleBinding"):
        if is_bound(binding, subject):
            yield from rules_of_role(cluster, binding, "")
    for binding in cluster.within("RoleBinding", namespace) if namespace else ():
        if is_bound(binding, subject):
            yield from rules_of_role(cluster, binding, namespace)


def rules_of_role(cluster: Cluster, binding: Object, namespace: str) -> Iterable[Rule]:
    """Return the rules of the role of a binding; none where the role is not there."""
    reference = binding.get("roleRef") or {}
    kind = str(reference.get("kind"))
    place = namespace if kind == "Role" else ""
    role = cluster.get(kind, place, str(reference.get("name")))
    return read(role, "rules", []) if role else ()


def is_bound(binding: Object, subject: Subject) -> bool:
    """Return whether a subject is one of a binding's."""
    for entry in binding.get("subjects") or ():
        kind, name = entry.get("kind"), entry.get("name")
        if kind == "User" and name == subject.user or kind == "Group" and name in subject.groups:
            return True
        namespace = entry.get("namespace") or objects.namespace(binding)
        if kind == "ServiceAccount" and subject.user == f"{ACCOUNT}{namespace}:{name}":
            return True
    return False


def allows(rule: Rule, request: Request) -> bool:
    """Return whether a rule allows a request."""
    if not has(rule, "verbs", request.verb):
        return False
    if request.path:
        return any(
            url in ("*", request.path)
            or url.endswith("*")
            and request.path.startswith(url.rstrip("*"))
            for url in rule.get("nonResourceURLs") or ()
        )
    names = rule.get("resourceNames") or ()
    return (
        has(rule, "apiGroups", request.group)
        and has_resource(rule, request)
        and (not names or request.name in names)
    )


def has(rule: Rule, field: str, value: str) -> bool:
    """Return whether a list of a rule holds a value, or all."""
    values = rule.get(field) or ()
    return "*" in values or value in values


def has_resource(rule: Rule, request: Request) -> bool:
    """Return whether a rule is about a resource, or its subresource."""
    resource, part = request.resource, request.subresource
    whole = f"{resource}/{part}" if part else resource
    resources = rule.get("resources") or ()
    return "*" in resources or whole in resources or bool(part) and f"*/{part}" in resources
