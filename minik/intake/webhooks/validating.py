"""Ask the validating webhooks that a request meets, all at once: the first that refuses it counts.

Upstream rule: `webhook/validating` `dispatcher.go`.
"""

from minik.errors import MinikError
from minik.intake.policies.attributes import Attributes, attributes_of
from minik.intake.webhooks import failures, hooks, reviews, verdicts
from minik.intake.webhooks.failures import CannotCall
from minik.intake.webhooks.hooks import Invocation
from minik.light_typing import TypeAlias
from minik.model.admission_plugin import AdmissionRequest
from minik.model.outside import Outside, Question

FAILED_OPEN = "failed-open.validating.webhook.admission.k8s.io/round_0_index_{}"
Asked: TypeAlias = tuple[Invocation, Question | MinikError | CannotCall]


def judge(request: AdmissionRequest, outside: Outside) -> None:
    """Raise the refusal of the first webhook that refuses a request, or that cannot be asked. Raises
    Unasked for questions that have to be asked first.
    """
    if hooks.is_exempt(request):
        return
    attributes = attributes_of(request)
    found = (hooks.invocation(hook, attributes) for hook in hooks.hooks(request, hooks.VALIDATING))
    asked = [_asked(one, attributes, outside) for one in found if one is not None]
    outside.outcomes([what for _, what in asked if isinstance(what, Question)])
    refusals = [_refusal(one, what, attributes, outside) for one, what in asked]
    for refusal in refusals:
        if refusal is not None:
            draft = request.draft
            refusal.warnings, refusal.annotations = tuple(draft.remarks), dict(draft.annotations)
            raise refusal


def _asked(invocation: Invocation, attributes: Attributes, outside: Outside) -> Asked:
    """Return a webhook with what it is asked, or why it cannot be."""
    try:
        return invocation, reviews.question(invocation, attributes, outside, 0)
    except (MinikError, CannotCall) as error:
        return invocation, error


def _refusal(
    invocation: Invocation,
    asked: Question | MinikError | CannotCall,
    attributes: Attributes,
    outside: Outside,
) -> MinikError | None:
    """Return why a webhook refuses a request, None if it does not."""
    hook, draft = invocation.hook, attributes.request.draft
    if isinstance(asked, MinikError):
        return asked
    try:
        if isinstance(asked, CannotCall):
            raise asked
        verdict = verdicts.verdict(asked, outside.known[asked.key], mutating=False)
    except CannotCall as why:
        if not hook.ignores_failure:
            return failures.failure(hook.name, why)
        draft.annotations[FAILED_OPEN.format(hook.number)] = hook.name
        return None
    for key, text in verdict.annotations.items():
        draft.annotations[f"{hook.name}/{key}"] = text
    draft.remarks.extend(verdict.warnings)
    return None if verdict.allowed else failures.rejection(hook.name, verdict.result)
