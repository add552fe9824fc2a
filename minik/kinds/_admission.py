"""What webhooks and admission policies have in common: which requests they mean. Upstream rules: admissionregistration `validation.go`."""
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from minik.errors import Problem
from minik.kinds._expression import IN_ADMISSION, expression_problems
from minik.kinds._rules import among, among_if_set, each, named, path_segment
from minik.kinds._selector import label_selector_problems
from minik.model import names
from minik.model.kind import Column
from minik.model.object import Object, read, write
from minik.model.problem import duplicate, forbidden, invalid, required, too_many

Given = Mapping[str, Any]
FAILURE, MATCH, SCOPES = ("Fail", "Ignore"), ("Equivalent", "Exact"), ("*", "Cluster", "Namespaced")
OPERATIONS = ("*", "CONNECT", "CREATE", "DELETE", "UPDATE")
MUTABLE = ("*", "CONNECT", "CREATE", "UPDATE")
REINVOCATION = ("IfNeeded", "Never")
ONLY = "if '*' is present, must not specify other"
EXCLUSIVE = "name and selector are mutually exclusive"
UNSAID = "expression is not specified"
MOST_CONDITIONS = 64


def with_scopes(rules: Sequence[Given] | None) -> list[dict[str, Any]]:
    """A rule means objects of any scope, unless it says otherwise."""
    return [{"scope": "*", **rule} for rule in rules or ()]


def default_match(match: Given) -> dict[str, Any]:
    """Requests for equivalent resources are meant, too, and objects and namespaces of all labels."""
    rules = {field: with_scopes(match[field]) for field in ("resourceRules", "excludeResourceRules") if match.get(field)}
    return {"matchPolicy": "Equivalent", "namespaceSelector": {}, "objectSelector": {}, **match, **rules}


def with_match(obj: Object, path: str) -> Object:
    """An object with the defaults of what it matches, where it says so at all."""
    match = read(obj, path)
    return obj if match is None else write(obj, path, default_match(match))


def match_problems(path: str, match: Given) -> Iterator[Problem]:
    """Which requests are meant."""
    yield from among_if_set(f"{path}.matchPolicy", match.get("matchPolicy"), MATCH)
    for field in ("namespaceSelector", "objectSelector"):
        yield from label_selector_problems(match.get(field), f"{path}.{field}")
    for field in ("resourceRules", "excludeResourceRules"):
        yield from each(f"{path}.{field}", match.get(field), named_rule_problems)


def named_rule_problems(path: str, rule: Given) -> Iterator[Problem]:
    """A rule that may be about some objects alone."""
    called = rule.get("resourceNames") or []
    for index, name in enumerate(called):
        yield from named(f"{path}.resourceNames[{index}]", name, path_segment)
        if name in called[:index]:
            yield duplicate(f"{path}.resourceNames[{index}]", name)
    yield from rule_problems(path, rule)


def rule_problems(path: str, rule: Given) -> Iterator[Problem]:
    """What is done to which resources."""
    operations = rule.get("operations") or []
    yield from list_problems(f"{path}.operations", operations, "operations")
    for index, operation in enumerate(operations):
        yield from among(f"{path}.operations[{index}]", operation, OPERATIONS)
    yield from list_problems(f"{path}.apiGroups", rule.get("apiGroups") or [], "API groups")
    yield from list_problems(f"{path}.apiVersions", rule.get("apiVersions") or [], "API versions")
    yield from (required(f"{path}.apiVersions[{index}]") for index, one in enumerate(rule.get("apiVersions") or ()) if not one)
    yield from resources_problems(f"{path}.resources", rule.get("resources") or [])
    yield from among_if_set(f"{path}.scope", rule.get("scope"), SCOPES)


def list_problems(path: str, values: Sequence[str], words: str) -> Iterator[Problem]:
    """Some, or all."""
    if not values:
        yield required(path)
    if len(values) > 1 and "*" in values:
        yield invalid(path, list(values), f"{ONLY} {words}")


def resources_problems(path: str, resources: Sequence[str]) -> Iterator[Problem]:
    """Resources and what belongs to them: `pods`, `pods/*`, `*/scale`."""
    if not resources:
        yield required(path)
    whole = [one.partition("/")[0] for one in resources if one.endswith("/*")]
    every = [one.partition("/")[2] for one in resources if one.startswith("*/")]
    for index, one in enumerate(resources):
        resource, _, part = one.partition("/")
        if not one:
            yield required(f"{path}[{index}]")
        if part and part != "*" and resource in whole:
            yield invalid(f"{path}[{index}]", one, f"if '{resource}/*' is present, must not specify {one}")
        if part and resource != "*" and part in every:
            yield invalid(f"{path}[{index}]", one, f"if '*/{part}' is present, must not specify {one}")
    if len(resources) > 1 and "*/*" in resources:
        yield invalid(path, list(resources), "if '*/*' is present, must not specify other resources")
    if "*" in resources and any("/" not in one and one != "*" for one in resources):
        yield invalid(path, list(resources), "if '*' is present, must not specify other resources without subresources")


def mutable_problems(path: str, match: Given | None) -> Iterator[Problem]:
    """What is deleted cannot be changed."""
    for rule in (match or {}).get("resourceRules") or ():
        for operation in rule.get("operations") or ():
            yield from among(f"{path}.resourceRules.operations", operation, MUTABLE)


def conditions_problems(path: str, conditions: Sequence[Given] | None) -> Iterator[Problem]:
    """Conditions that a request has to meet, each with a name of its own."""
    listed = conditions or ()
    if len(listed) > MOST_CONDITIONS:
        yield too_many(path, len(listed), MOST_CONDITIONS)
    seen = set()
    for index, condition in enumerate(listed):
        name = condition.get("name") or ""
        yield from expression_problems(f"{path}[{index}].expression", condition.get("expression") or "", IN_ADMISSION)
        if not name:
            yield required(f"{path}[{index}].name")
        else:
            yield from named(f"{path}[{index}].name", name, names.qualified)
        if name and name in seen:
            yield duplicate(f"{path}[{index}].name", name)
        seen.add(name)


def variables_problems(path: str, variables: Sequence[Given] | None) -> Iterator[Problem]:
    """Expressions by name, for other expressions."""
    for index, variable in enumerate(variables or ()):
        name = variable.get("name") or ""
        if not name.strip():
            yield required(f"{path}[{index}].name", "name is not specified")
        elif not name.isidentifier():
            yield invalid(f"{path}[{index}].name", name, "name is not a valid CEL identifier")
        yield from expression_problems(f"{path}[{index}].expression", variable.get("expression") or "", missing=UNSAID)


def parameter_kind_problems(path: str, kind: Given) -> Iterator[Problem]:
    """The kind of object by which a policy is set."""
    api_version, name = kind.get("apiVersion") or "", kind.get("kind") or ""
    if not api_version:
        yield required(f"{path}.apiVersion")
    elif api_version.count("/") > 1:
        yield invalid(f"{path}.apiVersion", api_version, f"unexpected GroupVersion string: {api_version}")
    else:
        group, _, version = api_version.rpartition("/")
        for wrong in (", ".join(names.subdomain(group)) if group else "", ", ".join(names.label_1035(version))):
            if wrong:
                yield invalid(f"{path}.apiVersion", api_version, wrong)
    wrong = ", ".join(names.label_1035(name.lower())) if name else ""
    if not name:
        yield required(f"{path}.kind")
    elif wrong:
        yield invalid(f"{path}.kind", name, f"may have mixed case, but should otherwise match: {wrong}")


def parameter_problems(path: str, reference: Given) -> Iterator[Problem]:
    """The objects by which a policy is set here: one by name, or some by label."""
    name, selector = reference.get("name") or "", reference.get("selector")
    if name:
        yield from named(f"{path}.name", name, path_segment)
        if selector is not None:
            yield forbidden(f"{path}.name", EXCLUSIVE)
    if selector is not None:
        yield from label_selector_problems(selector, f"{path}.selector")
        if name:
            yield forbidden(f"{path}.selector", EXCLUSIVE)
    if not name and selector is None:
        yield required(path, "one of name or selector must be specified")
    path, action = f"{path}.parameterNotFoundAction", reference.get("parameterNotFoundAction")
    yield from among(path, action, ("Deny", "Allow")) if action else (required(path),)


def binding_problems(binding: Object) -> Iterator[Problem]:
    """Where a policy holds."""
    policy = read(binding, "spec.policyName", "")
    yield from named("spec.policyName", policy, names.subdomain) if policy else (required("spec.policyName"),)
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
    """`namespace/name`, or the labels by which the objects are found."""
    reference = read(binding, "spec.paramRef")
    if not reference:
        return "<unset>"
    if reference.get("name"):
        return f"{reference.get('namespace') or '*'}/{reference['name']}"
    return str(reference.get("selector") or "<unset>")


BINDING_COLUMNS = (Column("POLICYNAME", policy_column), Column("PARAMREF", parameter_column))
