"""CertificateApproval: who may approve requests for certificates of a signer."""

from minik.intake.admission._signers import check_signer
from minik.model.admission_plugin import AdmissionPlugin, AdmissionRequest, Operation
from minik.model.object import read_str


def validate(request: AdmissionRequest) -> None:
    """Raise Forbidden for who may not approve requests of the signer."""
    if request.subresource == "approval" and request.old is not None:
        signer = read_str(request.old, "spec.signerName")
        check_signer(request, "approve", signer, "approve requests with")


PLUGIN = AdmissionPlugin(
    "CertificateApproval",
    ("CertificateSigningRequest",),
    validate=validate,
    operations=(Operation.UPDATE,),
    parts=True,
)
