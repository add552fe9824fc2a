"""PUT: replace the object at a path, or a subresource of it."""

from collections.abc import Mapping

from minik.api import paths, writing
from minik.api.paths import Place
from minik.api.verbs import Reply
from minik.errors import MethodNotAllowed
from minik.intake import requests
from minik.intake.parsing import Document
from minik.model.cluster import Cluster


def answer(
    cluster: Cluster, place: Place, parameters: Mapping[str, str], document: Document | None
) -> Reply:
    """Return the object as it is stored now.

    Raises MethodNotAllowed at the path of a kind, NotFound where there is no such object, BadRequest
    for a document of another place.
    """
    if not place.name:
        raise MethodNotAllowed(paths.NOT_ALLOWED)
    draft = writing.new_draft(cluster, place, parameters)
    matched = writing.match_place(document, place)
    sent, fields = writing.checked(matched, place.kind, parameters)
    stored, warnings = requests.replace(draft, place.kind, sent, place.part)
    texts = writing.warnings(place.kind, [*fields, *warnings])
    return Reply(200, stored, writing.after(draft, cluster), texts)
