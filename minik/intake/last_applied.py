"""The last-applied-configuration annotation, byte for byte as kubectl writes it."""

from minik import light_json
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.go_values import HTML, marshal
from minik.model.object import Object

ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration"
_encode = light_json.encoder(sort_keys=True)


def without_annotation(obj: Object) -> Object:
    """Return the object without the annotation, but with metadata.annotations even if empty."""
    annotations = {
        name: value for name, value in objects.annotations(obj).items() if name != ANNOTATION
    }
    return {**obj, "metadata": {**obj["metadata"], "annotations": annotations}}


# Go writes fractions in its own way; everything else the standard library writes alike, and much
# faster.
def encode_configuration(obj: Object) -> str:
    """Return the annotation's text for an object: compact JSON and a line end."""
    stated_object = without_annotation(obj)
    text = _encode(stated_object)
    return (
        marshal(stated_object)
        if _has_fraction(stated_object)
        else text.translate(HTML)
        if _needs_escaping(text)
        else text
    ) + "\n"


def _has_fraction(value: Any) -> bool:
    """Return whether a JSON value holds a number with a fraction anywhere."""
    parts = [value]
    for part in parts:  # which grows meanwhile
        if isinstance(part, dict):
            parts.extend(part.values())
        elif isinstance(part, list):
            parts.extend(part)
        elif part.__class__ is float:
            return True
    return False


def _needs_escaping(text: str) -> bool:
    return not text.isascii() or "<" in text or ">" in text or "&" in text or "\x7f" in text


def with_annotation(obj: Object, before: str | None = None) -> Object:
    """Set the annotation to the object's own configuration, or to `before` if that is given."""
    annotations = {**objects.annotations(obj), ANNOTATION: before or encode_configuration(obj)}
    return {**obj, "metadata": {**obj["metadata"], "annotations": annotations}}


def refresh_annotation(obj: Object) -> Object:
    """Update the annotation of an object that has one."""
    return with_annotation(obj) if ANNOTATION in objects.annotations(obj) else obj


def annotation_text(current: Object) -> str:
    """Return the annotation of an object; "" if it has none."""
    return objects.annotations(current).get(ANNOTATION) or ""


def previous_configuration(current: Object) -> Object | None:
    """Return the last applied object; None if the annotation is missing or not a JSON object."""
    try:
        value = light_json.loads(annotation_text(current) or "null")
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
