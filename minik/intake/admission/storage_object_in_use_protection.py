"""StorageObjectInUseProtection: a finalizer keeps a claim or a volume while it is in use."""

from minik.model.admission_plugin import AdmissionPlugin, AdmissionRequest, Operation
from minik.model.object import Object, read_list, write

FINALIZERS = {
    "PersistentVolumeClaim": "kubernetes.io/pvc-protection",
    "PersistentVolume": "kubernetes.io/pv-protection",
}


def mutate(request: AdmissionRequest) -> Object:
    """Add the finalizer to a new object that does not carry it."""
    finalizer = FINALIZERS[request.kind.key]
    own = read_list(request.object, "metadata.finalizers")
    if finalizer in own:
        return request.object
    return write(request.object, "metadata.finalizers", [*own, finalizer])


PLUGIN = AdmissionPlugin(
    "StorageObjectInUseProtection", tuple(FINALIZERS), mutate, operations=(Operation.CREATE,)
)
