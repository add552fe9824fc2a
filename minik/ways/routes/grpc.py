"""GRPCRoute: by service, method and headers of a call.

Upstream rule: Gateway API `GRPCRouteMatch`.
"""

from collections.abc import Mapping

from minik.light_typing import Any
from minik.ways.request import Request
from minik.ways.routes import _values
from minik.ways.rules import Rank, RouteKind


def rate(match: Mapping[str, Any], request: Request) -> Rank | None:
    """Return how specific a match is: letters of the service, of the method, number of headers."""
    service, slash, method = request.path.strip("/").rpartition("/")
    wanted = match.get("method") or {}
    headers = _values.count(match.get("headers") or (), request.header, fold=True)
    letters = []
    for name, text in (("service", service), ("method", method)):
        value = wanted.get(name)
        if value and not _values.fits({"type": wanted.get("type"), "value": value}, text):
            return None
        letters.append(len(value or ""))
    return None if headers is None or not slash else (*letters, headers)


ROUTE = RouteKind("GRPCRoute", rate)
