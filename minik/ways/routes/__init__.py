"""The kinds of routes, one file a kind: how its rules are matched with a request, and how specific a
match is.
"""

from minik import shelf
from minik.ways.rules import RouteKind


def of_kind(kind: str) -> RouteKind:
    """Return what is known about a kind of routes: `HTTPRoute`."""
    found: RouteKind = shelf.load_one(__name__, kind.removesuffix("Route").lower()).ROUTE
    return found


def load_all() -> list[RouteKind]:
    """Return all kinds of routes."""
    return [module.ROUTE for module in shelf.load(__name__, __path__).values()]
