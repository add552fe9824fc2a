"""CertificateSigning: who may put a certificate of a signer into its request."""

from minik.intake.admission._signers import check_signer
from minik.model.admission_plugin import AdmissionPlugin, AdmissionRequest, Operation
from minik.model.object import read, read_str

FIELDS = ("status.certificate", "status.conditions")


def validate(request: AdmissionRequest) -> None:
    """Raise Forbidden for who may not sign requests of the signer, where the certificate or the
    conditions change.
    """
    old, new = request.old, request.object
    if request.subresource != "status" or old is None:
        return
    if any((read(old, field) or None) != (read(new, field) or None) for field in FIELDS):
        check_signer(request, "sign", read_str(old, "spec.signerName"), "sign requests with")


PLUGIN = AdmissionPlugin(
    "CertificateSigning",
    ("CertificateSigningRequest",),
    validate=validate,
    operations=(Operation.UPDATE,),
    parts=True,
)
