"""`apply set-last-applied`. Upstream rule: kubectl `SetLastAppliedOptions`."""

from minik.client import requests
from minik.client.requests import Outcome
from minik.errors import ClientError
from minik.intake import last_applied, registry, request_errors
from minik.intake.parsing import Document
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind

NO_ANNOTATION = (
    "no last-applied-configuration annotation found on resource: {}, to create the annotation, run the command with "
    "--create-annotation"
)


def store_annotation(
    draft: Draft, kind: Kind, document: Document, *, create: bool = True
) -> Outcome:
    """Set the last-applied annotation to what the file says. Raise ClientError if the object has
    none and `create` is false.
    """
    name = objects.name(document.value)
    current = registry.live(draft, document.value)
    if current is None:
        raise requests.with_file(
            request_errors.not_found(kind, name), "retrieving", document.source
        )
    if not create and not last_applied.annotation_text(current):
        raise ClientError(NO_ANNOTATION.format(name))
    text = last_applied.encode_configuration(document.value)
    if text == last_applied.annotation_text(current):
        return Outcome(kind, current, "configured")
    stored, warnings = registry.update(
        draft, kind, current, last_applied.with_annotation(current, text)
    )
    return Outcome(kind, stored, "configured", requests.with_notice(kind, warnings))
