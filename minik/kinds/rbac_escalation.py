"""Nobody grants rights that they do not hold themselves, unless they may `escalate` or `bind`.

Upstream rules: `registry/rbac/*/policybased/storage.go`, `registry/rbac/validation/rule.go`,
component-helpers `rbac/validation` `Covers`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from minik.errors import Forbidden, NotFound
from minik.kinds import rbac_rules
from minik.kinds.rbac_rules import Request, Rule, Subject
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.object import Object
from minik.model.problem import quote
from minik.model.writing import Identity

GROUP = "rbac.authorization.k8s.io"
FIELDS = (
    ("APIGroups", "apiGroups"),
    ("Resources", "resources"),
    ("NonResourceURLs", "nonResourceURLs"),
    ("ResourceNames", "resourceNames"),
    ("Verbs", "verbs"),
)
COLLECTED = ("ownerReferences", "finalizers", "resourceVersion", "managedFields")
EVERYTHING: Sequence[Rule] = (
    {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]},
    {"nonResourceURLs": ["*"], "verbs": ["*"]},
)
NO_AGGREGATION = "must have cluster-admin privileges to use an aggregationRule"


def check_role(role: Object, old: Object | None, draft: Draft, plural: str) -> None:
    """Raise Forbidden for a role with rights that its writer does not hold and may not grant."""
    who, cluster = _writer(draft), draft.cluster()
    namespace = objects.namespace(role)
    asked = Request("escalate", GROUP, plural, "", objects.name(role), namespace)
    if _only_collected(role, old) or rbac_rules.is_allowed(cluster, who, asked):
        return
    subject = f'{plural}.{GROUP} "{objects.name(role)}"'
    held = list(rbac_rules.rules_of(cluster, who, namespace))
    _check(held, role.get("rules") or (), who, subject)
    aggregates = role.get("aggregationRule") or (old or {}).get("aggregationRule")
    if aggregates and any(missing(held, EVERYTHING)):
        raise Forbidden(f"{subject} is forbidden: {NO_AGGREGATION}")


def check_binding(binding: Object, old: Object | None, draft: Draft, plural: str) -> None:
    """Raise Forbidden for a binding to a role with rights that its writer does not hold and may not
    grant, NotFound where the role is not there.
    """
    who, cluster = _writer(draft), draft.cluster()
    namespace = objects.namespace(binding)
    reference = binding.get("roleRef") or {}
    kind, name = str(reference.get("kind")), str(reference.get("name"))
    asked = Request("bind", GROUP, f"{kind.lower()}s", "", name, namespace)
    if _only_collected(binding, old) or rbac_rules.is_allowed(cluster, who, asked):
        return
    role = cluster.get(kind, namespace if kind == "Role" else "", name)
    if role is None:
        error = NotFound(f'{kind.lower()}.{GROUP} "{name}" not found')
        error.details = {"name": name, "group": GROUP, "kind": kind.lower()}
        raise error
    held = list(rbac_rules.rules_of(cluster, who, namespace))
    subject = f'{plural}.{GROUP} "{objects.name(binding)}"'
    _check(held, role.get("rules") or (), who, subject)


def _writer(draft: Draft) -> Subject:
    who: Identity | None = draft.writer.identity
    return Subject(who.user, who.groups) if who else rbac_rules.ADMINISTRATOR


def _only_collected(obj: Object, old: Object | None) -> bool:
    """Return whether nothing but what a garbage collector changes is another than before."""
    if old is None:
        return False
    one, other = (
        {
            **part,
            "metadata": {
                name: value for name, value in part["metadata"].items() if name not in COLLECTED
            },
        }
        for part in (obj, old)
    )
    return one == other


def _check(held: Sequence[Rule], granted: Iterable[Rule], who: Subject, subject: str) -> None:
    """Raise Forbidden for rules that those which are held do not cover."""
    lacking = list(compact(missing(held, granted)))
    if lacking:
        groups = " ".join(map(quote, who.groups))
        told = "\n".join(sorted({description(rule) for rule in lacking}))
        raise Forbidden(
            f"{subject} is forbidden: user {quote(who.user)} (groups=[{groups}]) is attempting to "
            f"grant RBAC permissions not currently held:\n{told}"
        )


def missing(held: Sequence[Rule], granted: Iterable[Rule]) -> Iterator[Rule]:
    """Yield the single rights of rules that none of those which are held covers."""
    for rule in granted:
        for right in rights(rule):
            if not any(covers(owned, right) for owned in held):
                yield right


def rights(rule: Rule) -> Iterator[Rule]:
    """Yield the single rights of a rule: one verb on one resource, or on one path."""
    verbs, names = rule.get("verbs") or (), rule.get("resourceNames") or ()
    for group in rule.get("apiGroups") or ():
        for resource in rule.get("resources") or ():
            for verb in verbs:
                right = {"apiGroups": [group], "resources": [resource], "verbs": [verb]}
                if names:
                    yield from ({**right, "resourceNames": [name]} for name in names)
                else:
                    yield right
    for url in rule.get("nonResourceURLs") or ():
        for verb in verbs:
            yield {"nonResourceURLs": [url], "verbs": [verb]}


def covers(owned: Rule, right: Rule) -> bool:
    """Return whether a rule holds a single right."""
    if not _has_all(owned, right, "verbs"):
        return False
    if right.get("nonResourceURLs"):
        urls = owned.get("nonResourceURLs") or ()
        return all(any(_holds_path(url, path) for url in urls) for path in right["nonResourceURLs"])
    names = owned.get("resourceNames") or ()
    wanted = right.get("resourceNames") or ()
    return (
        _has_all(owned, right, "apiGroups")
        and all(_holds_resource(owned, resource) for resource in right["resources"])
        and (not names or bool(wanted) and set(wanted) <= set(names))
    )


def _has_all(owned: Rule, right: Rule, field: str) -> bool:
    return all(rbac_rules.has(owned, field, value) for value in right[field])


def _holds_path(url: str, path: str) -> bool:
    return url in ("*", path) or url.endswith("*") and path.startswith(url.rstrip("*"))


def _holds_resource(owned: Rule, resource: str) -> bool:
    resources = owned.get("resources") or ()
    part = resource.partition("/")[2]
    return "*" in resources or resource in resources or bool(part) and f"*/{part}" in resources


def compact(found: Iterable[Rule]) -> Iterator[Rule]:
    """Yield rights, those on the same resource with all their verbs as one rule."""
    simple: dict[tuple[str, ...], dict[str, Any]] = {}
    for right in found:
        if right.get("nonResourceURLs"):
            yield right
            continue
        names = right.get("resourceNames") or ()
        key = (right["apiGroups"][0], right["resources"][0], *names)
        known = simple.setdefault(key, {**right, "verbs": []})
        known["verbs"] += right["verbs"]
    yield from simple.values()


def description(rule: Mapping[str, Any]) -> str:
    """Return a rule on one line, as refusals name it."""
    parts = (
        f"{title}:[{' '.join(map(quote, rule[field]))}]"
        for title, field in FIELDS
        if rule.get(field)
    )
    return "{" + ", ".join(parts) + "}"
