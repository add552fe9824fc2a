"""DefaultStorageClass: a new claim without a class gets the newest default StorageClass."""

from minik.intake.admission._default_class import name_of_default
from minik.kinds.storage import CLASS_ANNOTATION, DEFAULT_CLASS
from minik.model.admission_plugin import AdmissionPlugin, AdmissionRequest, Operation
from minik.model.object import Object, annotations, read, write


def mutate(request: AdmissionRequest) -> Object:
    """Name the default class in a claim that names none."""
    claim = request.object
    if read(claim, "spec.storageClassName") is not None or CLASS_ANNOTATION in annotations(claim):
        return claim
    name = name_of_default(request.draft.of("StorageClass"), DEFAULT_CLASS)
    return write(claim, "spec.storageClassName", name) if name else claim


PLUGIN = AdmissionPlugin(
    "DefaultStorageClass",
    ("PersistentVolumeClaim",),
    mutate,
    operations=(Operation.CREATE,),
)
