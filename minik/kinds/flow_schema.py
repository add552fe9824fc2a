"""FlowSchemas: which priority level a request to the API server belongs to."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from minik.errors import Problem
from minik.kinds._columns import AGE, NAME
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import check_each, check_name, check_required_name
from minik.light_typing import Any
from minik.model import names
from minik.model.cluster import Draft
from minik.model.kind import Column, Kind
from minik.model.object import Object, fill, name, read
from minik.model.problem import forbidden, invalid, not_supported, required

Fields = Mapping[str, Any]
MOST_PRECEDENCE = 10000
DISTINGUISHERS = ("ByNamespace", "ByUser")
SUBJECTS = {"Group": "group", "ServiceAccount": "serviceAccount", "User": "user"}
VERBS = ("create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch")


def default(schema: Object) -> Object:
    return fill(schema, "spec.matchingPrecedence", 1000)


def prepare(schema: Object, old: Object | None, _: Draft) -> Object:
    """Return the FlowSchema with its old status, which only its controller writes."""
    return {**schema, "status": (old or {}).get("status") or {}}


def problems(schema: Object) -> Iterator[Problem]:
    yield from metadata_problems(schema, namespaced=False)
    precedence, method = (
        read(schema, "spec.matchingPrecedence", 0),
        read(schema, "spec.distinguisherMethod"),
    )
    if precedence <= 0:
        yield invalid("spec.matchingPrecedence", precedence, "must be a positive value")
    if precedence > MOST_PRECEDENCE:
        yield invalid(
            "spec.matchingPrecedence", precedence, f"must not be greater than {MOST_PRECEDENCE}"
        )
    if precedence == 1 and name(schema) != "exempt":
        yield invalid(
            "spec.matchingPrecedence",
            1,
            "only the schema named 'exempt' may have matchingPrecedence 1",
        )
    if method is not None and method.get("type") not in DISTINGUISHERS:
        yield not_supported(
            "spec.distinguisherMethod.type", {"Type": method.get("type") or ""}, DISTINGUISHERS
        )
    yield from check_required_name(
        "spec.priorityLevelConfiguration.name",
        read(schema, "spec.priorityLevelConfiguration.name"),
        names.subdomain,
        "must reference a priority level",
    )
    yield from check_each("spec.rules", read(schema, "spec.rules"), rule_problems)


def rule_problems(path: str, rule: Fields) -> Iterator[Problem]:
    """Yield the problems of a rule: its subjects, and its resource or non-resource rules."""
    if not rule.get("subjects"):
        yield required(f"{path}.subjects", "subjects must contain at least one value")
    yield from check_each(f"{path}.subjects", rule.get("subjects"), subject_problems)
    if not rule.get("resourceRules") and not rule.get("nonResourceRules"):
        yield required(
            path, "at least one of resourceRules and nonResourceRules has to be non-empty"
        )
    yield from check_each(f"{path}.resourceRules", rule.get("resourceRules"), resource_problems)
    yield from check_each(f"{path}.nonResourceRules", rule.get("nonResourceRules"), url_problems)


def subject_problems(path: str, subject: Fields) -> Iterator[Problem]:
    """Yield the problems of a subject: a user, a group or a service account."""
    kind = subject.get("kind") or ""
    if kind not in SUBJECTS:
        yield not_supported(f"{path}.kind", kind, tuple(SUBJECTS))
        return
    details = subject.get(SUBJECTS[kind])
    if details is None:
        yield required(
            f"{path}.{SUBJECTS[kind]}",
            f"{SUBJECTS[kind]} is required when subject kind is '{kind}'",
        )
    elif not details.get("name"):
        yield required(f"{path}.{SUBJECTS[kind]}.name")
    for other, field in SUBJECTS.items():
        if other != kind and subject.get(field) is not None:
            yield forbidden(
                f"{path}.{field}", f"{field} is forbidden when subject kind is not '{other}'"
            )


def list_problems(path: str, values: Sequence[str], empty: str, others: str) -> Iterator[Problem]:
    """Yield the problems of a list that must not be empty, and in which `*` stands alone."""
    if not values:
        yield required(path, empty)
    elif len(values) > 1 and "*" in values:
        yield invalid(path, list(values), f"if '*' is present, must not specify other {others}")


def verbs_problems(path: str, verbs: Collection[str]) -> Iterator[Problem]:
    wrong = list(list_problems(path, list(verbs), "verbs must contain at least one value", "verbs"))
    yield from wrong
    if not wrong and "*" not in verbs and not set(verbs) <= set(VERBS):
        yield not_supported(path, list(verbs), VERBS)


def resource_problems(path: str, rule: Fields) -> Iterator[Problem]:
    """Yield the problems of a rule for resource requests."""
    yield from verbs_problems(f"{path}.verbs", rule.get("verbs") or [])
    yield from list_problems(
        f"{path}.apiGroups",
        rule.get("apiGroups") or [],
        "resource rules must supply at least one api group",
        "api groups",
    )
    yield from list_problems(
        f"{path}.resources",
        rule.get("resources") or [],
        "resource rules must supply at least one resource",
        "resources",
    )
    namespaces = rule.get("namespaces") or []
    if not namespaces and not rule.get("clusterScope"):
        yield required(
            f"{path}.namespaces",
            "resource rules that are not cluster scoped must supply at least one namespace",
        )
    elif "*" in namespaces:
        yield from list_problems(f"{path}.namespaces", namespaces, "", "namespaces")
    else:
        yield from check_each(
            f"{path}.namespaces",
            namespaces,
            lambda where, namespace: check_name(where, namespace, namespace_name),
        )


def namespace_name(text: str) -> Iterator[str]:
    return (
        f"each member of this list must be '*' or a DNS-1123 label; {message}"
        for message in names.label(text)
    )


def url_problems(path: str, rule: Fields) -> Iterator[Problem]:
    """Yield the problems of a rule for non-resource URLs."""
    yield from verbs_problems(f"{path}.verbs", rule.get("verbs") or [])
    path, urls = f"{path}.nonResourceURLs", rule.get("nonResourceURLs") or []
    if not urls or "*" in urls:
        yield from list_problems(
            path, urls, "nonResourceURLs must contain at least one value", "non-resource URLs"
        )
    else:
        yield from check_each(path, urls, lambda where, url: check_name(where, url, url_path))


def url_path(text: str) -> Iterator[str]:
    """Yield the first thing that is wrong with a URL path, if any."""
    if not text:
        yield "must not be empty"
    elif text != "/" and not text.startswith("/"):
        yield "must start with slash"
    elif " " in text:
        yield "must not contain white-space"
    elif "//" in text:
        yield "must not contain double slash"
    elif "*" in text.removesuffix("/*"):
        yield "wildcard can only do suffix matching"


def level_column(schema: Object, _: datetime) -> str:
    return str(read(schema, "spec.priorityLevelConfiguration.name", ""))


def precedence_column(schema: Object, _: datetime) -> str:
    return str(read(schema, "spec.matchingPrecedence", 0))


def method_column(schema: Object, _: datetime) -> str:
    return str(read(schema, "spec.distinguisherMethod.type", "<none>"))


def missing_column(schema: Object, _: datetime) -> str:
    return next(
        (
            str(condition.get("status"))
            for condition in read(schema, "status.conditions", [])
            if condition.get("type") == "Dangling"
        ),
        "?",
    )


KIND = Kind(
    "FlowSchema",
    default=default,
    prepare=prepare,
    problems=problems,
    update_problems=metadata_update_problems,
    whole_row=True,
    columns=(
        NAME,
        Column("PRIORITYLEVEL", level_column),
        Column("MATCHINGPRECEDENCE", precedence_column),
        Column("DISTINGUISHERMETHOD", method_column),
        AGE,
        Column("MISSINGPL", missing_column),
    ),
)
