"""What roles and bindings share. Upstream rules: rbac `validation.go`, kubectl's describers."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import product

from minik.errors import Problem
from minik.kinds import layout
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import check_choice, check_name, path_segment
from minik.light_typing import Any, NamedTuple
from minik.model import names
from minik.model.cluster import Draft
from minik.model.kind import Column
from minik.model.object import Object, labels
from minik.model.problem import invalid, not_supported, required

GROUP = "rbac.authorization.k8s.io"
SUBJECTS = ("ServiceAccount", "User", "Group")
Rule = Mapping[str, Any]


def rule_problems(path: str, rule: Rule, namespaced: bool) -> Iterator[Problem]:
    """Yield the problems of a rule: verbs on resources, or, if not namespaced, on URLs."""
    urls = rule.get("nonResourceURLs") or []
    if not rule.get("verbs"):
        yield required(f"{path}.verbs", "verbs must contain at least one value")
    if urls:
        if namespaced:
            yield invalid(
                f"{path}.nonResourceURLs",
                urls,
                "namespaced rules cannot apply to non-resource URLs",
            )
        if rule.get("apiGroups") or rule.get("resources") or rule.get("resourceNames"):
            yield invalid(
                f"{path}.nonResourceURLs",
                urls,
                "rules cannot apply to both regular resources and non-resource URLs",
            )
        return
    if not rule.get("apiGroups"):
        yield required(f"{path}.apiGroups", "resource rules must supply at least one api group")
    if not rule.get("resources"):
        yield required(f"{path}.resources", "resource rules must supply at least one resource")


def role_problems(role: Object, namespaced: bool) -> Iterator[Problem]:
    yield from metadata_problems(role, path_segment, namespaced)
    for index, rule in enumerate(role.get("rules") or ()):
        yield from rule_problems(f"rules[{index}]", rule, namespaced)


def without_escalation(
    obj: Object, old: Object | None, draft: Draft, plural: str, *, binds: bool = False
) -> Object:
    """Return a role or a binding; raise Forbidden if who writes it grants what they do not hold, where
    roles say what they may.
    """
    if draft.writer.judged:
        from minik.kinds import rbac_escalation  # noqa: PLC0415 only a server that obeys roles asks

        check = rbac_escalation.check_binding if binds else rbac_escalation.check_role
        check(obj, old, draft, plural)
    return obj


def default_binding(binding: Object) -> Object:
    """Return the binding with RBAC's API group filled in for its role, users and groups."""
    reference = binding.get("roleRef") or {}
    if not reference.get("apiGroup"):
        binding = {**binding, "roleRef": {**reference, "apiGroup": GROUP}}
    subjects = [
        {**subject, "apiGroup": GROUP}
        if subject.get("kind") in ("User", "Group") and not subject.get("apiGroup")
        else subject
        for subject in binding.get("subjects") or ()
    ]
    return (
        {**binding, "subjects": subjects}
        if subjects
        else {name: value for name, value in binding.items() if name != "subjects"}
    )


def binding_problems(binding: Object, namespaced: bool) -> Iterator[Problem]:
    """Yield the problems of a binding: its metadata, roleRef and subjects."""
    yield from metadata_problems(binding, path_segment, namespaced)
    reference = binding.get("roleRef") or {}
    if reference.get("apiGroup") != GROUP:
        yield not_supported("roleRef.apiGroup", reference.get("apiGroup") or "", (GROUP,))
    yield from check_choice(
        "roleRef.kind",
        reference.get("kind") or "",
        ("Role", "ClusterRole") if namespaced else ("ClusterRole",),
    )
    if not reference.get("name"):
        yield required("roleRef.name")
    else:
        yield from check_name("roleRef.name", reference["name"], path_segment)
    for index, subject in enumerate(binding.get("subjects") or ()):
        yield from subject_problems(f"subjects[{index}]", subject, namespaced)


def subject_problems(path: str, subject: Rule, namespaced: bool) -> Iterator[Problem]:
    """Yield the problems of a subject: a user, a group or a service account."""
    kind, name, group = (subject.get(field) or "" for field in ("kind", "name", "apiGroup"))
    if not name:
        yield required(f"{path}.name")
    if kind == "ServiceAccount":
        if name:
            yield from check_name(f"{path}.name", name, names.subdomain)
        if group:
            yield not_supported(f"{path}.apiGroup", group, ("",))
        if not namespaced and not subject.get("namespace"):
            yield required(f"{path}.namespace")
    elif kind in SUBJECTS:
        if group != GROUP:
            yield not_supported(f"{path}.apiGroup", group, (GROUP,))
    else:
        yield not_supported(f"{path}.kind", kind, SUBJECTS)


ROLE_REFERENCE = (("APIGroup", "apiGroup"), ("Kind", "kind"), ("Name", "name"))


def binding_update_problems(new: Object, old: Object) -> Iterator[Problem]:
    """Yield the problems of an update: the roleRef may not change."""
    yield from metadata_update_problems(new, old)
    if new.get("roleRef") != old.get("roleRef"):
        reference = new.get("roleRef") or {}
        shown = {go: reference.get(name, "") for go, name in ROLE_REFERENCE}  # as Go's type has it
        yield invalid("roleRef", shown, "cannot change roleRef")


def role_column(binding: Object, _: datetime) -> str:
    reference = binding.get("roleRef") or {}
    return f"{reference.get('kind', '')}/{reference.get('name', '')}"


def subjects_column(kind: str, title: str) -> Column:
    """Return a wide column with the names of the subjects of one kind."""

    def cell(binding: Object, _: datetime) -> str:
        return ", ".join(
            subject_name(subject)
            for subject in binding.get("subjects") or ()
            if subject.get("kind") == kind
        )

    return Column(title, cell, True)


def subject_name(subject: Rule) -> str:
    """Return a subject as binding tables show it: `namespace/name` for a ServiceAccount."""
    name = subject.get("name", "")
    return (
        f"{subject.get('namespace', '')}/{name}"
        if subject.get("kind") == "ServiceAccount"
        else name
    )


BINDING_COLUMNS = (
    Column("ROLE", role_column),
    subjects_column("User", "USERS"),
    subjects_column("Group", "GROUPS"),
    subjects_column("ServiceAccount", "SERVICEACCOUNTS"),
)


def description_head(obj: Object) -> list[str]:
    """Return the first lines of a description; those of RBAC leave out the namespace."""
    return [
        f"Name:\t{obj['metadata']['name']}",
        *layout.label_lines("Labels", labels(obj)),
        *layout.annotation_lines("Annotations", obj["metadata"].get("annotations")),
    ]


class Permission(NamedTuple):
    """The verbs on one resource or one URL. The order of the fields is the order of sorting."""

    verbs: list[str]
    group: str = ""
    resource: str = ""
    name: str = ""
    url: str = ""


def role_description(role: Object) -> str:
    """Upstream rule: kubectl's `RoleDescriber` and `ClusterRoleDescriber`."""
    lines = [
        *description_head(role),
        "PolicyRule:",
        *layout.indent(
            layout.table_head("Resources", "Non-Resource URLs", "Resource Names", "Verbs")
        ),
    ]
    return "\n".join(
        [*lines, *layout.indent(map(permission_line, permissions(role.get("rules") or ())))]
    )


def permissions(rules: Sequence[Rule]) -> list[Permission]:
    """Return the verbs on each resource and name, and each verb on each URL, sorted."""
    by_resource: dict[tuple[str, str, str], Permission] = {}
    urls = []
    for rule in rules:
        urls += [
            Permission([verb], url=url)
            for url in rule.get("nonResourceURLs") or ()
            for verb in rule.get("verbs") or ()
        ]
        for key in product(
            rule.get("apiGroups") or (),
            rule.get("resources") or (),
            rule.get("resourceNames") or ("",),
        ):
            verbs = by_resource.setdefault(key, Permission([], *key)).verbs
            verbs += [verb for verb in rule.get("verbs") or () if verb not in verbs]
    return sorted((*urls, *by_resource.values()), key=go_text)


def go_text(permission: Permission) -> str:
    """Return a permission as Go prints it, the key by which permissions are sorted."""
    group, resources = ("" if permission.url else permission.group), permission.resource
    return (
        f"Verbs:[{' '.join(permission.verbs)}],APIGroups:[{group}],Resources:[{resources}],ResourceNames:[{permission.name}],"
        f"NonResourceURLs:[{permission.url}],"
    )


def qualified_resource(resource: str, group: str) -> str:
    """Return a resource with its group: `deployments.apps/scale`."""
    plain, slash, sub = resource.partition("/")
    return plain + (f".{group}" if group else "") + slash + sub


def permission_line(permission: Permission) -> str:
    return "\t".join(
        (
            qualified_resource(permission.resource, permission.group),
            f"[{permission.url}]",
            f"[{permission.name}]",
            f"[{' '.join(permission.verbs)}]",
        )
    )


def binding_description(binding: Object) -> str:
    """Upstream rule: kubectl's `RoleBindingDescriber` and `ClusterRoleBindingDescriber`."""
    reference = binding.get("roleRef") or {}
    lines = [
        *description_head(binding),
        "Role:",
        f"  Kind:\t{reference.get('kind', '')}",
        f"  Name:\t{reference.get('name', '')}",
        "Subjects:",
        *layout.indent(layout.table_head("Kind", "Name", "Namespace")),
    ]
    rows = (
        "\t".join(subject.get(field) or "" for field in ("kind", "name", "namespace"))
        for subject in binding.get("subjects") or ()
    )
    return "\n".join([*lines, *layout.indent(rows)])
