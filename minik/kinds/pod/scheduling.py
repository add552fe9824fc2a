"""Validation of tolerations, affinity, topology spread constraints and scheduling gates.

Upstream rules: `ValidateTolerations`, `validateAffinity`, `validateTopologySpreadConstraints`,
`validateSchedulingGates`.
"""

from collections.abc import Iterator, Mapping, Sequence

from minik.errors import Problem
from minik.kinds import _node_selector
from minik.kinds._rules import check_name
from minik.kinds._selector import label_selector_problems
from minik.light_typing import Any
from minik.model import names
from minik.model.object import Object
from minik.model.problem import duplicate, forbidden, invalid, not_supported, required

EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
ACTIONS = frozenset(("DoNotSchedule", "ScheduleAnyway"))
INCLUSIONS = frozenset(("Honor", "Ignore"))
REQUIRED, PREFERRED = (
    "requiredDuringSchedulingIgnoredDuringExecution",
    "preferredDuringSchedulingIgnoredDuringExecution",
)


def tolerations_problems(tolerations: Sequence[Object], path: str) -> Iterator[Problem]:
    """Check the tolerations; one without a key needs operator Exists."""
    for index, toleration in enumerate(tolerations):
        toleration_path, key, effect = (
            f"{path}[{index}]",
            toleration.get("key") or "",
            toleration.get("effect") or "",
        )
        if key:
            yield from check_name(f"{toleration_path}.key", key, names.qualified_name)
        elif toleration.get("operator") != "Exists":
            yield invalid(
                f"{toleration_path}.operator",
                toleration.get("operator") or "",
                'operator must be Exists when `key` is empty, which means "match all values and all keys"',
            )
        if toleration.get("tolerationSeconds") is not None and effect != "NoExecute":
            yield invalid(
                f"{toleration_path}.effect",
                effect,
                "effect must be 'NoExecute' when `tolerationSeconds` is set",
            )
        yield from _operator_problems(
            toleration.get("operator") or "Equal",
            toleration.get("value") or "",
            f"{toleration_path}.operator",
        )
        if effect and effect not in EFFECTS:
            yield not_supported(f"{toleration_path}.effect", effect, EFFECTS)


def _operator_problems(operator: str, value: str, path: str) -> Iterator[Problem]:
    if operator == "Equal":
        wrong = list(names.label_value(value))
        if wrong:
            yield invalid(path, value, ";".join(wrong))
    elif operator == "Exists":
        if value:
            yield invalid(path, value, "value must be empty when `operator` is 'Exists'")
    else:
        yield not_supported(
            path, operator, ("Equal", "Exists", *(("Lt", "Gt") if operator in ("Lt", "Gt") else ()))
        )


def gates_problems(gates: Sequence[Object], path: str) -> Iterator[Problem]:
    """Check the scheduling gates: valid, unique names."""
    seen: set[str] = set()
    for index, gate in enumerate(gates):
        name = gate.get("name") or ""
        yield from check_name(f"{path}[{index}]", name, names.qualified_name)
        if name in seen:
            yield duplicate(f"{path}[{index}]", name)
        seen.add(name)


def affinity_problems(affinity: Object, path: str) -> Iterator[Problem]:
    """Check node affinity, pod affinity and pod anti-affinity, in that order."""
    if affinity.get("nodeAffinity") is not None:
        yield from node_affinity_problems(affinity["nodeAffinity"], f"{path}.nodeAffinity")
    for kind in ("podAffinity", "podAntiAffinity"):
        terms = affinity.get(kind) or {}
        for index, term in enumerate(terms.get(REQUIRED) or ()):
            yield from term_problems(term, f"{path}.{kind}.{REQUIRED}[{index}]")
        for index, weighted in enumerate(terms.get(PREFERRED) or ()):
            term_path = f"{path}.{kind}.{PREFERRED}[{index}]"
            yield from _weight_problems(weighted, term_path)
            yield from term_problems(
                weighted.get("podAffinityTerm") or {}, f"{term_path}.podAffinityTerm"
            )


def node_affinity_problems(affinity: Object, path: str) -> Iterator[Problem]:
    """Check required and preferred node affinity."""
    if affinity.get(REQUIRED) is not None:
        yield from _node_selector.node_selector_problems(f"{path}.{REQUIRED}", affinity[REQUIRED])
    for index, weighted in enumerate(affinity.get(PREFERRED) or ()):
        term_path = f"{path}.{PREFERRED}[{index}]"
        yield from _weight_problems(weighted, term_path)
        yield from preference_problems(weighted.get("preference") or {}, f"{term_path}.preference")


def preference_problems(term: Object, path: str) -> Iterator[Problem]:
    """Check a preference; as upstream, its values need not be valid label values."""
    for problem in _node_selector.term_problems(path, term):
        if (
            not problem.field.startswith(f"{path}.matchExpressions")
            or ".values[" not in problem.field
        ):
            yield problem


def _weight_problems(weighted: Object, path: str) -> Iterator[Problem]:
    weight = weighted.get("weight") or 0
    if not 1 <= weight <= 100:
        yield invalid(f"{path}.weight", weight, "must be in the range 1-100")


def term_problems(term: Object, path: str) -> Iterator[Problem]:
    """Check a pod affinity term."""
    for field in ("labelSelector", "namespaceSelector"):
        yield from label_selector_problems(term.get(field), f"{path}.{field}")
    for namespace in term.get("namespaces") or ():
        yield from check_name(f"{path}.namespace", namespace, names.label)
    yield from keys_problems(term, path)
    if not term.get("topologyKey"):
        yield required(f"{path}.topologyKey", "can not be empty")
    yield from check_name(
        f"{path}.topologyKey", term.get("topologyKey") or "", names.qualified_name
    )


def keys_problems(term: Object, path: str) -> Iterator[Problem]:
    """Check matchLabelKeys and mismatchLabelKeys. Their expressions are already in the selector; a
    key that it had before is a duplicate.
    """
    selector, matched, mismatched = (
        term.get("labelSelector"),
        term.get("matchLabelKeys") or (),
        term.get("mismatchLabelKeys") or (),
    )
    for field, keys in (("matchLabelKeys", matched), ("mismatchLabelKeys", mismatched)):
        if keys and selector is None:
            yield forbidden(
                f"{path}.{field}", "must not be specified when labelSelector is not set"
            )
            continue
        for index, key in enumerate(keys):
            yield from check_name(f"{path}.{field}[{index}]", key, names.qualified_name)
    if selector is not None and matched:
        yield from _duplicate_key_problems(selector, matched, path)
    for index, key in enumerate(matched):
        if key in mismatched:
            yield invalid(
                f"{path}.matchLabelKeys[{index}]",
                key,
                "exists in both matchLabelKeys and mismatchLabelKeys",
            )


def _duplicate_key_problems(
    selector: Mapping[str, Any], keys: Sequence[str], path: str
) -> Iterator[Problem]:
    seen, last = (
        set(selector.get("matchLabels") or ()),
        {key: index for index, key in enumerate(keys)},
    )
    for requirement in selector.get("matchExpressions") or ():
        key = requirement.get("key") or ""
        if key in last and key in seen:
            yield invalid(
                f"{path}[{last[key]}]", key, "exists in both matchLabelKeys and labelSelector"
            )
        seen.add(key)


def spread_problems(constraints: Sequence[Object], path: str) -> Iterator[Problem]:
    """Check the topology spread constraints: no two with the same topology key and action."""
    pairs = [
        (constraint.get("topologyKey") or "", constraint.get("whenUnsatisfiable") or "")
        for constraint in constraints
    ]
    for index, constraint in enumerate(constraints):
        constraint_path, (topology, action) = f"{path}[{index}]", pairs[index]
        if (constraint.get("maxSkew") or 0) <= 0:
            yield invalid(
                f"{constraint_path}.maxSkew",
                constraint.get("maxSkew") or 0,
                "must be greater than zero",
            )
        if not topology:
            yield required(f"{constraint_path}.topologyKey", "can not be empty")
        if action not in ACTIONS:
            yield not_supported(f"{constraint_path}.whenUnsatisfiable", action, ACTIONS)
        if (topology, action) in pairs[index + 1 :]:
            yield duplicate(
                f"{constraint_path}.{{topologyKey, whenUnsatisfiable}}", f"{{{topology}, {action}}}"
            )
        yield from _domains_problems(
            constraint.get("minDomains"), action, f"{constraint_path}.minDomains"
        )
        for field in ("nodeAffinityPolicy", "nodeTaintsPolicy"):
            if constraint.get(field) is not None and constraint[field] not in INCLUSIONS:
                yield not_supported(f"{constraint_path}.{field}", constraint[field], INCLUSIONS)
        yield from keys_problems(
            {name: value for name, value in constraint.items() if name != "mismatchLabelKeys"},
            constraint_path,
        )
        yield from label_selector_problems(
            constraint.get("labelSelector"), f"{constraint_path}.labelSelector"
        )


def _domains_problems(minimum: int | None, action: str, path: str) -> Iterator[Problem]:
    if minimum is None:
        return
    if minimum <= 0:
        yield invalid(path, minimum, "must be greater than zero")
    if action != "DoNotSchedule":
        yield invalid(
            path,
            minimum,
            f"can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {action}",
        )
