"""What MutatingAdmissionPolicies make of an object.

A policy that has changed the object has all plugins asked again, and with them, where they wish it
(reinvocationPolicy IfNeeded), the policies that were asked before it.

Upstream rules: `policy/mutating` `dispatcher.go`, `reinvocationcontext.go`; `policy/generic`
`policy_dispatcher.go`.
"""

from collections.abc import Iterator, Sequence

from minik.cel.json_values import to_json
from minik.cel.values import EvaluationError
from minik.intake import merging
from minik.intake.policies import (
    apply_configurations,
    conditions,
    denials,
    hooks,
    inputs,
    json_patches,
    parameters,
    patched_objects,
)
from minik.intake.policies.apply_configurations import NotMergeable
from minik.intake.policies.attributes import Attributes, Target, attributes_of
from minik.intake.policies.conditions import Unclear
from minik.intake.policies.evaluation import Evaluation, Failed, OutOfBudget
from minik.intake.policies.json_patches import NotApplicable
from minik.intake.policies.matching import match
from minik.intake.policies.parameters import Misconfigured
from minik.kinds import policy_expressions
from minik.light_typing import Any, NamedTuple, TypeAlias
from minik.model import object as objects
from minik.model.admission_plugin import AdmissionRequest
from minik.model.object import Object, read, spec

TURNS = "mutating policies"
MISTAKES = (Failed, OutOfBudget, NotApplicable, NotMergeable)
Key: TypeAlias = tuple[str, str, str, str]


class Invocation(NamedTuple):
    """A policy that is asked, by a binding, for the request as a resource, with a parameter."""

    policy: Object
    binding: Object
    target: Target
    param: Object | None

    @property
    def key(self) -> Key:
        param = self.param or {"metadata": {}}
        names = objects.name(self.policy), objects.name(self.binding)
        place = param["metadata"].get("namespace") or "", param["metadata"].get("name") or ""
        return (*names, *place)


class Complaint(NamedTuple):
    """Why a policy cannot be followed, and the reason of the refusal."""

    policy: Object
    binding: Object | None
    message: str
    reason: str = "Forbidden"


class Turns:
    """What is remembered of policies between the two turns: those that were asked and would be asked
    again, those that have to be, and the object as they left it.
    """

    def __init__(self) -> None:
        self.asked: set[Key] = set()
        self.needed: set[Key] = set()
        self.output: Object | None = None

    def need(self) -> None:
        """Have those asked again that were asked before."""
        self.needed |= self.asked
        self.asked = set()


def mutate(request: AdmissionRequest) -> Object:
    """Return the object as all policies want it. Raise the refusal of the first that fails."""
    if hooks.is_exempt(request):
        return request.body
    attributes = attributes_of(request)
    invocations, complaints = select(attributes)
    notes = request.notes if request.notes is not None else {}
    turns = notes.get(TURNS) or Turns()
    obj = request.body
    if request.again and turns.output != obj:
        turns.need()
    is_dirty = False
    for invocation in invocations:
        current = attributes_of(request.with_body(obj))
        try:
            if not is_asked(invocation, current):
                continue
        except Unclear as error:
            complaints.append(_complaint(invocation, error))
            continue
        if request.again and invocation.key not in turns.needed:
            continue
        changed, wrong = carry_out(invocation, request.with_body(obj))
        complaints += wrong
        is_dirty = is_dirty or len(wrong) < len(mutations(invocation.policy))
        if changed != obj:
            turns.need()
            obj = changed
        if read(invocation.policy, "spec.reinvocationPolicy") == "IfNeeded":
            turns.asked.add(invocation.key)
    if is_dirty:
        turns.need()
        turns.output = obj
        notes[TURNS] = turns
    refuse(attributes, complaints)
    return obj


def select(attributes: Attributes) -> tuple[list[Invocation], list[Complaint]]:
    """Return the policies that a request meets, and what is wrong with some of them."""
    found: list[Invocation] = []
    wrong: list[Complaint] = []
    draft = attributes.request.draft
    for hook in hooks.hooks(draft, hooks.MUTATING):
        target = match(read(hook.policy, "spec.matchConstraints", {}), attributes)
        if target is None:
            continue
        try:
            kind = parameters.kind_of(hook.policy, draft)
        except Misconfigured as error:
            wrong.append(Complaint(hook.policy, None, f"failed to configure policy: {error}"))
            continue
        for binding in hook.bindings:
            if match(read(binding, "spec.matchResources", {}), attributes) is None:
                continue
            try:
                params = parameters.collect(kind, binding, attributes)
            except Misconfigured as error:
                message = f"failed to configure binding: {error}"
                wrong.append(Complaint(hook.policy, binding, message))
                continue
            found += [Invocation(hook.policy, binding, target, param) for param in params]
    return found, wrong


def is_asked(invocation: Invocation, attributes: Attributes) -> bool:
    """Tell whether the conditions of a policy hold. Raise Unclear."""
    rules = spec(invocation.policy)
    scope = policy_expressions.scope_of(rules)
    return conditions.hold(rules, scope, attributes, invocation.target, invocation.param)


def mutations(policy: Object) -> Sequence[Object]:
    """Return the mutations of a policy."""
    return read(policy, "spec.mutations", [])  # type: ignore[no-any-return]


def carry_out(invocation: Invocation, request: AdmissionRequest) -> tuple[Object, list[Complaint]]:
    """Return the object after the mutations of a policy, one after the other, and what went wrong."""
    wrong = []
    obj = request.body
    for mutation in mutations(invocation.policy):
        attributes = attributes_of(request.with_body(obj))
        try:
            obj = mutated(invocation, mutation, attributes)
        except MISTAKES as error:
            wrong.append(_complaint(invocation, error))
    return obj, wrong


def mutated(invocation: Invocation, mutation: Object, attributes: Attributes) -> Object:
    """Return the object of a request after one mutation. Raise what MISTAKES names."""
    rules, target = spec(invocation.policy), invocation.target
    namespace = inputs.namespace_value(attributes)
    given = inputs.values(attributes, target, invocation.param, namespace)
    scope = policy_expressions.scope_of(rules, patches=True)
    evaluation = Evaluation(rules, scope, given)
    shown: Object = given["object"]
    kind, sent = attributes.kind, attributes.request.sent
    if mutation.get("patchType") == "JSONPatch":
        value = evaluation.value(read(mutation, "jsonPatch.expression", ""))
        patched = json_patches.apply(shown, list(operations(value)))
    else:
        value = evaluation.value(read(mutation, "applyConfiguration.expression", ""))
        apply_configurations.check_names(value)
        config = as_json(value)
        if sent is None:
            patched = apply_configurations.apply(shown, config, kind)
        else:
            patched = merging.json_merge(shown, config)
    if sent is not None:
        return sent if patched == sent else patched
    if mutation.get("patchType") == "JSONPatch":
        patched = patched_objects.decoded(patched, attributes)
    return patched_objects.taken_over(attributes, shown, patched)


def operations(value: Any) -> Iterator[Object]:
    """Yield the operations of a JSON patch."""
    for operation in value:
        made = {name: part for name, part in as_json(operation).items() if part is not None}
        yield {name: part for name, part in made.items() if part or name != "from"}


def as_json(value: Any) -> Any:
    """Return what an expression has made as JSON. Raise Failed for what is none."""
    try:
        return to_json(value)
    except EvaluationError as error:
        raise Failed(error.message) from None


def _complaint(invocation: Invocation, error: Exception) -> Complaint:
    return Complaint(invocation.policy, invocation.binding, str(error), "Invalid")


def refuse(attributes: Attributes, complaints: Sequence[Complaint]) -> None:
    """Raise the refusal for what is wrong with policies, unless they are ignored then."""
    counted = [
        complaint
        for complaint in complaints
        if read(complaint.policy, "spec.failurePolicy") != "Ignore"
    ]
    if not counted:
        return
    messages = []
    for complaint in counted:
        bound = complaint.binding
        binding = f" with binding '{objects.name(bound)}'" if bound is not None else ""
        name = objects.name(complaint.policy)
        messages.append(f"policy '{name}'{binding} denied request: {complaint.message}")
    raise denials.denial(attributes, messages[0], messages, counted[0].reason, 403)
