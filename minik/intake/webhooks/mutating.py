"""What mutating webhooks make of an object, asked one after the other.

One that has changed the object has all plugins asked again, and with them, where they wish it
(reinvocationPolicy IfNeeded), the webhooks that were asked before it.

Upstream rules: `webhook/mutating` `dispatcher.go`, `reinvocationcontext.go`.
"""

from minik.errors import MinikError, Unanswered
from minik.intake import json_patch
from minik.intake.policies import conversions, json_patches, patched_objects
from minik.intake.policies.attributes import attributes_of
from minik.intake.policies.mutating import Turns
from minik.intake.webhooks import failures, hooks, reviews, verdicts
from minik.intake.webhooks.failures import CannotCall
from minik.intake.webhooks.hooks import Hook, Invocation
from minik.intake.webhooks.verdicts import Verdict
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.admission_plugin import AdmissionRequest
from minik.model.go_values import marshal
from minik.model.object import Object
from minik.model.outside import Outside

TURNS = "mutating webhooks"
MUTATION = "mutation.webhook.admission.k8s.io/round_{}_index_{}"
NO_OBJECT = 'admission webhook "{}" attempted to modify the object, which is not supported for this operation'


def mutate(request: AdmissionRequest, outside: Outside) -> Object:
    """Return the body of a request as all webhooks want it. Raises the refusal of the first that refuses it or
    cannot be asked, and Unasked for a question that has to be asked first.
    """
    if hooks.is_exempt(request):
        return request.body
    notes = request.notes if request.notes is not None else {}
    turns = notes.get(TURNS) or Turns()
    obj = request.body
    if request.again and turns.output != obj:
        turns.need()
    asked = False
    for hook in hooks.hooks(request, hooks.MUTATING):
        current = request.with_body(obj)
        invocation = hooks.invocation(hook, attributes_of(current))
        if invocation is None or request.again and hook.key not in turns.needed:
            continue
        asked = True
        changed = _changed(invocation, current, outside)
        if changed is not obj:
            turns.need()
            obj = changed
        if hook.fields.get("reinvocationPolicy") == "IfNeeded":
            turns.asked.add(hook.key)
    if asked:
        turns.output = obj
        notes[TURNS] = turns
    return obj


def _changed(invocation: Invocation, request: AdmissionRequest, outside: Outside) -> Object:
    """Return the body after one webhook; the same where it leaves it alone, or is not heeded."""
    hook, draft, turn = invocation.hook, request.draft, int(request.again)
    note = MUTATION.format(turn, hook.number)
    attributes = attributes_of(request)
    try:
        question = reviews.question(invocation, attributes, outside, turn)
        outcome = outside.outcomes([question])[0]
        verdict = verdicts.verdict(question, outcome, mutating=True)
        for key, text in verdict.annotations.items():
            draft.annotations[f"{hook.name}/{key}"] = text
        draft.remarks.extend(verdict.warnings)
        if not verdict.allowed:
            raise failures.rejection(hook.name, verdict.result)
        changed = _patched(invocation, request, verdict)
    except CannotCall as why:
        draft.annotations[note] = _mutation(hook, is_changed=False)
        if not hook.ignores_failure:
            raise _told(failures.failure(hook.name, why), request) from None
        draft.annotations[f"failed-open.{note}"] = hook.name
        return request.body
    except MinikError as error:
        draft.annotations[note] = _mutation(hook, is_changed=False)
        raise _told(error, request) from None
    draft.annotations[note] = _mutation(hook, is_changed=changed is not request.body)
    return changed


def _mutation(hook: Hook, *, is_changed: bool) -> str:
    """Return what an audit log notes of a webhook that was asked."""
    named = {"configuration": objects.name(hook.configuration), "webhook": hook.name}
    return marshal({**named, "mutated": is_changed})


def _told(error: MinikError, request: AdmissionRequest) -> MinikError:
    """Return an error with what was warned of, and noted, before it."""
    draft = request.draft
    error.warnings = (*draft.remarks, *error.warnings)
    error.annotations = {**draft.annotations, **error.annotations}
    return error


def _patched(invocation: Invocation, request: AdmissionRequest, verdict: Verdict) -> Object:
    """Return the body of a request with the patch of a webhook. Raises InternalError where it does
    not apply, or does not lead to an object.
    """
    attributes = attributes_of(request)
    shown = conversions.converted(attributes.object, invocation.target.kind_version)
    if not verdict.patch:
        return request.body
    if shown is None:
        raise failures.internal(NO_OBJECT.format(invocation.hook.name))
    changed: Any = shown
    for operation in verdict.patch:
        try:
            changed = json_patch.apply_operations(changed, [operation])
        except Unanswered:
            path = operation.get("path")
            why = json_patches.reason(changed, operation)
            raise failures.internal(why or f"testing value {path} failed: test failed") from None
    if request.sent is not None:
        whole: Object = changed
        return request.sent if whole == request.sent else whole
    decoded = patched_objects.decoded(changed, attributes)
    return patched_objects.taken_over(attributes, shown, decoded)
