"""Node selectors, as volumes and resource slices have them.

Upstream rule: core `ValidateNodeSelector`.
"""

from collections.abc import Iterator, Mapping

from minik.errors import Problem
from minik.kinds._rules import check_each, check_name
from minik.light_typing import Any
from minik.model import names
from minik.model.problem import forbidden, invalid, required

DEPRECATED = {
    "beta.kubernetes.io/arch": 'deprecated since v1.14; use "kubernetes.io/arch" instead',
    "beta.kubernetes.io/os": 'deprecated since v1.14; use "kubernetes.io/os" instead',
    "failure-domain.beta.kubernetes.io/region": 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
    "failure-domain.beta.kubernetes.io/zone": 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
    "beta.kubernetes.io/instance-type": 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
    "app.kubernetes.io/created-by": "deprecated since v1.9",
    "scheduler.alpha.kubernetes.io/preferAvoidPods": "deprecated since v1.22; use Taints and Tolerations instead",
    "node-role.kubernetes.io/master": 'use "node-role.kubernetes.io/control-plane" instead',
}


def node_selector_problems(path: str, selector: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the problems of a node selector: terms of which one has to match."""
    terms = selector.get("nodeSelectorTerms")
    if not terms:
        yield required(f"{path}.nodeSelectorTerms", "must have at least one node selector term")
    yield from check_each(f"{path}.nodeSelectorTerms", terms, term_problems)


def term_problems(path: str, term: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the problems of a term: requirements that all have to match."""
    yield from check_each(f"{path}.matchExpressions", term.get("matchExpressions"), label_problems)
    yield from check_each(f"{path}.matchFields", term.get("matchFields"), field_problems)


def label_problems(path: str, requirement: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the problems of a requirement on node labels (matchExpressions)."""
    operator, values = requirement.get("operator") or "", requirement.get("values") or []
    if operator in ("In", "NotIn"):
        if not values:
            yield required(f"{path}.values", "must be specified when `operator` is 'In' or 'NotIn'")
    elif operator in ("Exists", "DoesNotExist"):
        if values:
            yield forbidden(
                f"{path}.values",
                "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
            )
    elif operator in ("Gt", "Lt"):
        if len(values) != 1:
            yield required(
                f"{path}.values", "must be specified single value when `operator` is 'Lt' or 'Gt'"
            )
    else:
        yield invalid(f"{path}.operator", operator, "not a valid selector operator")
    yield from check_name(f"{path}.key", requirement.get("key") or "", names.qualified_name)
    yield from check_each(
        f"{path}.values", values, lambda where, value: check_name(where, value, names.label_value)
    )


def field_problems(path: str, requirement: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the problems of a requirement on node fields: only metadata.name is allowed."""
    operator, key, values = (
        requirement.get("operator") or "",
        requirement.get("key") or "",
        requirement.get("values") or [],
    )
    if operator not in ("In", "NotIn"):
        yield invalid(f"{path}.operator", operator, "not a valid selector operator")
    elif len(values) != 1:
        yield required(
            f"{path}.values",
            "must be only one value when `operator` is 'In' or 'NotIn' for node field selector",
        )
    if key != "metadata.name":
        yield invalid(f"{path}.key", key, "not a valid field selector key")
    else:
        yield from check_each(
            f"{path}.values", values, lambda where, value: check_name(where, value, names.subdomain)
        )


def node_selector_warnings(path: str, selector: Mapping[str, Any]) -> Iterator[str]:
    """Yield a warning for each deprecated node label."""
    for number, term in enumerate(selector.get("nodeSelectorTerms") or ()):
        for index, requirement in enumerate(term.get("matchExpressions") or ()):
            key = requirement.get("key") or ""
            if key in DEPRECATED:
                yield f"{path}.nodeSelectorTerms[{number}].matchExpressions[{index}].key: {key} is {DEPRECATED[key]}"
