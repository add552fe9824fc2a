"""What a webhook is asked: an AdmissionReview, and to whom it is sent.

Upstream rule: `webhook/request/admissionreview.go` `CreateAdmissionObjects`.
"""

from minik.errors import BadRequest
from minik.intake.policies import conversions, inputs
from minik.intake.policies.attributes import Attributes
from minik.intake.webhooks.clients import client_of
from minik.intake.webhooks.failures import CannotCall
from minik.intake.webhooks.hooks import VALIDATING, Hook, Invocation
from minik.light_typing import Any
from minik.model.digest import sha256
from minik.model.go_values import marshal
from minik.model.object import Object
from minik.model.outside import Asked, Outside, Question

GROUP = "admission.k8s.io"
VERSIONS = ("v1", "v1beta1")
NO_EFFECTS = ("None", "NoneOnDryRun")
NO_VERSION = "webhook does not accept known AdmissionReview versions (v1, v1beta1)"
DEFAULT_SECONDS = 10
# what differs from one run of the same request to the next
PASSING = ("uid", "creationTimestamp", "managedFields")


def question(
    invocation: Invocation, attributes: Attributes, outside: Outside, turn: int
) -> Question:
    """Return what a webhook is asked about a request, in a turn of those that change objects.

    Raises BadRequest for a dry run that it does not support, CannotCall where nobody can be asked.
    """
    hook, draft = invocation.hook, attributes.request.draft
    if draft.dry_run and hook.fields.get("sideEffects") not in NO_EFFECTS:
        raise BadRequest(f'admission webhook "{hook.name}" does not support dry run')
    seconds = hook.fields.get("timeoutSeconds") or DEFAULT_SECONDS
    client = client_of(hook.fields.get("clientConfig") or {}, seconds, outside, draft.get)
    if client.error:
        raise CannotCall(f'Post "{client.url}": {client.error}')
    asked = request_of(invocation, attributes)
    key = key_of(hook, asked, turn)
    uid = uid_of(f"{draft.base.lineage}/{draft.base.serial}/{key}")
    document = {
        "kind": "AdmissionReview",
        "apiVersion": f"{GROUP}/{version_of(hook)}",
        "request": {"uid": uid, **asked},
    }
    sort = "validating" if hook.configuration["kind"] == VALIDATING else "admit"
    told = Asked(hook.name, sort, str(asked["operation"]), hook.ignores_failure)
    return Question(key, uid, client.url, document, seconds, client.address, client.authority, told)


def version_of(hook: Hook) -> str:
    """Return the first version of reviews that both sides know. Raises CannotCall."""
    for version in hook.fields.get("admissionReviewVersions") or ():
        if version in VERSIONS:
            return str(version)
    raise CannotCall(f"could not create admission objects: {NO_VERSION}", called=False)


def request_of(invocation: Invocation, attributes: Attributes) -> dict[str, Any]:
    """Return the request of a review, without its uid, in the version that the webhook asks for."""
    version = invocation.target.kind_version
    return {
        **inputs.request_value(attributes, invocation.target),
        "object": conversions.converted(attributes.object, version),
        "oldObject": conversions.converted(attributes.old, version),
    }


def key_of(hook: Hook, asked: Object, turn: int) -> str:
    """Return what is the same for the same question, whenever the request is run."""
    lasting = {
        **asked,
        "object": _lasting(asked["object"]),
        "oldObject": _lasting(asked["oldObject"]),
    }
    return f"{'/'.join(hook.key)}/{turn}/{sha256(marshal(lasting))}"


def _lasting(obj: Object | None) -> Object | None:
    if obj is None:
        return None
    metadata = {name: part for name, part in obj["metadata"].items() if name not in PASSING}
    return {**obj, "metadata": metadata}


def uid_of(seed: str) -> str:
    """Return a uid that a seed always leads to."""
    digest = sha256(seed)
    return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"
