"""POST: create an object at the path of its kind."""

from collections.abc import Mapping

from minik.api import paths, writing
from minik.api.paths import Place
from minik.api.verbs import Reply
from minik.errors import MethodNotAllowed
from minik.intake import registry, validation
from minik.intake.parsing import Document
from minik.model.cluster import Cluster


def answer(
    cluster: Cluster, place: Place, parameters: Mapping[str, str], document: Document | None
) -> Reply:
    """Return the object as it was created.

    Raises MethodNotAllowed at the path of one object, BadRequest for a document of another place.
    """
    if place.name:
        raise MethodNotAllowed(paths.NOT_ALLOWED)
    draft = writing.new_draft(cluster, place, parameters)
    matched = writing.match_place(document, place)
    checked, fields = writing.checked(matched, place.kind, parameters)
    sent = validation.decode(checked, place.kind)
    created, warnings = registry.create(draft, place.kind, sent)
    texts = writing.warnings(place.kind, [*fields, *warnings])
    return Reply(201, created, writing.after(draft, cluster), texts)
