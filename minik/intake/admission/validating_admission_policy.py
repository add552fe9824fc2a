"""ValidatingAdmissionPolicy: rules of the cluster's users for what may be stored."""

from collections.abc import Iterable

from minik.model.admission_plugin import AdmissionPlugin, AdmissionRequest, Operation

BINDING = "ValidatingAdmissionPolicyBinding"


def validate(request: AdmissionRequest) -> None:
    """Raise what the first policy raises that denies a request."""
    if request.draft.may_hold(BINDING):
        from minik.intake.policies import judging  # noqa: PLC0415 most clusters have no policies

        judging.judge(request)


def warn(request: AdmissionRequest) -> Iterable[str]:
    """Return what the policies warn of that only warn."""
    if not request.draft.may_hold(BINDING):
        return ()
    from minik.intake.policies import judging  # noqa: PLC0415 most clusters have no policies

    return judging.warnings(request)


PLUGIN = AdmissionPlugin(
    "ValidatingAdmissionPolicy",
    validate=validate,
    operations=tuple(Operation),
    warn=warn,
    parts=True,
    alike_without=("ValidatingAdmissionPolicyBinding",),
)
