"""PersistentVolumeClaimResize: a claim may ask for more only if its class allows expansion."""

from minik.kinds.storage import storage_class_name
from minik.model import quantity
from minik.model.admission_plugin import AdmissionPlugin, AdmissionRequest, Operation
from minik.model.object import Object, read, read_str
from minik.model.quantity import Quantity

UNBOUND = "Only bound persistent volume claims can be expanded"
FIXED = (
    "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc "
    "must support resize"
)


def validate(request: AdmissionRequest) -> None:
    """Raise Forbidden for a claim that grows although it is not bound, or its class is fixed."""
    claim, old = request.object, request.old
    if request.subresource or old is None or asked(claim).nano <= asked(old).nano:
        return
    if read_str(old, "status.phase") != "Bound":
        raise request.refusal(UNBOUND)
    name = storage_class_name(claim)
    storage_class = request.draft.get("StorageClass", "", name) if name else None
    may_grow = storage_class is not None and storage_class.get("allowVolumeExpansion")
    if name != storage_class_name(old) or not may_grow:
        raise request.refusal(FIXED)


def asked(claim: Object) -> Quantity:
    """Return the storage that a claim asks for."""
    return quantity.parse(read(claim, "spec.resources.requests.storage", "0"))


PLUGIN = AdmissionPlugin(
    "PersistentVolumeClaimResize",
    ("PersistentVolumeClaim",),
    validate=validate,
    operations=(Operation.UPDATE,),
)
