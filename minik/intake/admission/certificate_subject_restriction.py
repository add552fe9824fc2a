"""CertificateSubjectRestriction: nobody gets a client certificate of the group system:masters."""

from minik.model.admission_plugin import AdmissionPlugin, AdmissionRequest, Operation
from minik.model.object import read_str

SIGNER, GROUP = "kubernetes.io/kube-apiserver-client", "system:masters"


def validate(request: AdmissionRequest) -> None:
    """Raise Forbidden for a request of the API server's own signer for the group of its masters, or
    one that cannot be read.
    """
    if read_str(request.object, "spec.signerName") != SIGNER:
        return
    from base64 import b64decode  # noqa: PLC0415 few requests are for certificates

    from minik.kinds import certificate_request  # noqa: PLC0415

    try:
        found = certificate_request.parse_request(
            b64decode(read_str(request.object, "spec.request"))
        )
    except certificate_request.Malformed as error:
        raise request.refusal(f"unable to parse CSR: {error}") from None
    if GROUP in found.subject.get(certificate_request.ORGANIZATION, ()):
        raise request.refusal(f"use of {SIGNER} signer with {GROUP} group is not allowed")


PLUGIN = AdmissionPlugin(
    "CertificateSubjectRestriction",
    ("CertificateSigningRequest",),
    validate=validate,
    operations=(Operation.CREATE,),
)
