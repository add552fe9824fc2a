"""Ask the ValidatingAdmissionPolicies that a request meets: refuse it, or warn of it.

Upstream rule: `policy/validating` `dispatcher.Dispatch`.
"""

from collections.abc import Callable, Iterable, Iterator

from minik import light_json
from minik.intake.policies import denials, hooks, parameters, validating
from minik.intake.policies.attributes import Attributes, attributes_of
from minik.intake.policies.matching import match
from minik.intake.policies.parameters import Misconfigured
from minik.intake.policies.validating import Decision, Outcome
from minik.light_typing import NamedTuple, TypeAlias
from minik.model import object as objects
from minik.model.admission_plugin import AdmissionRequest
from minik.model.object import Object, read, read_list

FAILURE = "validation.policy.admission.k8s.io/validation_failure"
DENIED = "ValidatingAdmissionPolicy '{}'{} denied request: {}"
WARNED = "Validation failed for ValidatingAdmissionPolicy '{}' with binding '{}': {}"
Wanted: TypeAlias = Callable[[Object, Object], bool]


class Judgment(NamedTuple):
    """What one policy decides of a request, by one of its bindings; `error`: why it cannot."""

    policy: Object
    binding: Object | None
    outcome: Outcome = Outcome()
    error: str = ""


def judge(request: AdmissionRequest) -> None:
    """Raise the first denial of a request, with all that is warned of."""
    if hooks.is_exempt(request):
        return
    attributes = attributes_of(request)
    found = list(judgments(attributes, decides))
    audited = audit_annotations(found)
    request.draft.annotations.update(audited)
    for judgment in found:
        for decision in denied(judgment):
            name, binding = objects.name(judgment.policy), judgment.binding
            bound = f" with binding '{objects.name(binding)}'" if binding is not None else ""
            message = DENIED.format(name, bound, decision.message)
            error = denials.forbidden(attributes, message, decision.reason)
            error.warnings, error.annotations = tuple(warnings(request)), audited
            raise error


def decides(policy: Object, binding: Object) -> bool:
    """Tell whether a binding can lead to a refusal, also by an error in an audit annotation, or to a note
    in an audit log.
    """
    noted = bool(read(policy, "spec.auditAnnotations"))
    return noted or not {"Deny", "Audit"}.isdisjoint(actions(binding))


def audit_annotations(found: Iterable[Judgment]) -> dict[str, str]:
    """Return what an audit log notes: the first failure that is to be audited, and the values of the
    policies' annotations.
    """
    noted: dict[str, list[str]] = {}
    for judgment in found:
        if judgment.binding is None:
            continue
        if "Audit" in actions(judgment.binding):
            for decision in judgment.outcome.denials:
                noted.setdefault(FAILURE, [failure(judgment, decision)])
        for key, value in judgment.outcome.annotations.items():
            values = noted.setdefault(f"{objects.name(judgment.policy)}/{key}", [])
            values += [value] if value not in values else []
    return {key: ", ".join(values) for key, values in noted.items()}


def failure(judgment: Judgment, decision: Decision) -> str:
    """Return a failure as an audit log notes it."""
    binding = judgment.binding or {}
    noted = {
        "message": decision.message,
        "policy": objects.name(judgment.policy),
        "binding": objects.name(binding),
        "expressionIndex": decision.place,
        "validationActions": actions(binding),
    }
    return light_json.encoder()([noted])


def warns(_: Object, binding: Object) -> bool:
    """Tell whether a binding warns."""
    return "Warn" in actions(binding)


def actions(binding: Object) -> list[str]:
    """Return what a failure has for consequences."""
    return read_list(binding, "spec.validationActions")


def denied(judgment: Judgment) -> Iterator[Decision]:
    """Yield what a judgment refuses a request for."""
    if judgment.error:
        yield Decision(judgment.error)
    elif judgment.binding is not None:
        if "Deny" in actions(judgment.binding):
            yield from judgment.outcome.denials
        yield from map(Decision, judgment.outcome.annotation_errors)


def warnings(request: AdmissionRequest) -> Iterator[str]:
    """Yield what the client is warned of."""
    if hooks.is_exempt(request):
        return
    for judgment in judgments(attributes_of(request), warns):
        if judgment.binding is not None:
            names = objects.name(judgment.policy), objects.name(judgment.binding)
            for decision in judgment.outcome.denials:
                yield WARNED.format(*names, decision.message)


def judgments(attributes: Attributes, wanted: Wanted) -> Iterator[Judgment]:
    """Yield what each policy decides that a request meets, by the bindings that are wanted."""
    draft = attributes.request.draft
    for hook in hooks.hooks(draft, hooks.VALIDATING):
        policy = hook.policy
        target = match(read(policy, "spec.matchConstraints", {}), attributes)
        if target is None:
            continue
        fails = read(policy, "spec.failurePolicy") != "Ignore"
        try:
            kind = parameters.kind_of(policy, draft)
        except Misconfigured as error:
            if fails:
                yield Judgment(policy, None, error=f"failed to configure policy: {error}")
            continue
        for binding in hook.bindings:
            if match(read(binding, "spec.matchResources", {}), attributes) is None:
                continue
            try:
                found = parameters.collect(kind, binding, attributes)
            except Misconfigured as error:
                if fails:
                    yield Judgment(policy, binding, error=f"failed to configure binding: {error}")
                continue
            for param in found if wanted(policy, binding) else ():
                yield Judgment(
                    policy, binding, validating.decide(policy, attributes, target, param)
                )
