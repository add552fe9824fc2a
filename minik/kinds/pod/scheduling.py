"""On which nodes a pod may run, and beside which pods: tolerations, affinity, spread, gates.

Upstream rules: `ValidateTolerations`, `validateAffinity`, `validateTopologySpreadConstraints`, `validateSchedulingGates`.
"""
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from minik.errors import Problem
from minik.kinds import _node_selector
from minik.kinds._rules import named
from minik.kinds._selector import label_selector_problems
from minik.model import names
from minik.model.object import Object
from minik.model.problem import duplicate, forbidden, invalid, not_supported, required

EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
ACTIONS = frozenset(("DoNotSchedule", "ScheduleAnyway"))
INCLUSIONS = frozenset(("Honor", "Ignore"))
REQUIRED, PREFERRED = "requiredDuringSchedulingIgnoredDuringExecution", "preferredDuringSchedulingIgnoredDuringExecution"


def tolerations_problems(tolerations: Sequence[Object], path: str) -> Iterator[Problem]:
    """A toleration matches taints by key and value, or all of them."""
    for index, toleration in enumerate(tolerations):
        here, key, effect = f"{path}[{index}]", toleration.get("key") or "", toleration.get("effect") or ""
        if key:
            yield from named(f"{here}.key", key, names.qualified)
        elif toleration.get("operator") != "Exists":
            yield invalid(f"{here}.operator", toleration.get("operator") or "",
                          'operator must be Exists when `key` is empty, which means "match all values and all keys"')
        if toleration.get("tolerationSeconds") is not None and effect != "NoExecute":
            yield invalid(f"{here}.effect", effect, "effect must be 'NoExecute' when `tolerationSeconds` is set")
        yield from _operator_problems(toleration.get("operator") or "Equal", toleration.get("value") or "", f"{here}.operator")
        if effect and effect not in EFFECTS:
            yield not_supported(f"{here}.effect", effect, EFFECTS)


def _operator_problems(operator: str, value: str, path: str) -> Iterator[Problem]:
    if operator == "Equal":
        wrong = list(names.label_value(value))
        if wrong:
            yield invalid(path, value, ";".join(wrong))
    elif operator == "Exists":
        if value:
            yield invalid(path, value, "value must be empty when `operator` is 'Exists'")
    else:
        yield not_supported(path, operator, ("Equal", "Exists", *(("Lt", "Gt") if operator in ("Lt", "Gt") else ())))


def gates_problems(gates: Sequence[Object], path: str) -> Iterator[Problem]:
    """What a pod waits for, each once."""
    taken: set[str] = set()
    for index, gate in enumerate(gates):
        name = gate.get("name") or ""
        yield from named(f"{path}[{index}]", name, names.qualified)
        if name in taken:
            yield duplicate(f"{path}[{index}]", name)
        taken.add(name)


def affinity_problems(affinity: Object, path: str) -> Iterator[Problem]:
    """Nodes first, then the pods to be near to, then those to be away from."""
    if affinity.get("nodeAffinity") is not None:
        yield from node_affinity_problems(affinity["nodeAffinity"], f"{path}.nodeAffinity")
    for kind in ("podAffinity", "podAntiAffinity"):
        terms = affinity.get(kind) or {}
        for index, term in enumerate(terms.get(REQUIRED) or ()):
            yield from term_problems(term, f"{path}.{kind}.{REQUIRED}[{index}]")
        for index, weighted in enumerate(terms.get(PREFERRED) or ()):
            here = f"{path}.{kind}.{PREFERRED}[{index}]"
            yield from _weight_problems(weighted, here)
            yield from term_problems(weighted.get("podAffinityTerm") or {}, f"{here}.podAffinityTerm")


def node_affinity_problems(affinity: Object, path: str) -> Iterator[Problem]:
    """The nodes that a pod needs, and those that it would like."""
    if affinity.get(REQUIRED) is not None:
        yield from _node_selector.node_selector_problems(f"{path}.{REQUIRED}", affinity[REQUIRED])
    for index, weighted in enumerate(affinity.get(PREFERRED) or ()):
        here = f"{path}.{PREFERRED}[{index}]"
        yield from _weight_problems(weighted, here)
        yield from preference_problems(weighted.get("preference") or {}, f"{here}.preference")


def preference_problems(term: Object, path: str) -> Iterator[Problem]:
    """A preference may ask for values that no label could have: it is then one that no node meets."""
    for problem in _node_selector.term_problems(path, term):
        if not problem.field.startswith(f"{path}.matchExpressions") or ".values[" not in problem.field:
            yield problem


def _weight_problems(weighted: Object, path: str) -> Iterator[Problem]:
    weight = weighted.get("weight") or 0
    if not 1 <= weight <= 100:
        yield invalid(f"{path}.weight", weight, "must be in the range 1-100")


def term_problems(term: Object, path: str) -> Iterator[Problem]:
    """Which pods, and how near: in the same topology."""
    for field in ("labelSelector", "namespaceSelector"):
        yield from label_selector_problems(term.get(field), f"{path}.{field}")
    for namespace in term.get("namespaces") or ():
        yield from named(f"{path}.namespace", namespace, names.label)
    yield from keys_problems(term, path)
    if not term.get("topologyKey"):
        yield required(f"{path}.topologyKey", "can not be empty")
    yield from named(f"{path}.topologyKey", term.get("topologyKey") or "", names.qualified)


def keys_problems(term: Object, path: str) -> Iterator[Problem]:
    """Label keys whose values are the pod's own. By now the selector holds them; one that it held before is one too many."""
    selector, matched, mismatched = term.get("labelSelector"), term.get("matchLabelKeys") or (), term.get("mismatchLabelKeys") or ()
    for field, keys in (("matchLabelKeys", matched), ("mismatchLabelKeys", mismatched)):
        if keys and selector is None:
            yield forbidden(f"{path}.{field}", "must not be specified when labelSelector is not set")
            continue
        for index, key in enumerate(keys):
            yield from named(f"{path}.{field}[{index}]", key, names.qualified)
    if selector is not None and matched:
        yield from _twice_problems(selector, matched, path)
    for index, key in enumerate(matched):
        if key in mismatched:
            yield invalid(f"{path}.matchLabelKeys[{index}]", key, "exists in both matchLabelKeys and mismatchLabelKeys")


def _twice_problems(selector: Mapping[str, Any], keys: Sequence[str], path: str) -> Iterator[Problem]:
    seen, last = set(selector.get("matchLabels") or ()), {key: index for index, key in enumerate(keys)}
    for requirement in selector.get("matchExpressions") or ():
        key = requirement.get("key") or ""
        if key in last and key in seen:
            yield invalid(f"{path}[{last[key]}]", key, "exists in both matchLabelKeys and labelSelector")
        seen.add(key)


def spread_problems(constraints: Sequence[Object], path: str) -> Iterator[Problem]:
    """How evenly such pods are spread over a topology, each way once."""
    pairs = [(constraint.get("topologyKey") or "", constraint.get("whenUnsatisfiable") or "") for constraint in constraints]
    for index, constraint in enumerate(constraints):
        here, (topology, action) = f"{path}[{index}]", pairs[index]
        if (constraint.get("maxSkew") or 0) <= 0:
            yield invalid(f"{here}.maxSkew", constraint.get("maxSkew") or 0, "must be greater than zero")
        if not topology:
            yield required(f"{here}.topologyKey", "can not be empty")
        if action not in ACTIONS:
            yield not_supported(f"{here}.whenUnsatisfiable", action, ACTIONS)
        if (topology, action) in pairs[index + 1:]:
            yield duplicate(f"{here}.{{topologyKey, whenUnsatisfiable}}", f"{{{topology}, {action}}}")
        yield from _domains_problems(constraint.get("minDomains"), action, f"{here}.minDomains")
        for field in ("nodeAffinityPolicy", "nodeTaintsPolicy"):
            if constraint.get(field) is not None and constraint[field] not in INCLUSIONS:
                yield not_supported(f"{here}.{field}", constraint[field], INCLUSIONS)
        yield from keys_problems({name: value for name, value in constraint.items() if name != "mismatchLabelKeys"}, here)
        yield from label_selector_problems(constraint.get("labelSelector"), f"{here}.labelSelector")


def _domains_problems(least: int | None, action: str, path: str) -> Iterator[Problem]:
    if least is None:
        return
    if least <= 0:
        yield invalid(path, least, "must be greater than zero")
    if action != "DoNotSchedule":
        yield invalid(path, least, f"can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {action}")
