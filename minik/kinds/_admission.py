"""What webhooks and admission policies share: the rules that select requests.

Upstream rules: admissionregistration `validation.go`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from minik.errors import Problem
from minik.kinds._rules import (
    check_choice,
    check_choice_if_set,
    check_each,
    check_name,
    path_segment,
)
from minik.kinds._selector import label_selector_problems
from minik.light_typing import Any
from minik.model import names
from minik.model.kind import Column
from minik.model.object import Object, read, write
from minik.model.problem import duplicate, forbidden, invalid, required, too_many

Fields = Mapping[str, Any]
FAILURE_POLICIES, MATCH_POLICIES, SCOPES = (
    ("Fail", "Ignore"),
    ("Equivalent", "Exact"),
    ("*", "Cluster", "Namespaced"),
)
OPERATIONS = ("*", "CONNECT", "CREATE", "DELETE", "UPDATE")
MUTABLE_OPERATIONS = ("*", "CONNECT", "CREATE", "UPDATE")
REINVOCATION_POLICIES = ("IfNeeded", "Never")
WILDCARD_ALONE = "if '*' is present, must not specify other"
EXCLUSIVE = "name and selector are mutually exclusive"
MOST_CONDITIONS = 64


def with_default_scopes(rules: Sequence[Fields] | None) -> list[dict[str, Any]]:
    """Return copies of the rules whose scope defaults to `*`."""
    return [{"scope": "*", **rule} for rule in rules or ()]


def default_match(match: Fields) -> dict[str, Any]:
    """Return the match resources with defaults: equivalent requests, and all labels."""
    rules = {
        field: with_default_scopes(match[field])
        for field in ("resourceRules", "excludeResourceRules")
        if match.get(field)
    }
    return {
        "matchPolicy": "Equivalent",
        "namespaceSelector": {},
        "objectSelector": {},
        **match,
        **rules,
    }


def with_default_match(obj: Object, path: str) -> Object:
    """Return the object with the defaults of the match resources at a path, if it has any."""
    match = read(obj, path)
    return obj if match is None else write(obj, path, default_match(match))


def match_problems(path: str, match: Fields) -> Iterator[Problem]:
    """Yield the problems of match resources: policy, selectors and resource rules."""
    yield from check_choice_if_set(f"{path}.matchPolicy", match.get("matchPolicy"), MATCH_POLICIES)
    for field in ("namespaceSelector", "objectSelector"):
        yield from label_selector_problems(match.get(field), f"{path}.{field}")
    for field in ("resourceRules", "excludeResourceRules"):
        yield from check_each(f"{path}.{field}", match.get(field), named_rule_problems)


def named_rule_problems(path: str, rule: Fields) -> Iterator[Problem]:
    """Yield the problems of a rule that may be restricted to resourceNames."""
    resource_names = rule.get("resourceNames") or []
    for index, name in enumerate(resource_names):
        yield from check_name(f"{path}.resourceNames[{index}]", name, path_segment)
        if name in resource_names[:index]:
            yield duplicate(f"{path}.resourceNames[{index}]", name)
    yield from rule_problems(path, rule)


def rule_problems(path: str, rule: Fields) -> Iterator[Problem]:
    """Yield the problems of a rule: operations, groups, versions, resources and scope."""
    operations = rule.get("operations") or []
    yield from list_problems(f"{path}.operations", operations, "operations")
    for index, operation in enumerate(operations):
        yield from check_choice(f"{path}.operations[{index}]", operation, OPERATIONS)
    yield from list_problems(f"{path}.apiGroups", rule.get("apiGroups") or [], "API groups")
    yield from list_problems(f"{path}.apiVersions", rule.get("apiVersions") or [], "API versions")
    yield from (
        required(f"{path}.apiVersions[{index}]")
        for index, version in enumerate(rule.get("apiVersions") or ())
        if not version
    )
    yield from resources_problems(f"{path}.resources", rule.get("resources") or [])
    yield from check_choice_if_set(f"{path}.scope", rule.get("scope"), SCOPES)


def list_problems(path: str, values: Sequence[str], words: str) -> Iterator[Problem]:
    """Yield the problems of a list that must not be empty, and in which `*` stands alone."""
    if not values:
        yield required(path)
    if len(values) > 1 and "*" in values:
        yield invalid(path, list(values), f"{WILDCARD_ALONE} {words}")


def resources_problems(path: str, resources: Sequence[str]) -> Iterator[Problem]:
    """Yield the problems of a rule's resources and subresources: `pods`, `pods/*`, `*/scale`."""
    if not resources:
        yield required(path)
    with_any_subresource = [entry.partition("/")[0] for entry in resources if entry.endswith("/*")]
    subresources_of_any = [entry.partition("/")[2] for entry in resources if entry.startswith("*/")]
    for index, entry in enumerate(resources):
        resource, _, subresource = entry.partition("/")
        if not entry:
            yield required(f"{path}[{index}]")
        if subresource and subresource != "*" and resource in with_any_subresource:
            yield invalid(
                f"{path}[{index}]", entry, f"if '{resource}/*' is present, must not specify {entry}"
            )
        if subresource and resource != "*" and subresource in subresources_of_any:
            yield invalid(
                f"{path}[{index}]",
                entry,
                f"if '*/{subresource}' is present, must not specify {entry}",
            )
    if len(resources) > 1 and "*/*" in resources:
        yield invalid(
            path, list(resources), "if '*/*' is present, must not specify other resources"
        )
    if "*" in resources and any("/" not in entry and entry != "*" for entry in resources):
        yield invalid(
            path,
            list(resources),
            "if '*' is present, must not specify other resources without subresources",
        )


def mutable_problems(path: str, match: Fields | None) -> Iterator[Problem]:
    """Yield a problem for each operation that a mutating policy cannot match (DELETE)."""
    for rule in (match or {}).get("resourceRules") or ():
        for operation in rule.get("operations") or ():
            yield from check_choice(
                f"{path}.resourceRules.operations", operation, MUTABLE_OPERATIONS
            )


def conditions_problems(
    path: str, conditions: Sequence[Fields] | None, *, params: bool = False
) -> Iterator[Problem]:
    """Yield the problems of matchConditions: their number, expressions and unique names. Those of
    policies know their parameters.
    """
    listed = conditions or ()
    if len(listed) > MOST_CONDITIONS:
        yield too_many(path, len(listed), MOST_CONDITIONS)
    seen = set()
    for index, condition in enumerate(listed):
        name = condition.get("name") or ""
        yield from condition_problems(f"{path}[{index}].expression", condition, params=params)
        if not name:
            yield required(f"{path}[{index}].name")
        else:
            yield from check_name(f"{path}[{index}].name", name, names.qualified_name)
        if name and name in seen:
            yield duplicate(f"{path}[{index}].name", name)
        seen.add(name)


def condition_problems(path: str, condition: Fields, *, params: bool) -> Iterator[Problem]:
    """Yield the problems of the expression of a match condition, which knows no variables."""
    text = (condition.get("expression") or "").strip()
    if not text:
        yield required(path)
        return
    from minik.kinds import policy_problems  # noqa: PLC0415 few webhooks have conditions

    yield from policy_problems.condition_problems(path, text, params=params)


def parameter_kind_problems(path: str, kind: Fields) -> Iterator[Problem]:
    """Yield the problems of a policy's paramKind."""
    api_version, name = kind.get("apiVersion") or "", kind.get("kind") or ""
    if not api_version:
        yield required(f"{path}.apiVersion")
    elif api_version.count("/") > 1:
        yield invalid(
            f"{path}.apiVersion", api_version, f"unexpected GroupVersion string: {api_version}"
        )
    else:
        group, _, version = api_version.rpartition("/")
        for wrong in (
            ", ".join(names.subdomain(group)) if group else "",
            ", ".join(names.label_1035(version)),
        ):
            if wrong:
                yield invalid(f"{path}.apiVersion", api_version, wrong)
    wrong = ", ".join(names.label_1035(name.lower())) if name else ""
    if not name:
        yield required(f"{path}.kind")
    elif wrong:
        yield invalid(
            f"{path}.kind", name, f"may have mixed case, but should otherwise match: {wrong}"
        )


def parameter_problems(path: str, reference: Fields) -> Iterator[Problem]:
    """Yield the problems of a paramRef: name or selector, and parameterNotFoundAction."""
    name, selector = reference.get("name") or "", reference.get("selector")
    if name:
        yield from check_name(f"{path}.name", name, path_segment)
        if selector is not None:
            yield forbidden(f"{path}.name", EXCLUSIVE)
    if selector is not None:
        yield from label_selector_problems(selector, f"{path}.selector")
        if name:
            yield forbidden(f"{path}.selector", EXCLUSIVE)
    if not name and selector is None:
        yield required(path, "one of name or selector must be specified")
    path, action = f"{path}.parameterNotFoundAction", reference.get("parameterNotFoundAction")
    yield from check_choice(path, action, ("Deny", "Allow")) if action else (required(path),)


def binding_problems(binding: Object) -> Iterator[Problem]:
    """Yield the problems of a policy binding: policyName, paramRef and matchResources."""
    policy = read(binding, "spec.policyName", "")
    yield from (
        check_name("spec.policyName", policy, names.subdomain)
        if policy
        else (required("spec.policyName"),)
    )
    if read(binding, "spec.paramRef") is not None:
        yield from parameter_problems("spec.paramRef", read(binding, "spec.paramRef"))
    if read(binding, "spec.matchResources") is not None:
        yield from match_problems("spec.matchResources", read(binding, "spec.matchResources"))


def kind_column(policy: Object, _: datetime) -> str:
    kind = read(policy, "spec.paramKind")
    return f"{kind.get('apiVersion', '')}/{kind.get('kind', '')}" if kind else "<unset>"


def policy_column(binding: Object, _: datetime) -> str:
    return str(read(binding, "spec.policyName", ""))


def parameter_column(binding: Object, _: datetime) -> str:
    """Return `namespace/name` of the paramRef, or its selector."""
    reference = read(binding, "spec.paramRef")
    if not reference:
        return "<unset>"
    if reference.get("name"):
        return f"{reference.get('namespace') or '*'}/{reference['name']}"
    return str(reference.get("selector") or "<unset>")


BINDING_COLUMNS = (Column("POLICYNAME", policy_column), Column("PARAMREF", parameter_column))
