"""What `apply` remembers: the file as it was last applied, in an annotation of the object, byte for byte as kubectl writes it."""
import json

from minik.model import object as objects
from minik.model.go_values import marshalled
from minik.model.object import Object

ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration"


def configuration(obj: Object) -> str:
    """The text that the annotation holds: what the file says, less the annotation itself, with a line end."""
    annotations = {name: value for name, value in objects.annotations(obj).items() if name != ANNOTATION}
    return marshalled({**obj, "metadata": {**obj["metadata"], "annotations": annotations}}) + "\n"


def remembered(obj: Object) -> Object:
    """The object with the annotation that the next `apply` will compare with."""
    annotations = {**objects.annotations(obj), ANNOTATION: configuration(obj)}
    return {**obj, "metadata": {**obj["metadata"], "annotations": annotations}}


def refreshed(obj: Object) -> Object:
    """The object with its annotation brought up to date, if it carries one."""
    return remembered(obj) if ANNOTATION in objects.annotations(obj) else obj


def recalled(current: Object) -> Object | None:
    """What was last applied; nothing where that is not known."""
    text = objects.annotations(current).get(ANNOTATION)
    if not text:
        return None
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
