"""Roles and bindings brought up to what files say, without taking away what is there.

Upstream rule: kubectl `auth reconcile`, component-helpers `auth/rbac/reconciliation`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from minik import kinds
from minik.client.requests import Outcome
from minik.errors import ClientError
from minik.intake import registry
from minik.intake.parsing import Document
from minik.kinds import rbac_rules
from minik.kinds.rbac_rules import Request
from minik.light_typing import Any, NamedTuple, TypeAlias
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.go_values import format_value
from minik.model.kind import Kind
from minik.model.object import Object

Rule: TypeAlias = Mapping[str, Any]
GROUP = "rbac.authorization.k8s.io"
FORMER = (f"{GROUP}/v1beta1", f"{GROUP}/v1alpha1")  # what kubectl still reads
ROLES, BINDINGS = ("Role", "ClusterRole"), ("RoleBinding", "ClusterRoleBinding")
AUTO_UPDATE = "rbac.authorization.kubernetes.io/autoupdate"
CREATE, UPDATE, RECREATE = "create", "update", "recreate"
RULE_FIELDS = ("verbs", "apiGroups", "resources", "resourceNames", "nonResourceURLs")
SUBJECT_FIELDS = ("kind", "apiGroup", "name", "namespace")
SHOWN = {"apiGroups": "APIGroups", "apiGroup": "APIGroup", "nonResourceURLs": "NonResourceURLs"}


class Manner(NamedTuple):
    """Whether rules and subjects that no file has are removed."""

    removes_rules: bool = False
    removes_subjects: bool = False


class Step(NamedTuple):
    """What a role or a binding needs: an operation ("": nothing), the object as it is to be, and what was
    missing and what was too much in it.
    """

    operation: str
    object: Object
    missing: Sequence[Object] = ()
    extra: Sequence[Object] = ()


def reconcile(
    draft: Draft,
    kind: Kind,
    document: Document,
    manner: Manner,
    tell: Callable[[str], None],
    *,
    pretends: bool = False,
) -> Outcome | None:
    """Bring one role or binding up to a document, and tell what that took; None for other kinds.

    `pretends`: nothing is changed.
    """
    if kind.key not in (*ROLES, *BINDINGS):
        return None
    wanted: Object = document.value
    old = draft.get(kind.key, objects.namespace(wanted), objects.name(wanted))
    step = _step(kind, wanted, old, manner)
    is_protected = bool(old) and objects.annotations(old or {}).get(AUTO_UPDATE) == "false"
    stored = step.object
    if step.operation and not is_protected and not pretends:
        stored = carry_out(draft, kind, step, old)
    for line in lines(kind, step, manner, is_protected=is_protected):
        tell(line)
    return Outcome(kind, stored, "reconciled")


def check_version(document: Document) -> None:
    """Raise ClientError for a role or a binding in a version that is not v1."""
    kind, api_version = document.value.get("kind"), document.value.get("apiVersion")
    if kind in (*ROLES, *BINDINGS) and api_version in FORMER:
        version = objects.version(api_version)
        raise ClientError(f"only {GROUP}/v1 is supported: not *{version}.{kind}")


def carry_out(draft: Draft, kind: Kind, step: Step, old: Object | None) -> Object:
    """Create, update or replace an object; return it as it was stored."""
    namespace = objects.namespace(step.object)
    if step.operation == UPDATE and old is not None:
        return registry.update(draft, kind, old, step.object)[0]
    if old is not None:
        registry.delete(draft, kind, old, at_once=True)
    if namespace and draft.get("Namespace", "", namespace) is None:
        named = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}}
        registry.create(draft, kinds.kind_of_key("Namespace"), named)
    return registry.create(draft, kind, step.object)[0]


def _step(kind: Kind, wanted: Object, old: Object | None, manner: Manner) -> Step:
    is_role = kind.key in ROLES
    if old is None:
        return Step(CREATE, wanted, wanted.get("rules" if is_role else "subjects") or ())
    merged = with_marks(wanted, old)
    if is_role:
        return _role_step(wanted, old, merged, manner)
    if reference(wanted) != reference(old):
        return Step(RECREATE, wanted)
    return _binding_step(wanted, old, merged, manner)


def _role_step(wanted: Object, old: Object, merged: Object, manner: Manner) -> Step:
    known, asked = old.get("rules") or [], wanted.get("rules") or []
    missing, extra = uncovered(known, asked), uncovered(asked, known)
    if manner.removes_rules and (missing or extra):
        merged = {**merged, "rules": asked}
    elif missing:
        merged = {**merged, "rules": [*known, *missing]}
    if wanted.get("aggregationRule") and wanted["aggregationRule"] != old.get("aggregationRule"):
        merged = {**merged, "aggregationRule": wanted["aggregationRule"]}
    return Step(UPDATE if merged != old else "", merged, missing, extra)


def _binding_step(wanted: Object, old: Object, merged: Object, manner: Manner) -> Step:
    known, asked = old.get("subjects") or [], wanted.get("subjects") or []
    known_ones, asked_ones = list(map(subject, known)), list(map(subject, asked))
    missing = [one for one in asked if subject(one) not in known_ones]
    extra = [one for one in known if subject(one) not in asked_ones]
    if manner.removes_subjects and (missing or extra):
        merged = {**merged, "subjects": asked}
    elif missing:
        merged = {**merged, "subjects": [*known, *missing]}
    return Step(UPDATE if merged != old else "", merged, missing, extra)


def with_marks(wanted: Object, old: Object) -> Object:
    """Return the old object with the labels and annotations that only the wanted one has."""
    metadata = dict(old["metadata"])
    for field, marks in (("labels", objects.labels), ("annotations", objects.annotations)):
        both = {**marks(wanted), **marks(old)}
        if both != marks(old):
            metadata[field] = both
    return old if metadata == old["metadata"] else {**old, "metadata": metadata}


def reference(binding: Object) -> tuple[str, str, str]:
    """Return to which role a binding leads."""
    role = binding.get("roleRef") or {}
    return role.get("apiGroup") or GROUP, role.get("kind") or "", role.get("name") or ""


def subject(entry: Mapping[str, str]) -> tuple[str, ...]:
    """Return a subject with the group that the server gives it."""
    default = "" if entry.get("kind") == "ServiceAccount" else GROUP
    filled = {**entry, "apiGroup": entry.get("apiGroup") or default}
    return tuple(filled.get(field) or "" for field in SUBJECT_FIELDS)


def uncovered(rules: Sequence[Rule], asked: Sequence[Rule]) -> list[Object]:
    """Return the parts of rules, one verb of one resource each, that other rules do not allow."""
    parts = (part for rule in asked for part in parts_of(rule))
    return [
        part for part in parts if not any(rbac_rules.allows(rule, need(part)) for rule in rules)
    ]


def parts_of(rule: Rule) -> Iterator[Object]:
    """Yield a rule taken apart. Upstream rule: `validation.BreakdownRule`."""
    names = rule.get("resourceNames") or ()
    for group in rule.get("apiGroups") or ():
        for resource in rule.get("resources") or ():
            for verb in rule.get("verbs") or ():
                part = {"apiGroups": [group], "resources": [resource], "verbs": [verb]}
                yield from ({**part, "resourceNames": [name]} for name in names)
                yield from [] if names else [part]
    for url in rule.get("nonResourceURLs") or ():
        for verb in rule.get("verbs") or ():
            yield {"nonResourceURLs": [url], "verbs": [verb]}


def need(part: Object) -> Request:
    """Return the request that a part of a rule allows."""
    if part.get("nonResourceURLs"):
        return Request(part["verbs"][0], path=part["nonResourceURLs"][0])
    resource, _, subresource = part["resources"][0].partition("/")
    name = (part.get("resourceNames") or [""])[0]
    return Request(part["verbs"][0], part["apiGroups"][0], resource, subresource, name)


def lines(kind: Kind, step: Step, manner: Manner, *, is_protected: bool) -> Iterator[str]:
    """Yield what kubectl says below the line of an object."""
    if not step.operation:
        return
    caveat = f", but object opted out ({AUTO_UPDATE}: false)" if is_protected else ""
    yield f"\treconciliation required {step.operation}{caveat}"
    is_role = kind.key in ROLES
    what, fields = ("rules", RULE_FIELDS) if is_role else ("subjects", SUBJECT_FIELDS)
    removes = manner.removes_rules if is_role else manner.removes_subjects
    shown = [(f"missing {what} added", step.missing)]
    shown += [(f"extra {what} removed", step.extra)] if removes else []
    for title, parts in shown:
        if parts:
            yield f"\t{title}:"
        for part in parts:
            words = (f"{go_name(field)}:{shown_value(part, field, fields)}" for field in fields)
            yield f"\t\t{{{' '.join(words)}}}"


def go_name(field: str) -> str:
    """Return the name of a field in Go."""
    return SHOWN.get(field) or field[0].upper() + field[1:]


def shown_value(part: Object, field: str, fields: Sequence[str]) -> str:
    """Return a field's value as Go prints it: the lists of a rule in brackets, a subject's texts bare."""
    if fields is RULE_FIELDS:
        return f"[{' '.join(map(format_value, part.get(field) or ()))}]"
    return str(part.get(field) or "")
