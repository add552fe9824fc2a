"""Which policies are in force: those that a binding names, with their bindings."""

from collections.abc import Sequence

from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.admission_plugin import AdmissionRequest
from minik.model.cluster import Draft
from minik.model.object import Object, read_list, read_str

VALIDATING, MUTATING = "ValidatingAdmissionPolicy", "MutatingAdmissionPolicy"
GROUPS = ("authentication.k8s.io", "authorization.k8s.io")
POLICIES = tuple(f"{policy}{rest}" for policy in (VALIDATING, MUTATING) for rest in ("", "Binding"))


class Hook(NamedTuple):
    """A policy and its bindings, both in the order of their names."""

    policy: Object
    bindings: Sequence[Object]


def is_exempt(request: AdmissionRequest) -> bool:
    """Tell whether policies never see a request: for themselves, or a question who may do what."""
    return request.kind.key in POLICIES or request.kind.group in GROUPS


def hooks(draft: Draft, sort: str) -> Sequence[Hook]:
    """Return the policies of a sort that are bound."""
    binding = f"{sort}Binding"
    stamp = (draft.touched.get(sort), draft.touched.get(binding))
    found: dict[Any, Sequence[Hook]] = draft.pool(f"bound {sort}", lambda _: {})
    if stamp not in found:
        found.clear()
        found[stamp] = read_hooks(draft, sort, binding)
    return found[stamp]


def read_hooks(draft: Draft, sort: str, binding: str) -> Sequence[Hook]:
    """Return the bound policies as the draft has them now."""
    bindings: dict[str, list[Object]] = {}
    for obj in sorted(draft.of(binding), key=objects.name):
        bindings.setdefault(read_str(obj, "spec.policyName"), []).append(obj)
    policies = ((draft.get(sort, "", name), bindings[name]) for name in sorted(bindings))
    return [Hook(policy, bound) for policy, bound in policies if policy is not None]


def resources(draft: Draft) -> frozenset[str]:
    """Return the resources that the bound policies name, without their parts; `*` among them: all."""
    found: set[str] = set()
    for sort in (VALIDATING, MUTATING):
        for hook in hooks(draft, sort):
            rules = read_list(hook.policy, "spec.matchConstraints.resourceRules")
            patterns = [text for rule in rules for text in rule.get("resources") or ()]
            found.update(text.partition("/")[0] for text in patterns)
            found.update(() if rules else ("*",))
    return frozenset(found)
