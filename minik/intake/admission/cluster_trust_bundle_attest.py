"""ClusterTrustBundleAttest: who may name the trust anchors of a signer."""

from minik.intake.admission._signers import check_signer
from minik.model.admission_plugin import AdmissionPlugin, AdmissionRequest
from minik.model.object import Object, drop, read_str

GARBAGE = ("ownerReferences", "finalizers")  # what the garbage collector changes
WRITTEN = ("resourceVersion", "generation", "managedFields")  # what the server does


def validate(request: AdmissionRequest) -> None:
    """Raise Forbidden for who may not attest for the signer of a bundle that is new or changed."""
    signer = read_str(request.object, "spec.signerName")
    if not signer or request.old is not None and content(request.object) == content(request.old):
        return
    check_signer(request, "attest", signer, "attest for")


def content(bundle: Object) -> Object:
    """Return a bundle without what others than its users change."""
    for field in (*GARBAGE, *WRITTEN):
        bundle = drop(bundle, f"metadata.{field}")
    return bundle


PLUGIN = AdmissionPlugin("ClusterTrustBundleAttest", ("ClusterTrustBundle",), validate=validate)
