"""DefaultStorageClass: a new claim without a class gets the newest default StorageClass."""

from minik.kinds.storage import CLASS_ANNOTATION, DEFAULT_CLASS
from minik.model import object as objects
from minik.model.admission_plugin import AdmissionPlugin, AdmissionRequest, Operation
from minik.model.cluster import Draft
from minik.model.object import Object, annotations, read, write


def mutate(request: AdmissionRequest) -> Object:
    """Name the default class in a claim that names none."""
    claim = request.object
    if read(claim, "spec.storageClassName") is not None or CLASS_ANNOTATION in annotations(claim):
        return claim
    name = default_class(request.draft)
    return write(claim, "spec.storageClassName", name) if name else claim


def default_class(draft: Draft) -> str:
    """Return the name of the newest default StorageClass; "" if there is none."""
    defaults = [
        storage_class
        for storage_class in draft.of("StorageClass")
        if "true" in (annotations(storage_class).get(name) for name in DEFAULT_CLASS)
    ]
    by_name = sorted(defaults, key=objects.name)
    return objects.name(max(by_name, key=created)) if by_name else ""


def created(obj: Object) -> str:
    """Return when an object was created; "" if it does not say so."""
    return str(obj["metadata"].get("creationTimestamp") or "")


PLUGIN = AdmissionPlugin(
    "DefaultStorageClass",
    ("PersistentVolumeClaim",),
    mutate,
    operations=(Operation.CREATE,),
)
