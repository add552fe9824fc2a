"""What roles and their bindings have in common. Upstream rules: rbac `validation.go`, and the describers of kubectl."""
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import product
from typing import Any, NamedTuple

from minik.errors import Problem
from minik.kinds import _layout
from minik.kinds._metadata import metadata_problems
from minik.kinds._rules import among, named, path_segment
from minik.model import names
from minik.model.kind import Column
from minik.model.object import Object, labels
from minik.model.problem import invalid, not_supported, required

GROUP = "rbac.authorization.k8s.io"
SUBJECTS = ("ServiceAccount", "User", "Group")
Rule = Mapping[str, Any]


def rule_problems(path: str, rule: Rule, namespaced: bool) -> Iterator[Problem]:
    """A rule allows some verbs, either on resources or on URLs; a namespace has no URLs."""
    urls = rule.get("nonResourceURLs") or []
    if not rule.get("verbs"):
        yield required(f"{path}.verbs", "verbs must contain at least one value")
    if urls:
        if namespaced:
            yield invalid(f"{path}.nonResourceURLs", urls, "namespaced rules cannot apply to non-resource URLs")
        if rule.get("apiGroups") or rule.get("resources") or rule.get("resourceNames"):
            yield invalid(f"{path}.nonResourceURLs", urls, "rules cannot apply to both regular resources and non-resource URLs")
        return
    if not rule.get("apiGroups"):
        yield required(f"{path}.apiGroups", "resource rules must supply at least one api group")
    if not rule.get("resources"):
        yield required(f"{path}.resources", "resource rules must supply at least one resource")


def role_problems(role: Object, namespaced: bool) -> Iterator[Problem]:
    yield from metadata_problems(role, path_segment, namespaced)
    for index, rule in enumerate(role.get("rules") or ()):
        yield from rule_problems(f"rules[{index}]", rule, namespaced)


def default_binding(binding: Object) -> Object:
    """Roles, users and groups belong to RBAC's own group of the API."""
    reference = binding.get("roleRef") or {}
    if not reference.get("apiGroup"):
        binding = {**binding, "roleRef": {**reference, "apiGroup": GROUP}}
    subjects = [{**one, "apiGroup": GROUP} if one.get("kind") in ("User", "Group") and not one.get("apiGroup") else one
                for one in binding.get("subjects") or ()]
    return {**binding, "subjects": subjects} if subjects else {name: value for name, value in binding.items() if name != "subjects"}


def binding_problems(binding: Object, namespaced: bool) -> Iterator[Problem]:
    """A binding: to what role, and whose."""
    yield from metadata_problems(binding, path_segment, namespaced)
    reference = binding.get("roleRef") or {}
    if reference.get("apiGroup") != GROUP:
        yield not_supported("roleRef.apiGroup", reference.get("apiGroup") or "", (GROUP,))
    yield from among("roleRef.kind", reference.get("kind") or "", ("Role", "ClusterRole") if namespaced else ("ClusterRole",))
    if not reference.get("name"):
        yield required("roleRef.name")
    else:
        yield from named("roleRef.name", reference["name"], path_segment)
    for index, subject in enumerate(binding.get("subjects") or ()):
        yield from subject_problems(f"subjects[{index}]", subject, namespaced)


def subject_problems(path: str, subject: Rule, namespaced: bool) -> Iterator[Problem]:
    """A user, a group or a service account."""
    kind, name, group = (subject.get(field) or "" for field in ("kind", "name", "apiGroup"))
    if not name:
        yield required(f"{path}.name")
    if kind == "ServiceAccount":
        if name:
            yield from named(f"{path}.name", name, names.subdomain)
        if group:
            yield not_supported(f"{path}.apiGroup", group, ("",))
        if not namespaced and not subject.get("namespace"):
            yield required(f"{path}.namespace")
    elif kind in SUBJECTS:
        if group != GROUP:
            yield not_supported(f"{path}.apiGroup", group, (GROUP,))
    else:
        yield not_supported(f"{path}.kind", kind, SUBJECTS)


def binding_update_problems(new: Object, old: Object) -> Iterator[Problem]:
    """Whom a binding binds may change, to what it binds them may not."""
    if new.get("roleRef") != old.get("roleRef"):
        yield invalid("roleRef", new.get("roleRef"), "cannot change roleRef")


def role_column(binding: Object, _: datetime) -> str:
    reference = binding.get("roleRef") or {}
    return f"{reference.get('kind', '')}/{reference.get('name', '')}"


def subjects_column(kind: str, title: str) -> Column:
    """The names of the subjects of one kind."""
    def cell(binding: Object, _: datetime) -> str:
        return ", ".join(whole(one) for one in binding.get("subjects") or () if one.get("kind") == kind)
    return Column(title, cell, True)


def whole(subject: Rule) -> str:
    name = subject.get("name", "")
    return f"{subject.get('namespace', '')}/{name}" if subject.get("kind") == "ServiceAccount" else name


BINDING_COLUMNS = (Column("ROLE", role_column), subjects_column("User", "USERS"), subjects_column("Group", "GROUPS"),
                   subjects_column("ServiceAccount", "SERVICEACCOUNTS"))


def described(obj: Object) -> list[str]:
    """The head of a description; RBAC's leave the namespace out."""
    return [f"Name:\t{obj['metadata']['name']}", *_layout.labels("Labels", labels(obj)),
            *_layout.annotations("Annotations", obj["metadata"].get("annotations"))]


class Permission(NamedTuple):
    """What may be done with one resource, or one URL: the fields stand in the order by which they are sorted."""

    verbs: list[str]
    group: str = ""
    resource: str = ""
    name: str = ""
    url: str = ""


def role_description(role: Object) -> str:
    lines = [*described(role), "PolicyRule:", *_layout.indented(_layout.ruled("Resources", "Non-Resource URLs", "Resource Names", "Verbs"))]
    return "\n".join([*lines, *_layout.indented(map(permission_line, permissions(role.get("rules") or ())))])


def permissions(rules: Sequence[Rule]) -> list[Permission]:
    """The rules taken apart, a resource (and name) each with all its verbs; a URL has a line for every verb."""
    found: dict[tuple[str, str, str], Permission] = {}
    urls = []
    for rule in rules:
        urls += [Permission([verb], url=url) for url in rule.get("nonResourceURLs") or () for verb in rule.get("verbs") or ()]
        for piece in product(rule.get("apiGroups") or (), rule.get("resources") or (), rule.get("resourceNames") or ("",)):
            verbs = found.setdefault(piece, Permission([], *piece)).verbs
            verbs += [verb for verb in rule.get("verbs") or () if verb not in verbs]
    return sorted((*urls, *found.values()), key=written)


def written(one: Permission) -> str:
    """A permission as Go prints it: so they are sorted."""
    group, resources = ("" if one.url else one.group), one.resource
    return (f"Verbs:[{' '.join(one.verbs)}],APIGroups:[{group}],Resources:[{resources}],ResourceNames:[{one.name}],"
            f"NonResourceURLs:[{one.url}],")


def combined(resource: str, group: str) -> str:
    """`deployments.apps/scale`."""
    plain, slash, sub = resource.partition("/")
    return plain + (f".{group}" if group else "") + slash + sub


def permission_line(one: Permission) -> str:
    return "\t".join((combined(one.resource, one.group), f"[{one.url}]", f"[{one.name}]", f"[{' '.join(one.verbs)}]"))


def binding_description(binding: Object) -> str:
    reference = binding.get("roleRef") or {}
    lines = [*described(binding), "Role:", f"  Kind:\t{reference.get('kind', '')}", f"  Name:\t{reference.get('name', '')}", "Subjects:",
             *_layout.indented(_layout.ruled("Kind", "Name", "Namespace"))]
    rows = ("\t".join(one.get(field) or "" for field in ("kind", "name", "namespace")) for one in binding.get("subjects") or ())
    return "\n".join([*lines, *_layout.indented(rows)])
