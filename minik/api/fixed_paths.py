"""Paths that are no places of objects: health, version, discovery, OpenAPI, metrics."""

from collections.abc import Mapping, Sequence
from hashlib import sha512

from minik.api import (
    aggregation,
    discovery,
    encoding,
    negotiation,
    openapi,
    openapi_protobuf,
    paths,
    refusals,
    versions,
)
from minik.api.negotiation import JSON, SERVED, Form
from minik.api.refusals import NotAcceptable
from minik.errors import MethodNotAllowed, MinikError
from minik.intake import subresources
from minik.light_typing import NamedTuple
from minik.model.cluster import Cluster

TEXT = "text/plain; charset=utf-8"
PAGE_NOT_FOUND = b"404 page not found\n"
NO_SNIFF = ("x-content-type-options", "nosniff")
VARY = ("vary", "Accept")
CHECKS = ("ping", "log", "etcd")
READY_CHECKS = (*CHECKS, "informer-sync", "shutdown")
HEALTH = {"healthz": CHECKS, "livez": CHECKS, "readyz": READY_CHECKS}
Pairs = Sequence[tuple[str, str]]


class Fixed(NamedTuple):
    """The answer at such a path."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes


class Asked(NamedTuple):
    """A request for such a path: its method, its parts, its query and headers."""

    method: str
    parts: Sequence[str]
    query: Pairs
    headers: Mapping[str, str]

    @property
    def parameters(self) -> dict[str, str]:
        return dict(self.query)


def answer(
    cluster: Cluster, method: str, path: str, query: Pairs, headers: Mapping[str, str]
) -> Fixed | None:
    """Return the answer at a path that is no place of objects; None at any other."""
    parts = path.removesuffix("/").split("/")[1:] or [""]
    asked = Asked(method, parts, query, headers)
    if parts[0] in HEALTH:
        return health(parts[0], parts[1:], query)
    if parts[0] == "openapi":
        return _openapi(cluster, asked)
    try:
        if parts == ["version"]:
            return _version(asked, cluster.settings.kubernetes_version)
        if parts[0] not in ("", "api", "apis"):
            return page_not_found()
        return _discovery(cluster, asked)
    except MinikError as error:
        form = negotiation.error_form(headers, asked.parameters)
        status = refusals.status(error)
        return Fixed(error.code, [("content-type", form.media)], encoding.encode(status, form))


def _version(asked: Asked, kubernetes_version: str) -> Fixed:
    if asked.method != "GET":
        raise MethodNotAllowed(paths.NOT_ALLOWED)
    form = Form(pretty=True)
    return Fixed(
        200, [("content-type", JSON)], encoding.encode(versions.build(kubernetes_version), form)
    )


def _discovery(cluster: Cluster, asked: Asked) -> Fixed | None:
    parts = asked.parts
    if parts[0] == "apis" and len(parts) > 2 and aggregation.is_remote(cluster, *parts[1:3]):
        return Fixed(503, [("content-type", TEXT), NO_SNIFF], b"service unavailable\n")
    document = discovery.document(cluster, parts)
    if document is None:
        is_own = parts[0] == "api" or len(parts) > 2 and discovery.is_own_group(parts[1])
        if len(parts) > 2 and discovery.serves(cluster, parts):
            return None
        if len(parts) > 3 and discovery.is_custom_group(cluster, parts[1]):
            return page_not_found()
        if not is_own or len(parts) < 2:
            return page_not_found()
        raise subresources.not_found()
    if asked.method not in ("GET", "POST") or asked.method == "POST" and len(parts) > 1:
        raise MethodNotAllowed(paths.NOT_ALLOWED)
    if parts in (["api"], ["apis"]) and _wants_aggregated(asked.headers):
        return _tagged(discovery.aggregated(cluster, parts[0]), discovery.AGGREGATED, asked)
    form = negotiation.negotiate(asked.headers, asked.parameters)
    if form.shown_as:
        raise NotAcceptable(f"only the following media types are accepted: {', '.join(SERVED)}")
    return Fixed(200, [("content-type", form.media)], encoding.encode(document, form))


def _wants_aggregated(headers: Mapping[str, str]) -> bool:
    """Return whether the first clause that can be served is the aggregated discovery."""
    for clause in negotiation.clauses(headers.get("accept", "")):
        if clause.media not in (*SERVED, "*/*"):
            continue
        shown = clause.parameters.get("as")
        if shown == "APIGroupDiscoveryList":
            if clause.media == JSON and clause.parameters.get("v") == "v2":
                return True
            continue
        return False
    return False


def _tagged(value: object, media: str, asked: Asked, *more: tuple[str, str]) -> Fixed:
    """Return a document with its entity tag; 304 to who has it already."""
    body = encoding.encode(value, Form())
    tag = f'"{sha512(body).hexdigest().upper()}"'
    headers = [("etag", tag), VARY, *more]
    if asked.headers.get("if-none-match") == tag:
        return Fixed(304, headers, b"")
    return Fixed(200, [("content-type", media), *headers], body)


def _openapi(cluster: Cluster, asked: Asked) -> Fixed:
    parts = asked.parts
    if parts == ["openapi", "v2"]:
        return _openapi_v2(cluster, asked)
    if parts == ["openapi", "v3"]:
        urls = {
            place: {"serverRelativeURL": f"/openapi/v3/{place}?hash={_hash(cluster, place)}"}
            for place in openapi.index(cluster)
        }
        body = encoding.encode({"paths": urls}, Form())
        return Fixed(200, [("content-type", TEXT)], body)
    if parts[:2] != ["openapi", "v3"]:
        return page_not_found()
    return _openapi_group(cluster, asked, "/".join(parts[2:]))


def _openapi_v2(cluster: Cluster, asked: Asked) -> Fixed:
    """Return the document of all groups: as JSON, or in the binary form of older clients."""
    try:
        form = negotiation.negotiate(asked.headers, {}, (JSON, *openapi_protobuf.ASKED))
    except NotAcceptable:
        return Fixed(406, [VARY], b"")
    document = openapi.v2(cluster)
    fixed = _tagged(document, JSON, asked)
    if form.media == JSON or fixed.status != 200:
        return fixed
    kind = ("content-type", openapi_protobuf.MEDIA)
    others = [header for header in fixed.headers if header[0] != "content-type"]
    return Fixed(200, [kind, *others], openapi_protobuf.encode(document))


def _openapi_group(cluster: Cluster, asked: Asked, place: str) -> Fixed:
    document = openapi.v3(cluster, place)
    if document is None:
        return Fixed(404, [], b"")
    wanted, actual = asked.parameters.get("hash"), _hash(cluster, place)
    if wanted and wanted != actual:
        to = ("location", f"/openapi/v3/{place}?hash={actual}")
        return Fixed(301, [("content-type", JSON), to, VARY], b"")
    fixed = _tagged(document, JSON, asked)
    lasting = [("cache-control", "public, immutable")] if wanted else []
    return fixed._replace(headers=[*fixed.headers, *lasting])


def _hash(cluster: Cluster, place: str) -> str:
    body = encoding.encode(openapi.v3(cluster, place), Form())
    return sha512(body).hexdigest().upper()


def page_not_found() -> Fixed:
    """Return what a server says of a path that it does not know at all."""
    return Fixed(404, [("content-type", TEXT), NO_SNIFF], PAGE_NOT_FOUND)


def health(name: str, parts: Sequence[str], query: Pairs) -> Fixed:
    """Return the answer of a health check: `ok`, or with `?verbose` what was looked at."""
    checks = HEALTH[name]
    if parts:
        is_known = len(parts) == 1 and parts[0] in checks
        return Fixed(200, [("content-type", TEXT)], b"ok") if is_known else page_not_found()
    excluded = [value for word, value in query if word == "exclude"]
    lines = [f"[+]{check} {'excluded: ok' if check in excluded else 'ok'}" for check in checks]
    unknown = [word for word in excluded if word not in checks]
    if unknown:
        shown = ", ".join(f'"{word}"' for word in unknown)
        lines.append(f"warn: some health checks cannot be excluded: no matches for {shown}")
    lines.append(f"{name} check passed")
    verbose = any(word == "verbose" for word, _ in query)
    text = "\n".join(lines) + "\n" if verbose else "ok"
    return Fixed(200, [("content-type", TEXT), NO_SNIFF], text.encode())
