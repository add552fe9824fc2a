"""HTTPRoute: by path, method, headers and query parameters.

Upstream rule: Gateway API `HTTPRouteMatch`; an Exact path beats a RegularExpression, and that a prefix.
"""

from collections.abc import Mapping

from minik.light_typing import Any
from minik.ways.request import Request
from minik.ways.routes import _values
from minik.ways.rules import Rank, RouteKind


def rate(match: Mapping[str, Any], request: Request) -> Rank | None:
    """Return how specific a match is: path, method, number of headers, of query parameters."""
    path = rate_path(match.get("path") or {}, request.path)
    method = match.get("method")
    headers = _values.count(match.get("headers") or (), request.header, fold=True)
    query = _values.count(match.get("queryParams") or (), _values.query(request), fold=False)
    if path is None or headers is None or query is None or method not in (None, request.method):
        return None
    return (*path, 1 if method else 0, headers, query)


def rate_path(wanted: Mapping[str, Any], path: str) -> Rank | None:
    """Return how specific a match of the path is; None if the path is another one."""
    kind, value = wanted.get("type") or "PathPrefix", str(wanted.get("value") or "/")
    if kind == "Exact":
        return (2, len(value)) if path == value else None
    if kind == _values.REGULAR:
        return (1, len(value)) if _values.is_whole(value, path) else None
    return (0, len(value)) if is_below(path, value) else None


def is_below(path: str, prefix: str) -> bool:
    """Return whether a path begins with the segments of a prefix."""
    bare = prefix.rstrip("/")
    return path == bare or path.startswith(f"{bare}/") or not bare


ROUTE = RouteKind("HTTPRoute", rate)
