"""A request to the API, and the answer to it.

`answer` finds the path's place, leaves it to the verb's file in `verbs/` or to the subresource's in
`parts/`, and encodes what they return, refusals included; `raw` is what `--raw` prints.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import parse_qsl

from minik import shelf
from minik.api import (
    authorization,
    bodies,
    encoding,
    fixed_paths,
    impersonation,
    lists,
    negotiation,
    paths,
    refusals,
    resources,
    subresources,
    texts,
)
from minik.api.call import NO_SERVER, Call, Server
from minik.api.negotiation import Form
from minik.api.paths import Place
from minik.api.reply import Reply, Watch
from minik.errors import MethodNotAllowed, MinikError
from minik.intake.parsing import Document
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.go_values import marshal
from minik.model.writing import Identity, Step

PLAIN = ("content-type", "text/plain; charset=utf-8")
NAMED = {"kind", "apiVersion", "metadata"}
VERBS = {"GET": "get", "POST": "create", "PUT": "replace", "PATCH": "patch", "DELETE": "delete"}


class Request(NamedTuple):
    """A method, a path with its query, headers by their names in lower case, and the body: as bytes,
    or as a document that has been parsed already. `user` is whom the server knows the client as, None
    for the administrator; `judged`: the roles of the cluster say what it may.
    """

    method: str
    path: str
    document: Document | None = None
    headers: Mapping[str, str] = {}
    body: bytes = b""
    user: Identity | None = None
    judged: bool = False


class Answer(NamedTuple):
    """What goes back: HTTP status, headers, body; the cluster after the request, whose controllers
    have not run yet, and its changes in order. `watch`: the body is a stream of events. `annotations`
    are for an audit log.
    """

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes
    cluster: Cluster
    steps: Sequence[Step] = ()
    watch: Watch | None = None
    form: Form = Form()
    annotations: Mapping[str, str] = {}


def answer(
    cluster: Cluster,
    request: Request,
    now: datetime,
    server: Server = NO_SERVER,
) -> Answer:
    """Return the answer to a request; a refusal is a Status."""
    plain, _, query = request.path.partition("?")
    pairs = parse_qsl(query, keep_blank_values=True)
    parameters = dict(reversed(pairs))  # of several values the first counts
    call = form = None
    try:
        impersonation.check(request.headers)
        if request.judged:
            authorization.judge(
                cluster, request.method, request.path, request.headers, request.user
            )
        fixed = fixed_paths.answer(cluster, request.method, plain, pairs, request.headers)
        if fixed is not None:
            return Answer(fixed.status, fixed.headers, fixed.body, cluster)
        form = negotiation.negotiate(request.headers, parameters)
        call = _call(cluster.at(now), request, plain, parameters, form)
        call = _served(call, request, server, pairs)
        if form.shown_as == negotiation.TABLE and not call.place.kind.stored:
            raise negotiation.not_shown()
        reply = _reply(call, request)
        return _encoded(reply, call, form)._replace(annotations=reply.annotations)
    except paths.PageNotFound:
        page = fixed_paths.page_not_found()
        return Answer(page.status, page.headers, page.body, cluster)
    except MinikError as error:
        refusal = _refusal(cluster, error, call, request.headers, parameters)
        return refusal._replace(annotations=error.annotations)


class RawAnswer(NamedTuple):
    """The body as text, the warnings, and the cluster after the request."""

    body: str
    warnings: Sequence[str]
    cluster: Cluster


def raw(cluster: Cluster, request: Request, now: datetime) -> RawAnswer:
    """Return the answer to a request of `--raw`, whose document has been parsed.

    Raises MinikError with the server's reason and code: NotFound, BadRequest, MethodNotAllowed...
    """
    plain, _, query = request.path.partition("?")
    pairs = parse_qsl(query, keep_blank_values=True)
    fixed = fixed_paths.answer(cluster, request.method, plain, pairs, {})
    if fixed is not None and fixed.status == 200:
        return RawAnswer(fixed.body.decode().rstrip("\n"), (), cluster)
    if fixed is not None:
        raise paths.not_found()
    call = _call(cluster.at(now), request, plain, dict(pairs), Form())._replace(pairs=pairs)
    reply = _reply(call, request)
    notice = [call.place.kind.notice] if call.place.kind.notice and request.method != "GET" else []
    body = reply.body
    if reply.kind is not None and reply.listed is not None:
        body = lists.with_items(reply.kind, body, reply.listed)
    if reply.kind is not None:
        told = encoding.completed(reply.kind, body, is_list=reply.is_list)
        body = {name: part for name, part in told.items() if part is not None}
    return RawAnswer(marshal(body), [*notice, *reply.warnings], reply.cluster)


def _call(
    cluster: Cluster, request: Request, path: str, parameters: Mapping[str, str], form: Form
) -> Call:
    place = paths.place(cluster, path)
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    agent = request.headers.get("user-agent", "").partition("/")[0]
    call = Call(cluster, place, parameters, request.document, media, request.body, agent, form)
    user = request.headers.get(impersonation.USER)
    identity = impersonation.identity(request.headers) if user else request.user
    return call._replace(identity=identity)


def _served(call: Call, request: Request, server: Server, pairs: Sequence[tuple[str, str]]) -> Call:
    """Return a call as a server sees it, with custom resources in the version that it asks for."""
    call = call._replace(
        server=server,
        upgrades="upgrade" in request.headers,
        pairs=pairs,
        unlimited=not request.judged,
        judged=request.judged,
    )
    if not call.place.kind.custom:
        return call
    from minik.api import conversion  # noqa: PLC0415 few clusters have other kinds

    return conversion.in_version(call)


def _reply(call: Call, request: Request) -> Reply:
    place = call.place
    part = shelf.find("minik.api.parts", place.part.replace("-", "_")) if place.part else None
    verb = VERBS.get(request.method, "")
    if not verb:
        raise MethodNotAllowed(paths.NOT_ALLOWED)
    _check_verb(place, verb)
    if part is not None and hasattr(part, verb):
        answered: Reply = getattr(part, verb)(call)
        return answered
    module = shelf.find("minik.api.verbs", verb)
    assert module is not None
    answered = module.answer(call)
    return answered


def _encoded(reply: Reply, call: Call, form: Form) -> Answer:
    place = call.place
    warnings = _warnings(place.kind.notice, _deprecation(place), *reply.warnings)
    if reply.watch is not None:
        kind = [("content-type", encoding.content_type(form))]
        return Answer(200, [*kind, *warnings], b"", reply.cluster, reply.steps, reply.watch, form)
    if reply.text is not None:
        plain = [("content-type", "text/plain")] if reply.text else []
        return Answer(reply.status, plain, reply.text, reply.cluster, reply.steps)
    headers = [("content-type", encoding.content_type(form)), *warnings]
    text = _text(reply, call, form)
    return Answer(reply.status, headers, text, reply.cluster, reply.steps)


def _text(reply: Reply, call: Call, form: Form) -> bytes:
    """Return the body of an answer; what many ask for is known already."""
    kind, body, listed = reply.kind, reply.body, reply.listed
    if kind is not None and listed is not None:
        if texts.is_plain(form):
            return texts.listed(kind, body, listed) + b"\n"
        if texts.is_usual_table(form, call.parameters):
            return texts.rows(kind, body, listed, form.version, call.cluster.now) + b"\n"
        reply = reply._replace(body=lists.with_items(kind, body, listed))
    elif kind is not None and not reply.is_list and texts.is_plain(form) and body.keys() >= NAMED:
        return texts.whole(kind, body, body["apiVersion"]) + b"\n"
    return encoding.encode(encoding.represent(reply, form, call.parameters, call.cluster.now), form)


def _deprecation(place: Place) -> str | None:
    return place.kind.deprecations.get(objects.version(place.api_version))


def _warnings(*texts: str | None) -> list[tuple[str, str]]:
    """Return a header for each text, once."""
    return [("warning", f"299 - {_quoted(text)}") for text in dict.fromkeys(filter(None, texts))]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _refusal(
    cluster: Cluster,
    error: MinikError,
    call: Call | None,
    headers: Mapping[str, str],
    parameters: Mapping[str, str],
) -> Answer:
    form = negotiation.error_form(headers, parameters)
    name = call.place.name or _name_in(call) if call else ""
    place = call.place if call else None
    body = refusals.status(error, place, name)
    warnings = _warnings(_deprecation(place) if place else None, *error.warnings)
    retry = (body.get("details") or {}).get("retryAfterSeconds")
    again = [("retry-after", str(retry))] if retry else []
    kind = ("content-type", encoding.content_type(form))
    return Answer(error.code, [kind, *warnings, *again], encoding.encode(body, form), cluster)


def _name_in(call: Call) -> str:
    """Return the name of the object in a body that could be read, else ""."""
    try:
        sent = bodies.any_object(call, call.place.kind.name)
    except MinikError:
        return ""
    metadata = sent.get("metadata") if isinstance(sent, dict) else None
    name = metadata.get("name") if isinstance(metadata, dict) else ""
    return name if isinstance(name, str) else ""


def _check_verb(place: Place, verb: str) -> None:
    """Raise MethodNotAllowed for what cannot be done with a kind, or with a part of it."""
    wanted = {"replace": "update"}.get(verb, verb)
    if place.part:
        own = next(
            part
            for part in subresources.parts_of(place.kind, objects.version(place.api_version))
            if part.name == place.part
        )
        allowed: Sequence[str] = own.verbs
    else:
        allowed = resources.verbs_of(place.kind)
        wanted = "list" if wanted == "get" and not place.name else wanted
    if wanted not in allowed:
        raise MethodNotAllowed(paths.NOT_ALLOWED)
