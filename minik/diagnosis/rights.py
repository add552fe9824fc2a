"""What accounts may do, by the roles and bindings of a view; and which resources there are.

Upstream rule: rbac `RuleAllows`: a rule grants each of its verbs on each of its resources in each of
its groups.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from minik import schemas
from minik.diagnosis.view import View
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.object import Object

ALL_RIGHTS = ("cluster-admin",)
# What everybody may do, which is to ask what there is and what one may do.
FOR_ALL = ("system:basic-user", "system:discovery", "system:public-info-viewer")
BUILT_IN = ("admin", "edit", "view")


class Need(NamedTuple):
    """What a program does: a verb on a resource (`pods/log`) of a group, in a namespace ("": all)."""

    verb: str
    group: str
    resource: str
    namespace: str

    @property
    def title(self) -> str:
        """Return it in the words of the server: `list resource "pods" in API group ""`."""
        where = f'in the namespace "{self.namespace}"' if self.namespace else "at the cluster scope"
        return f'{self.verb} resource "{self.resource}" in API group "{self.group}" {where}'


class Resource(NamedTuple):
    """A built-in resource: its group, its plural and whether it lies in namespaces."""

    group: str
    plural: str
    namespaced: bool


@cache
def resources() -> Sequence[Resource]:
    """Return the built-in resources."""
    return [Resource(row["group"], row["plural"], row["namespaced"]) for row in schemas.catalog()]


@cache
def by_word() -> Mapping[str, Resource]:
    """Return the built-in resources by plural, by the kind in lower case, and by short name."""
    return {
        word: Resource(row["group"], row["plural"], row["namespaced"])
        for row in reversed(schemas.catalog())
        for word in (row["kind"].lower(), *row["short"], row["plural"])
    }


def groups_of(plural: str) -> list[str]:
    """Return the built-in groups that have a resource."""
    return [resource.group for resource in resources() if resource.plural == plural]


@cache
def groups() -> frozenset[str]:
    """Return the built-in groups, and the one from which they came."""
    return frozenset({resource.group for resource in resources()} | {"extensions"})


def subjects(binding: Object) -> Iterator[tuple[str, str, str]]:
    """Yield the subjects of a binding: kind, namespace and name."""
    for subject in binding.get("subjects") or ():
        kind = str(subject.get("kind"))
        namespace = subject.get("namespace") or objects.namespace(binding)
        yield kind, namespace if kind == "ServiceAccount" else "", str(subject.get("name"))


def bindings(view: View, namespace: str, account: str) -> list[Object]:
    """Return the bindings of a ServiceAccount and of the groups in which it is."""
    whom = [
        ("ServiceAccount", namespace, account),
        ("User", "", f"system:serviceaccount:{namespace}:{account}"),
        ("Group", "", "system:serviceaccounts"),
        ("Group", "", f"system:serviceaccounts:{namespace}"),
        ("Group", "", "system:authenticated"),
    ]
    return [
        binding
        for kind in ("RoleBinding", "ClusterRoleBinding")
        for subject in whom
        for binding in view.cluster.table(kind).index_by(subjects).get(subject, ())
    ]


def rules(view: View, binding: Object) -> Sequence[Mapping[str, Any]] | None:
    """Return the rules that a binding grants; None if its role is not known here."""
    reference = binding.get("roleRef") or {}
    kind, name = str(reference.get("kind")), str(reference.get("name"))
    if kind == "ClusterRole" and name in ALL_RIGHTS:
        return [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]
    if name in FOR_ALL:
        return []
    role = view.cluster.get(kind, objects.namespace(binding) if kind == "Role" else "", name)
    if role is None or role.get("aggregationRule") or kind == "ClusterRole" and name in BUILT_IN:
        return None
    found: Sequence[Mapping[str, Any]] = role.get("rules") or ()
    return found


def grants(rule: Mapping[str, Any], need: Need) -> bool:
    """Return whether a rule grants what is needed, be it for one object by its name."""
    main, _, part = need.resource.partition("/")
    wanted = {"*", need.resource, *([f"*/{part}"] if part else ())}
    return (
        bool({"*", need.verb} & set(rule.get("verbs") or ()))
        and bool({"*", need.group} & set(rule.get("apiGroups") or ()))
        and bool(wanted & set(rule.get("resources") or ()))
    )


def is_allowed(view: View, namespace: str, account: str, need: Need) -> bool | None:
    """Return whether an account may do what is needed; None if a role is not known here."""
    unknown = False
    for binding in bindings(view, namespace, account):
        if binding["kind"] == "RoleBinding" and objects.namespace(binding) != need.namespace:
            continue
        granted = rules(view, binding)
        if granted is None:
            unknown = True
        elif any(grants(rule, need) for rule in granted):
            return True
    return None if unknown else False
