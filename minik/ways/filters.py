"""Filters that change where a request goes: redirects, rewrites, mirrors.

Upstream rules: Gateway API `httproute_types.go`: HTTPRequestRedirectFilter, HTTPURLRewriteFilter,
HTTPPathModifier.
"""

from collections.abc import Iterator, Mapping, Sequence

from minik.light_typing import Any, NamedTuple
from minik.ways.request import PORTS, Request

REDIRECT, REWRITE, MIRROR = "RequestRedirect", "URLRewrite", "RequestMirror"
CORS, EXTENSION = "CORS", "ExtensionRef"
REQUEST_HEADERS, RESPONSE_HEADERS = "RequestHeaderModifier", "ResponseHeaderModifier"
FIELDS = {
    REDIRECT: "requestRedirect",
    REWRITE: "urlRewrite",
    MIRROR: "requestMirror",
    CORS: "cors",
    EXTENSION: "extensionRef",
    REQUEST_HEADERS: "requestHeaderModifier",
    RESPONSE_HEADERS: "responseHeaderModifier",
}
# what changes no destination, by the name of its field: filters of a rule, and its own fields
SIDE_FILTERS = (REQUEST_HEADERS, RESPONSE_HEADERS, CORS)
SIDE_FIELDS = ("timeouts", "retry", "sessionPersistence")
FOUND = 302


class Redirect(NamedTuple):
    """An answer that sends the client elsewhere."""

    status: int
    location: str


def of_type(filters: Sequence[Mapping[str, Any]], kind: str) -> Iterator[Mapping[str, Any]]:
    """Yield what the filters of a type say."""
    for one in filters:
        if one.get("type") == kind:
            yield one.get(FIELDS[kind]) or {}


def redirect(
    filters: Sequence[Mapping[str, Any]], request: Request, match: Mapping[str, Any], port: int
) -> Redirect | None:
    """Return the answer of the first redirect; None without one. `port` is the listener's."""
    value = next(of_type(filters, REDIRECT), None)
    if value is None:
        return None
    scheme = str(value.get("scheme") or request.scheme)
    if value.get("port"):
        port = int(value["port"])
    elif value.get("scheme"):
        port = PORTS.get(scheme, port)
    host = str(value.get("hostname") or request.host)
    path = changed_path(value.get("path"), request.path, match)
    shown = "" if port == PORTS.get(scheme) else f":{port}"
    bare = f"[{host}]" if ":" in host else host
    return Redirect(
        int(value.get("statusCode") or FOUND), f"{scheme}://{bare}{shown}{path}{query(request)}"
    )


def query(request: Request) -> str:
    """Return the query of a request as it stands in its URL, with the question mark; or ""."""
    rest = request.url.partition("#")[0].partition("?")
    return f"{rest[1]}{rest[2]}" if rest[2] else ""


def rewrite(
    filters: Sequence[Mapping[str, Any]], request: Request, match: Mapping[str, Any]
) -> Mapping[str, str]:
    """Return the host and the path that the backend is asked for, where they are others."""
    value = next(of_type(filters, REWRITE), None)
    if value is None:
        return {}
    made = {
        "host": str(value.get("hostname") or request.host),
        "path": changed_path(value.get("path"), request.path, match),
    }
    asked = {"host": request.host, "path": request.path}
    return made if made != asked else {}


def changed_path(modifier: Mapping[str, Any] | None, path: str, match: Mapping[str, Any]) -> str:
    """Return a path as a modifier changes it: wholly, or the prefix that was matched."""
    value = modifier or {}
    if value.get("type") == "ReplaceFullPath":
        return str(value.get("replaceFullPath") or "/")
    if value.get("type") == "ReplacePrefixMatch":
        prefix = str((match.get("path") or {}).get("value") or "/").rstrip("/")
        rest = path[len(prefix) :]
        return f"{str(value.get('replacePrefixMatch') or '').rstrip('/')}{rest}" or "/"
    return path


def side_effects(
    filters: Sequence[Mapping[str, Any]], rule: Mapping[str, Any]
) -> tuple[tuple[str, Mapping[str, Any]], ...]:
    """Return what a rule does besides sending requests on, by the names of the fields that say so; a later
    filter of a type counts for nothing.
    """
    of_filters = ((FIELDS[kind], next(of_type(filters, kind), None)) for kind in SIDE_FILTERS)
    of_rule = ((name, rule.get(name)) for name in SIDE_FIELDS)
    return tuple((name, value) for name, value in (*of_filters, *of_rule) if value)
