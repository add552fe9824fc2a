"""ValidatingAdmissionWebhook: programs outside of the cluster that refuse what may not be stored."""

from collections.abc import Iterable

from minik.intake.admission import _webhooks
from minik.model.admission_plugin import AdmissionPlugin, AdmissionRequest, Operation

CONFIGURATION = "ValidatingWebhookConfiguration"


def validate(request: AdmissionRequest) -> None:
    """Raise what the webhooks raise that refuse a request, and Unasked for those that have to be asked
    first. Where nobody can be asked nothing is refused.
    """
    outside = request.draft.base.outside
    if outside is not None and request.draft.may_hold(CONFIGURATION):
        from minik.intake.webhooks import validating  # noqa: PLC0415 most clusters have no webhooks

        validating.judge(request, outside)


def warn(request: AdmissionRequest) -> Iterable[str]:
    """Return what the webhooks of a request have warned of; or which were not called, where nobody can
    be.
    """
    draft = request.draft
    if draft.base.outside is not None:
        remarks, draft.remarks = draft.remarks, []
        return remarks
    return _webhooks.uncalled(request, CONFIGURATION)


PLUGIN = AdmissionPlugin(
    "ValidatingAdmissionWebhook",
    validate=validate,
    operations=tuple(Operation),
    warn=warn,
    parts=True,
    alike_without=("ValidatingWebhookConfiguration",),
)
