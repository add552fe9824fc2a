"""MutatingAdmissionWebhook: programs outside of the cluster that change what is stored."""

from collections.abc import Iterable

from minik.intake.admission import _webhooks
from minik.model.admission_plugin import AdmissionPlugin, AdmissionRequest, Operation
from minik.model.object import Object

CONFIGURATION = "MutatingWebhookConfiguration"


def mutate(request: AdmissionRequest) -> Object:
    """Return the body as the webhooks want it; raise what they raise, and Unasked for those that
    have to be asked first. Where nobody can be asked it stays as it is.
    """
    outside = request.draft.base.outside
    is_scaled = request.subresource == "scale" and request.sent is None  # they see the Scale alone
    if outside is None or is_scaled or not request.draft.may_hold(CONFIGURATION):
        return request.body
    from minik.intake.webhooks import mutating  # noqa: PLC0415 most clusters have no webhooks

    return mutating.mutate(request, outside)


def warn(request: AdmissionRequest) -> Iterable[str]:
    """Return the webhooks that were not called, where nobody can be."""
    return _webhooks.uncalled(request, CONFIGURATION)


PLUGIN = AdmissionPlugin(
    "MutatingAdmissionWebhook",
    mutate=mutate,
    operations=tuple(Operation),
    warn=warn,
    parts=True,
    alike_without=("MutatingWebhookConfiguration",),
)
