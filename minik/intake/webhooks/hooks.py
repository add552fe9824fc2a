"""Which webhooks are configured, and which of them a request meets.

Upstream rules: `webhook/generic` `ShouldCallHook`, `webhook/rules`
`IsExemptAdmissionConfigurationResource`.
"""

from collections.abc import Iterator, Mapping

from minik.errors import Forbidden
from minik.intake.policies import conditions, matching
from minik.intake.policies.attributes import Attributes, Target, equivalents
from minik.intake.policies.conditions import Unclear
from minik.intake.policies.denials import name_of
from minik.kinds import policy_expressions
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.admission_plugin import AdmissionRequest
from minik.model.object import Object

VALIDATING, MUTATING = "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"
EXEMPT = (
    VALIDATING,
    MUTATING,
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
    "MutatingAdmissionPolicy",
    "MutatingAdmissionPolicyBinding",
)


class Hook(NamedTuple):
    """A webhook, its configuration, and its number among all of them."""

    configuration: Object
    fields: Mapping[str, Any]
    number: int
    position: int  # among those of its configuration

    @property
    def name(self) -> str:
        return str(self.fields["name"])

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What tells it from all others, before and after its configuration was changed."""
        metadata = self.configuration["metadata"]
        made = f"{metadata.get('uid')}/{metadata.get('generation')}"
        return objects.name(self.configuration), self.name, str(self.position), made

    @property
    def ignores_failure(self) -> bool:
        return self.fields.get("failurePolicy") == "Ignore"


class Invocation(NamedTuple):
    """A webhook that is asked about a request as a resource in one version."""

    hook: Hook
    target: Target


def is_exempt(request: AdmissionRequest) -> bool:
    """Tell whether webhooks never see a request: for the configuration of admission itself."""
    return request.kind.key in EXEMPT


def hooks(request: AdmissionRequest, sort: str) -> Iterator[Hook]:
    """Yield all webhooks of a sort, by the name of their configuration."""
    number = 0
    for configuration in sorted(request.draft.of(sort), key=objects.name):
        for position, fields in enumerate(configuration.get("webhooks") or ()):
            yield Hook(configuration, fields, number, position)
            number += 1


def invocation(hook: Hook, attributes: Attributes) -> Invocation | None:
    """Return as what a webhook is asked about a request, None if it is not. Raises Forbidden for match
    conditions that cannot be decided.
    """
    fields = hook.fields
    if not matching.in_namespace(fields.get("namespaceSelector") or {}, attributes):
        return None
    if not matching.has_labels(fields.get("objectSelector") or {}, attributes):
        return None
    target = _target(fields, attributes)
    if target is None or not _conditions_hold(hook, attributes, target):
        return None
    return Invocation(hook, target)


def _target(fields: Mapping[str, Any], attributes: Attributes) -> Target | None:
    rules = fields.get("rules") or ()
    if any(matching.selects(rule, attributes.target, attributes) for rule in rules):
        return attributes.target
    if fields.get("matchPolicy") == "Exact":
        return None
    others = equivalents(attributes)
    for rule in rules:
        for target in others:
            if matching.selects(rule, target, attributes):
                return target
    return None


def _conditions_hold(hook: Hook, attributes: Attributes, target: Target) -> bool:
    if not hook.fields.get("matchConditions"):
        return True
    scope = policy_expressions.scope_of(hook.fields)
    try:
        return conditions.hold(hook.fields, scope, attributes, target, None)
    except Unclear as error:
        resource, name = attributes.kind.resource, name_of(attributes)
        raise Forbidden(f'{resource} "{name}" is forbidden: {error}') from None
