"""Match conditions: whether a policy is asked at all.

Upstream rule: `webhook/matchconditions` `matcher.Match`.
"""

from collections.abc import Mapping

from minik.cel.programs import CONDITIONS_BUDGET
from minik.errors import join_messages
from minik.intake.policies import inputs
from minik.intake.policies.attributes import Attributes, Target
from minik.intake.policies.evaluation import Evaluation, Failed, OutOfBudget
from minik.kinds.policy_expressions import Scope
from minik.light_typing import Any
from minik.model.object import Object

EMPTY: Object = {}


class Unclear(Exception):
    """A condition has no value, and the policy fails then; the message is the server's."""


def hold(
    spec: Mapping[str, Any],
    scope: Scope,
    attributes: Attributes,
    target: Target,
    param: Object | None,
) -> bool:
    """Tell whether all conditions of a policy hold; one that is false outweighs errors. Raise Unclear for
    errors, unless the policy ignores them: then it does not match.
    """
    conditions = spec.get("matchConditions") or ()
    if not conditions:
        return True
    own = target._replace(resource=attributes.target.resource, version=attributes.target.version)
    given = inputs.values(attributes, own, param, EMPTY)
    evaluation = Evaluation(spec, scope, given, CONDITIONS_BUDGET)
    errors = []
    for condition in conditions:
        try:
            if evaluation.value(condition.get("expression") or "") is False:
                return False
        except Failed as error:
            errors.append(str(error))
        except OutOfBudget as error:
            raise Unclear(str(error)) from None
    if errors and spec.get("failurePolicy") != "Ignore":
        raise Unclear(join_messages(errors))
    return not errors
