"""TCPRoute: everything that comes to the port of its listener."""

from collections.abc import Mapping

from minik.light_typing import Any
from minik.ways.request import Request
from minik.ways.rules import Rank, RouteKind


def rate(_: Mapping[str, Any], __: Request) -> Rank | None:
    """Return that nothing in a rule narrows it down."""
    return ()


ROUTE = RouteKind("TCPRoute", rate, raw=True)
