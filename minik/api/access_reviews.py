"""Access reviews that come through the API: where no roles are obeyed, everything is allowed.

Upstream rules: authorization `ValidateSubjectAccessReview` and its kin, the authorizer AlwaysAllow.
"""

from minik.api import refusals
from minik.api.call import Call
from minik.errors import BadRequest, Invalid
from minik.model import object as objects
from minik.model.object import Object
from minik.model.problem import invalid

GROUP = "authorization.k8s.io"
LOCAL, RULES = "LocalSubjectAccessReview", "SelfSubjectRulesReview"
UNTRACKED = (RULES, "SelfSubjectReview")  # whose answers do not say who asked
EVERYTHING = {
    "resourceRules": [{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}],
    "nonResourceRules": [{"verbs": ["*"], "nonResourceURLs": ["*"]}],
    "incomplete": False,
}


def check(call: Call, review: Object) -> None:
    """Raise Invalid for a review with metadata, BadRequest for one of rules in no namespace."""
    name = call.place.kind.name
    if name == RULES:
        if not objects.read(review, "spec.namespace"):
            raise BadRequest("no namespace on request")
        return
    ignored = ("managedFields", "namespace") if name == LOCAL else ("managedFields",)
    metadata = review["metadata"]
    if any(value for field, value in metadata.items() if field not in ignored):
        why = "must be empty except for namespace" if name == LOCAL else "must be empty"
        error = Invalid(f'.{GROUP} ""', [invalid("metadata", _in_order(metadata), why)])
        error.details = {"group": GROUP, "causes": refusals.causes_of(error.causes)}
        raise error


def _in_order(metadata: Object) -> Object:
    from minik.api import encoding  # noqa: PLC0415 only a refusal shows it

    ordered: Object = encoding.in_order({"metadata": metadata})["metadata"]
    return ordered


def allow(review: Object) -> Object:
    """Return a review with the answer of a server that obeys no roles."""
    is_about_rules = "resourceRules" in (review.get("status") or {})
    return {**review, "status": EVERYTHING if is_about_rules else {"allowed": True}}
