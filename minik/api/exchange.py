"""A request to the API, and the answer to it.

`answer` finds the path's place and leaves it to the verb's file in `verbs/`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import parse_qsl

from minik import shelf
from minik.api import discovery, paths, versions
from minik.api.paths import Place
from minik.api.verbs import Reply
from minik.errors import MethodNotAllowed
from minik.intake.parsing import Document
from minik.light_typing import NamedTuple
from minik.model import writers
from minik.model.cluster import Cluster
from minik.model.go_values import marshal
from minik.model.object import Object

HEALTH = ("/healthz", "/livez", "/readyz")
VERBS = {"GET": "get", "POST": "create", "PUT": "replace", "DELETE": "delete"}


class Request(NamedTuple):
    """A method, a path with its query, and the document that was sent."""

    method: str
    path: str
    document: Document | None = None


class Answer(NamedTuple):
    """The HTTP status, the body as text, the cluster after it, whose controllers have not run yet,
    and the warnings.
    """

    status: int
    body: str
    cluster: Cluster
    warnings: Sequence[str] = ()


def answer(cluster: Cluster, request: Request, now: datetime) -> Answer:
    """Return the answer to a request, as the API server words it.

    Raises MinikError with the server's reason and code: NotFound, BadRequest, MethodNotAllowed...
    """
    plain, _, query = request.path.partition("?")
    plain = plain.rstrip("/")
    body = _fixed_body(cluster, plain) if request.method == "GET" else None
    if body is not None:
        return Answer(200, body, cluster)
    place = paths.place(cluster, plain)
    parameters = dict(parse_qsl(query, keep_blank_values=True))
    return _answer_at(cluster.at(now), request, place, parameters)


def _fixed_body(cluster: Cluster, path: str) -> str | None:
    """Return the body at a path that is no place of objects; None at any other."""
    if path in HEALTH:
        return "ok"
    if path == "/version":
        return marshal(versions.server(), "  ")
    return discovery.body(cluster, path.lstrip("/").split("/"))


def _answer_at(
    cluster: Cluster, request: Request, place: Place, parameters: Mapping[str, str]
) -> Answer:
    verb = shelf.find("minik.api.verbs", VERBS.get(request.method, "_"))
    if verb is None:
        raise MethodNotAllowed(paths.NOT_ALLOWED)
    reply: Reply = verb.answer(cluster, place, parameters, request.document)
    return Answer(reply.status, marshal(_told(reply.body, place)), reply.cluster, reply.warnings)


def _told(body: Object, place: Place) -> Object:
    """Return an object, or a list of them, with who wrote what."""
    if isinstance(body.get("items"), list):
        return {**body, "items": [_told(item, place) for item in body["items"]]}
    if not isinstance(body.get("metadata"), dict) or not writers.is_noted(body):
        return body
    from minik.intake.ownership import first_writers  # noqa: PLC0415 what controllers made has no notes

    typed = {"apiVersion": place.api_version, "kind": place.kind.name, **body}
    told = first_writers.told(typed)
    return {name: part for name, part in told.items() if name in body}
