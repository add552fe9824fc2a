"""Lines as kubectl logs them with -v: what it decides (5), and what it asks the server (6 to 9).

minik asks no server: the lines tell what kubectl would have asked for the same, and what it would
have got. Upstream rules: klog's header; client-go `debuggingRoundTripper`.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from minik import kinds, light_json
from minik.client.requests import Outcome
from minik.command_line import global_options, invocation, state_access, streams
from minik.errors import MinikError
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model import selectors
from minik.model.cluster import Cluster
from minik.model.controls import escape_controls, escape_lines
from minik.model.duration import format_duration
from minik.model.kind import Kind
from minik.model.object import Object

STORY, ANSWERS, QUESTIONS, BODIES, CURL = 5, 6, 7, 8, 9  # from which level on
ASKED, ANSWERED, BODY = "round_trippers.go:527", "round_trippers.go:632", "type.go:165"
WATCHED = "streamwatcher.go:134"
ENDED = "context deadline exceeded (Client.Timeout or context cancellation while reading body)"
TABLES = (
    "application/json;as=Table;v=v1;g=meta.k8s.io,"
    "application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json"
)
STATUS = {
    200: "200 OK",
    201: "201 Created",
    400: "400 Bad Request",
    403: "403 Forbidden",
    404: "404 Not Found",
    409: "409 Conflict",
    422: "422 Unprocessable Entity",
}
# what was done to an object → the method and the status
METHODS = {
    "created": ("POST", 201),
    "replaced": ("PUT", 200),
    "deleted": ("DELETE", 200),
    "force deleted": ("DELETE", 200),
}
READ_FIRST = ("apply", "replace")  # verbs that look at each object before they write it
PARTS = {"scale": "scale"}  # the verbs that write a subresource
LONGEST = {BODIES: 1024, CURL: 10240}


class Exchange(NamedTuple):
    """A request and its answer."""

    method: str
    path: str
    code: int
    body: Any = None
    accept: str = "application/json"


def say(place: str, text: str) -> None:
    """Log a line, as from a place of kubectl's source."""
    header = f"I{datetime.now().astimezone():%m%d %H:%M:%S.%f} {os.getpid():>7} {place}] "
    streams.echo(header + escape_lines(text), err=True)


def is_on() -> bool:
    """Whether requests are logged: not those of a live cluster, which are real ones."""
    return state_access.verbosity() >= ANSWERS and state_access.live_session() is None


def path_of(kind: Kind, namespace: str, name: str = "", part: str = "") -> str:
    """Return the path of an object, or without a name of its kind."""
    version = kind.asked or kind.versions[0]
    root = f"/apis/{kind.group}/{version}" if kind.group else f"/api/{version}"
    place = f"/namespaces/{namespace}" if namespace and kind.namespaced else ""
    return "/".join(filter(None, (f"{root}{place}/{kind.plural}", name, part)))


def log_look(kind: Kind, namespace: str, name: str, found: Sequence[Object] | MinikError) -> None:
    """Log how one object was read by its name, or all of a kind."""
    line = invocation.current()
    tables = (
        line.path == "minik get"
        and not line.values.get("output")
        and line.values.get("server_print", True)
    )
    accept = TABLES if tables else "application/json"
    path = path_of(kind, namespace, name)
    if isinstance(found, MinikError):
        _log(Exchange("GET", path + _query({}), found.code, accept=accept))
    elif name:
        _log(Exchange("GET", path + _query({}), 200, found[0], accept))
    else:
        asked = {
            "fieldSelector": line.values.get("field_selector"),
            "includeObject": "Object" if tables and line.values.get("sort_by") else "",
            "labelSelector": line.values.get("selector"),
        }
        log_list(kind, namespace, found, asked, accept)


def log_watch(kind: Kind, namespace: str, name: str, version: int) -> None:
    """Log how an object, or all of a kind that are matched, are followed from a version on."""
    line = invocation.current()
    terms = [f"metadata.name={name}"] if name else [line.values.get("field_selector")]
    asked = {
        "fieldSelector": ",".join(filter(None, terms)),
        "labelSelector": line.values.get("selector"),
        "resourceVersion": "0" if name else str(version),
        "watch": "true",
    }
    _log(Exchange("GET", path_of(kind, namespace) + _query(asked), 200))


def log_end_of_watch() -> None:
    """Log that --request-timeout ended a watch."""
    if state_access.verbosity() >= STORY and state_access.live_session() is None:
        say(WATCHED, f'"Unable to decode an event from the watch stream" err="{ENDED}"')


def log_look_up(kind: Kind, namespace: str, name: str, found: Object | None) -> None:
    """Log how another object was read, which may be missing."""
    path = path_of(kind, namespace, name) + _query({})
    _log(Exchange("GET", path, 200 if found else 404, found))


def log_list(
    kind: Kind,
    namespace: str,
    found: Sequence[Object],
    asked: Mapping[str, str | None],
    accept: str = "application/json",
    *,
    at_once: bool = False,
) -> None:
    """Log how the objects of a kind were read, page by page or `at_once`."""
    path = path_of(kind, namespace)
    size = 0 if at_once else _chunk_size(invocation.current().typed)
    for query, page in _pages(found, asked, size):
        body = {"kind": f"{kind.name}List", "items": page}
        _log(Exchange("GET", path + query, 200, body, accept))


def log_drain(nodes: Sequence[Object], cluster: Cluster, pod_selector: str) -> None:
    """Log how `drain` looks for the pods on these nodes."""
    matching = selectors.parse_selector(pod_selector)
    for node in nodes if is_on() else ():
        name = objects.name(node)
        found = [
            pod
            for pod in cluster.of("Pod")
            if objects.spec(pod).get("nodeName") == name
            and selectors.matches(matching, objects.labels(pod))
        ]
        asked = {"fieldSelector": f"spec.nodeName={name}", "labelSelector": pod_selector}
        log_list(kinds.kind_of_key("Pod"), "", found, asked)


def _pages(
    found: Sequence[Object], wanted: Mapping[str, str | None], size: int
) -> Iterator[tuple[str, list[Object]]]:
    """Yield the queries for the pages of a list, and what is on each."""
    asked = {**wanted, "limit": str(size or "")}
    for start in range(0, max(len(found), 1), size or max(len(found), 1)):
        token = {"continue": str(start) if start else ""}
        yield _query({**token, **asked}), list(found[start : start + (size or len(found))])


def _query(asked: Mapping[str, str | None]) -> str:
    """Return a query with what is asked for, and with the time that --request-timeout gives."""
    from urllib.parse import urlencode  # noqa: PLC0415 hardly anybody asks for a log

    limit = global_options.parse_timeout(str(state_access.option("request-timeout") or "0"))
    timed = {**asked, "timeout": format_duration(limit) if limit > 0 else ""}
    query = urlencode({key: timed[key] for key in sorted(timed) if timed[key]})
    return f"?{query}" if query else ""


def _chunk_size(words: Sequence[str]) -> int:
    """Return how many objects are asked for at once; 0 for all."""
    for word, following in zip(words, [*words[1:], ""], strict=True):
        name, equals, value = word.partition("=")
        if name == "--chunk-size":
            return int(value if equals else following)
    return 500


def log_changes(outcomes: Sequence[Outcome], manager: str) -> None:
    """Log how this field manager wrote these objects."""
    verb = invocation.current().path.split()[1]
    for outcome in outcomes if is_on() else ():
        for exchange in _writing(verb, outcome, manager):
            _log(exchange)


def log_refusals(errors: Sequence[MinikError], manager: str) -> None:
    """Log how this field manager would have written what was refused."""
    verb = invocation.current().path.split()[1]
    for error in errors if is_on() else ():
        if error.written is not None:
            kind, obj, is_new = error.written
            done = "created" if is_new else "replaced" if verb == "replace" else "configured"
            for exchange in _writing(verb, Outcome(kind, obj, done), manager):
                is_write = exchange.method != "GET"
                _log(refused(exchange, kind, obj, error) if is_write else exchange)


def _writing(verb: str, outcome: Outcome, manager: str) -> Iterator[Exchange]:
    """Yield the requests that made an outcome."""
    kind, obj = outcome.kind, outcome.object
    if not kind.versions or not kind.plural:
        return
    name, namespace = objects.name(obj), objects.namespace(obj)
    method, code = METHODS.get(outcome.done, ("PATCH", 200))
    path = path_of(kind, namespace, name, PARTS.get(verb, ""))
    if verb in READ_FIRST:
        is_new = outcome.done in ("created", "serverside-applied")
        yield Exchange("GET", path + _query({}), 404 if is_new else 200, None if is_new else obj)
    if outcome.done == "unchanged":
        return
    if method == "POST":
        path = path_of(kind, namespace)
    query = _query({"fieldManager": "" if method == "DELETE" else manager})
    yield Exchange(method, path + query, code, obj)


def _log(exchange: Exchange) -> None:
    level = state_access.verbosity()
    url = f"file://{state_access.state_path()}{exchange.path}"
    what = f'verb="{exchange.method}" url="{escape_controls(url)}"'
    headers = [f"Accept: {exchange.accept}", "User-Agent: minik"]
    if level >= CURL:
        options = " ".join(f'-H "{header}"' for header in headers)
        say(
            ASKED,
            f"\"Request\" curlCommand=<\n\tcurl -v -X{exchange.method}  {options} '{url}'\n >",
        )
    elif level >= QUESTIONS:
        say(ASKED, f'"Request" {what} headers=<\n\t' + "\n\t".join(headers) + "\n >")
    status = STATUS.get(exchange.code, str(exchange.code))
    words = ['"Response"']
    words += [what] if level in (ANSWERS, CURL) else []
    words += [f'status="{status}"']
    words += ["headers=<\n\tContent-Type: application/json\n >"] if level >= BODIES else []
    words += ["milliseconds=0"]  # nobody was asked
    say(ANSWERED, " ".join(words))
    if level >= BODIES and exchange.body is not None:
        say(BODY, f'"Response Body" body=<\n\t{_shortened(_json(exchange.body), level)}\n >')


def refused(exchange: Exchange, kind: Kind, obj: Object, error: MinikError) -> Exchange:
    """Return a write with what a server answers that refuses it."""
    from minik.api import paths, refusals  # noqa: PLC0415 hardly anybody asks for a log

    place = paths.Place(kind, kind.api_version, objects.namespace(obj), objects.name(obj))
    return exchange._replace(code=error.code, body=refusals.status(error, place, objects.name(obj)))


def _json(body: Any) -> str:
    """Return a body as JSON, without what a Secret holds, and who wrote what."""
    if body.get("kind") in ("Secret", "SecretList"):
        return "<masked>"
    if "items" in body:
        return light_json.encoder()({**body, "items": list(map(_plain, body["items"]))})
    return light_json.encoder()(_plain(body))


def _plain(obj: Object) -> Object:
    return objects.drop(obj, "metadata.managedFields")


def _shortened(text: str, level: int) -> str:
    """Return a body as long as it is told at a level."""
    limit = LONGEST.get(level, len(text))
    more = len(text) - limit
    return text if more <= 0 else f"{text[:limit]} [truncated {more} chars]"
