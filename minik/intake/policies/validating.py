"""What a ValidatingAdmissionPolicy decides of a request.

Upstream rule: `policy/validating` `validator.Validate`.
"""

from collections.abc import Iterator, Mapping, Sequence

from minik.cel.values import type_of
from minik.intake.policies import conditions, inputs
from minik.intake.policies.attributes import Attributes, Target
from minik.intake.policies.conditions import Unclear
from minik.intake.policies.evaluation import Evaluation, Failed, OutOfBudget
from minik.kinds import policy_expressions
from minik.light_typing import Any, NamedTuple
from minik.model.object import Object, spec

INVALID = "Invalid"
LONGEST_MESSAGE = 5 * 1024
ONLY_TEXT = "valueExpression '{}' resulted in unsupported return type: {}. Return type must be either string or null."


class Decision(NamedTuple):
    """Why a policy does not let a request through, the reason of the refusal, and which validation it
    was.
    """

    message: str
    reason: str = ""
    place: int = 0


class Outcome(NamedTuple):
    """What a policy decides: its denials, the values of its audit annotations, and their errors."""

    denials: Sequence[Decision] = ()
    annotations: Mapping[str, str] = {}
    annotation_errors: Sequence[str] = ()


def decide(policy: Object, attributes: Attributes, target: Target, param: Object | None) -> Outcome:
    """Return what a policy decides of a request, judged as a resource, with a parameter."""
    rules = spec(policy)
    scope = policy_expressions.scope_of(rules)
    fails = rules.get("failurePolicy") != "Ignore"
    try:
        if not conditions.hold(rules, scope, attributes, target, param):
            return Outcome()
        given = inputs.values(attributes, target, param, inputs.namespace_value(attributes))
        evaluation = Evaluation(rules, scope, given)
        denials = list(_denials(rules, evaluation, fails))
        noting = Evaluation(rules, scope, given)
        notes = [_note(annotation, noting) for annotation in rules.get("auditAnnotations") or ()]
    except (Unclear, OutOfBudget) as error:
        return Outcome([Decision(str(error))] if fails else ())
    annotations = {key: value for key, value, _ in notes if value}
    errors = [error for _, _, error in notes if error]
    return Outcome(denials, annotations, errors if fails else ())


def _denials(rules: Mapping[str, Any], evaluation: Evaluation, fails: bool) -> Iterator[Decision]:
    """Yield a decision for each validation that is false, or has no value where that fails."""
    verdicts = []
    for validation in rules.get("validations") or ():
        try:
            verdicts.append((validation, evaluation.value(validation["expression"]), ""))
        except Failed as error:
            verdicts.append((validation, None, str(error)))
    messages, unpaid = _messages([validation for validation, _, _ in verdicts], evaluation)
    for index, (validation, value, wrong) in enumerate(verdicts):
        if wrong or unpaid:
            if fails:
                yield Decision(wrong or f"failed messageExpression: {unpaid}", "", index)
        elif value is not True:
            reason = validation.get("reason") or INVALID
            yield Decision(_words(validation, messages[index]), reason, index)


def _messages(
    validations: Sequence[Mapping[str, Any]], evaluation: Evaluation
) -> tuple[list[str], str]:
    """Return the message that each validation makes, "" for none, and why none could be made."""
    scope = evaluation.scope._replace(authorizer=False)
    made = []
    for validation in validations:
        text = validation.get("messageExpression") or ""
        try:
            value = evaluation.value(text, scope) if text else ""
        except Failed:
            value = ""
        except OutOfBudget as error:
            return [""] * len(validations), str(error)
        said = value.strip() if isinstance(value, str) else ""
        fits = len(said.encode()) <= LONGEST_MESSAGE and "\n" not in said
        made.append(said if fits else "")
    return made, ""


def _words(validation: Mapping[str, Any], message: str) -> str:
    """Return what is said of a validation that is false."""
    return (
        message
        or (validation.get("message") or "").strip()
        or f"failed expression: {validation['expression'].strip()}"
    )


def _note(annotation: Mapping[str, Any], evaluation: Evaluation) -> tuple[str, str, str]:
    """Return the key, the value and the error of an audit annotation; "" for what it has not."""
    key = annotation.get("key") or ""
    text = annotation.get("valueExpression") or ""
    try:
        value = evaluation.value(text)
    except Failed as error:
        return key, "", str(error)
    if value is None or isinstance(value, str):
        return key, (value or "").strip(), ""
    return key, "", ONLY_TEXT.format(text, type_of(value))
