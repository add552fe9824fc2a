"""What PersistentVolumes, PersistentVolumeClaims and StorageClasses share."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from minik.errors import Problem
from minik.kinds._rules import check_choice
from minik.model.object import Object, annotations, read
from minik.model.problem import forbidden

CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class"
ACCESS_MODES = ("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod")
ACCESS_MODE_ABBREVIATIONS = {
    "ReadWriteOnce": "RWO",
    "ReadOnlyMany": "ROX",
    "ReadWriteMany": "RWX",
    "ReadWriteOncePod": "RWOP",
}
VOLUME_MODES = ("Block", "Filesystem")
DEFAULT_CLASS = (
    "storageclass.kubernetes.io/is-default-class",
    "storageclass.beta.kubernetes.io/is-default-class",
)


def storage_class_name(obj: Object) -> str:
    """Return the storage class name, "" if none; the old annotation takes precedence."""
    name: str = annotations(obj).get(CLASS_ANNOTATION, read(obj, "spec.storageClassName", ""))
    return name


def access_problems(path: str, modes: Sequence[str]) -> Iterator[Problem]:
    """Yield the problems of access modes; ReadWriteOncePod excludes all others."""
    for mode in modes:
        yield from check_choice(path, mode, ACCESS_MODES)
    if "ReadWriteOncePod" in modes and any(
        mode in ACCESS_MODES and mode != "ReadWriteOncePod" for mode in modes
    ):
        yield forbidden(path, "may not use ReadWriteOncePod with other access modes")


def short_access_modes(modes: Sequence[str] | None) -> str:
    """Return access modes in short form, in kubectl's order: `RWO,ROX`."""
    return ",".join(
        short for mode, short in ACCESS_MODE_ABBREVIATIONS.items() if mode in (modes or ())
    )


def class_warnings(obj: Object) -> Iterator[str]:
    if CLASS_ANNOTATION in annotations(obj):
        yield f'metadata.annotations[{CLASS_ANNOTATION}]: deprecated since v1.8; use "storageClassName" attribute instead'


def class_column(obj: Object, _: datetime) -> str:
    """Return the storage class of a volume or claim."""
    return storage_class_name(obj)


def attributes_column(obj: Object, _: datetime) -> str:
    """Return the VolumeAttributesClass of a volume or claim."""
    return str(read(obj, "spec.volumeAttributesClassName", "<unset>"))


def mode_column(obj: Object, _: datetime) -> str:
    """Return the volume mode of a volume or claim: Filesystem or Block."""
    return str(read(obj, "spec.volumeMode", "<unset>"))
