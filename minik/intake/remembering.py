"""What an object remembers of `apply`, set to what a file says. Upstream rule: kubectl `SetLastAppliedOptions`."""
from minik.errors import ClientError
from minik.intake import admission, last_applied, requests
from minik.intake.parsing import Document
from minik.intake.requests import Outcome
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind

FORGETFUL = ("no last-applied-configuration annotation found on resource: {}, to create the annotation, run the command with "
             "--create-annotation")


def remember(draft: Draft, kind: Kind, document: Document, *, create: bool = True) -> Outcome:
    """The object, which from now on remembers the document."""
    name = objects.name(document.value)
    current = draft.get(kind.key, objects.namespace(document.value), name)
    if current is None:
        raise requests.located(requests.missing(kind, name), "retrieving", document.source)
    if not create and not last_applied.text(current):
        raise ClientError(FORGETFUL.format(name))
    text = last_applied.configuration(document.value)
    if text == last_applied.text(current):
        return Outcome(kind, current, "configured")
    stored, warnings = admission.update(draft, kind, current, last_applied.remembered(current, text))
    return Outcome(kind, stored, "configured", requests.told(kind, warnings))
