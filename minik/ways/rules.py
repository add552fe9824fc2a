"""The rules of routes, and which of them takes a request.

Upstream rules: Gateway API `httproute_types.go` and `grpcroute_types.go`, "Precedence": the more
specific host name, then the more specific match, the older route, its name, the first rule.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from minik.light_typing import Any, NamedTuple, TypeAlias
from minik.model import object as objects
from minik.model.object import Object
from minik.ways import hosts
from minik.ways.attachment import Parent
from minik.ways.request import Request
from minik.ways.vocabulary import age

Rank: TypeAlias = tuple[int, ...]
Rate: TypeAlias = Callable[[Mapping[str, Any], Request], "Rank | None"]
Attached: TypeAlias = Sequence[tuple[Parent, tuple[str, ...]]]


class RouteKind(NamedTuple):
    """A kind of routes: `rate(match, request)` returns how specific a match of its rules is, None where
    the request is another one. `raw`: bytes are passed on, so a failure is no answer at all, and
    only the oldest route of a listener and host gets any.
    """

    kind: str
    rate: Rate
    raw: bool = False


class Match(NamedTuple):
    """A rule that takes a request: by which host name, and by which of its matches."""

    parent: Parent
    host: str
    number: int
    rule: Mapping[str, Any]
    match_number: int = 0
    match: Mapping[str, Any] = {}
    rank: Rank = ()

    @property
    def route(self) -> Object:
        return self.parent.route

    @property
    def precedence(self) -> tuple[Any, ...]:
        """Return what matches are sorted by; the first one wins."""
        return (
            [-part for part in (*hosts.rank(self.host), *self.rank)],
            age(self.route),
            self.number,
            self.match_number,
        )


def values(route: Object) -> list[Mapping[str, Any]]:
    """Return the rules of a route."""
    found: list[Mapping[str, Any]] = objects.read_list(route, "spec.rules")
    return found


def host_of(common: Sequence[str], request: Request) -> str | None:
    """Return the most specific of some host names that stands for that of a request; None for none."""
    return max(
        (one for one in common if hosts.covers(one, request.host)), key=hosts.rank, default=None
    )


def matches(kind: RouteKind, attached: Attached, request: Request) -> Iterator[Match]:
    """Yield every match of every rule of the routes of a kind that takes a request."""
    for parent, common in attached:
        host = host_of(common, request)
        if parent.route["kind"] != kind.kind or host is None:
            continue
        for number, rule in enumerate(values(parent.route)):
            for index, value in enumerate(rule.get("matches") or [{}]):
                rank = kind.rate(value, request)
                if rank is not None:
                    yield Match(parent, host, number, rule, index, value, rank)


def choose(kind: RouteKind, attached: Attached, request: Request) -> Match | None:
    """Return the rule that takes a request; None if none does."""
    return min(matches(kind, attached, request), key=lambda match: match.precedence, default=None)
