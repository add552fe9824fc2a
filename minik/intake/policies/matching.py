"""Whether a policy's or a binding's match resources select a request.

Upstream rule: `policy/matching` `Matcher.Matches` and `webhook/predicates`.
"""

from collections.abc import Iterator, Mapping, Sequence

from minik.intake.policies.attributes import Attributes, Target, equivalents
from minik.light_typing import Any
from minik.model import object as objects
from minik.model import selectors

Fields = Mapping[str, Any]


def match(resources: Fields, attributes: Attributes) -> Target | None:
    """Return the resource as which a request is selected, None if it is not. Without resource rules
    it is the one of the request.
    """
    if not in_namespace(resources.get("namespaceSelector") or {}, attributes):
        return None
    if not has_labels(resources.get("objectSelector") or {}, attributes):
        return None
    if match_rules(resources, "excludeResourceRules", attributes):
        return None
    if not resources.get("resourceRules"):
        return attributes.target
    return match_rules(resources, "resourceRules", attributes)


def in_namespace(selector: Fields, attributes: Attributes) -> bool:
    """Tell whether a selector matches the labels of the namespace of a request; what is in none is
    always selected.
    """
    if not selector or not attributes.namespace:
        return True
    request = attributes.request
    if attributes.is_namespace and attributes.object is not None:
        labels = objects.labels(request.object)
    else:
        namespace = request.draft.get("Namespace", "", attributes.namespace)
        labels = objects.labels(namespace) if namespace else {}
    return selectors.matches(selectors.of_label_selector(selector), labels)


def has_labels(selector: Fields, attributes: Attributes) -> bool:
    """Tell whether a selector matches the labels of the object, or of the one that it replaces."""
    if not selector:
        return True
    parsed = selectors.of_label_selector(selector)
    return any(
        selectors.matches(parsed, objects.labels(obj))
        for obj in (attributes.object, attributes.old)
        if obj is not None
    )


def match_rules(resources: Fields, field: str, attributes: Attributes) -> Target | None:
    """Return the resource as which one of the rules selects a request: its own, or an equivalent."""
    rules: Sequence[Fields] = resources.get(field) or ()
    for target in targets(rules, resources.get("matchPolicy"), attributes):
        for rule in rules:
            if selects(rule, target, attributes):
                return target
    return None


def targets(
    rules: Sequence[Fields], policy: str | None, attributes: Attributes
) -> Iterator[Target]:
    """Yield the resource of a request, and those that are equivalent if the policy asks for them."""
    yield attributes.target
    if rules and policy == "Equivalent":
        yield from equivalents(attributes)


def selects(rule: Fields, target: Target, attributes: Attributes) -> bool:
    """Tell whether a rule selects a request for a resource."""
    group, version = objects.group(target.version), objects.version(target.version)
    names = rule.get("resourceNames") or ()
    return (
        has(rule, "operations", attributes.operation)
        and has(rule, "apiGroups", group)
        and has(rule, "apiVersions", version)
        and in_scope(rule.get("scope") or "*", attributes)
        and any(
            is_resource(pattern, target.resource, attributes.subresource)
            for pattern in rule.get("resources") or ()
        )
        and (not names or attributes.name in names)
    )


def has(rule: Fields, field: str, value: str) -> bool:
    """Tell whether a list of a rule holds a value, or all."""
    values = rule.get(field) or ()
    return value in values or "*" in values


def in_scope(scope: str, attributes: Attributes) -> bool:
    """Tell whether a request is for something in a namespace, or in none, as the scope asks."""
    namespaced = bool(attributes.namespace) and not attributes.is_namespace
    return scope == "*" or (scope == "Namespaced") == namespaced


def is_resource(pattern: str, resource: str, subresource: str) -> bool:
    """Tell whether `pods`, `pods/status`, `pods/*`, `*/scale`, `*` or `*/*` means a resource."""
    name, _, part = pattern.partition("/")
    return name in ("*", resource) and part in ("*", subresource)
