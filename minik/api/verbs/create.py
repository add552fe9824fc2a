"""POST: create an object at the path of its kind."""

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
    """Return the object as it was created.

    Raises MethodNotAllowed at the path of one object, BadRequest for a document of another place.
    """
    if place.name:
        raise MethodNotAllowed(paths.NOT_ALLOWED)
    draft = writing.new_draft(cluster, place, parameters)
    outcome = requests.create(draft, place.kind, writing.match_place(document, place))
    return Reply(201, outcome.object, writing.after(draft, cluster), outcome.warnings)
