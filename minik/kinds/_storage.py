"""What persistent volumes, their claims and their classes have in common."""
from collections.abc import Iterator, Sequence
from datetime import datetime

from minik.errors import Problem
from minik.kinds._rules import among
from minik.model.object import Object, annotations, read
from minik.model.problem import forbidden

CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class"
ACCESS = ("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod")
SHORT_ACCESS = {"ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", "ReadWriteOncePod": "RWOP"}
VOLUME_MODES = ("Block", "Filesystem")
DEFAULT_CLASS = ("storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class")


def class_of(obj: Object) -> str:
    """The storage class of a volume or claim; the annotation that came first comes first."""
    found: str = annotations(obj).get(CLASS_ANNOTATION, read(obj, "spec.storageClassName", ""))
    return found


def access_problems(path: str, modes: Sequence[str]) -> Iterator[Problem]:
    """How a volume may be mounted: one pod alone excludes all else."""
    for mode in modes:
        yield from among(path, mode, ACCESS)
    if "ReadWriteOncePod" in modes and any(mode in ACCESS and mode != "ReadWriteOncePod" for mode in modes):
        yield forbidden(path, "may not use ReadWriteOncePod with other access modes")


def shown_access(modes: Sequence[str] | None) -> str:
    """`RWO,ROX`: each once, in kubectl's order."""
    return ",".join(short for mode, short in SHORT_ACCESS.items() if mode in (modes or ()))


def class_warnings(obj: Object) -> Iterator[str]:
    if CLASS_ANNOTATION in annotations(obj):
        yield f'metadata.annotations[{CLASS_ANNOTATION}]: deprecated since v1.8; use "storageClassName" attribute instead'


def class_column(obj: Object, _: datetime) -> str:
    """The class, of a volume or a claim."""
    return class_of(obj)


def attributes_column(obj: Object, _: datetime) -> str:
    """The class of attributes, of a volume or a claim."""
    return str(read(obj, "spec.volumeAttributesClassName", "<unset>"))


def mode_column(obj: Object, _: datetime) -> str:
    """Whether it is a file system or a bare device, of a volume or a claim."""
    return str(read(obj, "spec.volumeMode", "<unset>"))
