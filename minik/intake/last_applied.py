"""What `apply` remembers: the file as it was last applied, in an annotation of the object, byte for byte as kubectl writes it."""
import json
import re

from minik.model import object as objects
from minik.model.go_values import HTML, marshalled
from minik.model.object import Object

ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration"
FRACTION = re.compile(r'(?:":|[\[,])-?\d+[.eE]|NaN|Infinity')
_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


def stated(obj: Object) -> Object:
    """What the file says, less the annotation itself; that there are no annotations is said too."""
    annotations = {name: value for name, value in objects.annotations(obj).items() if name != ANNOTATION}
    return {**obj, "metadata": {**obj["metadata"], "annotations": annotations}}


# Go writes fractions in its own way; everything else the standard library writes alike, and much faster.
def configuration(obj: Object) -> str:
    """The text that the annotation holds, with a line end."""
    said = stated(obj)
    text = _encode(said)
    return (marshalled(said) if FRACTION.search(text) else text.translate(HTML) if _needs(text) else text) + "\n"


def _needs(text: str) -> bool:
    return any(sign in text for sign in "<>&\u2028\u2029\x7f")


def remembered(obj: Object, before: str | None = None) -> Object:
    """The object with the annotation that the next `apply` will compare with; `before` is its text, where it is known already."""
    annotations = {**objects.annotations(obj), ANNOTATION: before or configuration(obj)}
    return {**obj, "metadata": {**obj["metadata"], "annotations": annotations}}


def refreshed(obj: Object) -> Object:
    """The object with its annotation brought up to date, if it carries one."""
    return remembered(obj) if ANNOTATION in objects.annotations(obj) else obj


def text(current: Object) -> str:
    """The annotation of an object; empty where it has none."""
    return objects.annotations(current).get(ANNOTATION) or ""


def recalled(current: Object) -> Object | None:
    """What was last applied; nothing where that is not known."""
    try:
        found = json.loads(text(current) or "null")
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
