"""A way into the cluster, decided: who takes a request, by which rule, and what becomes of it."""

from collections.abc import Mapping

from minik.light_typing import Any, NamedTuple
from minik.model.object import Key
from minik.ways.backends import Target
from minik.ways.filters import Redirect
from minik.ways.request import Request

# what fails → the status that a client gets: of HTTP, of gRPC; bytes alone get no answer
STATUSES = {
    "no-rule": (404, 12),
    "misdirected": (421, 14),
    "no-backends": (500, 14),
    "weight-zero": (500, 14),
    "filter": (500, 14),
    "kind": (500, 14),
    "permission": (500, 14),
    "missing": (500, 14),
    "port": (500, 14),
    "endpoints": (503, 14),
    "tls": (503, 14),
    "policy": (503, 14),
}


class Entrance(NamedTuple):
    """Who takes requests: a Gateway or the controller of an IngressClass, at addresses."""

    key: Key
    addresses: tuple[str, ...] = ()
    listener: str = ""
    owner: Key | None = None


class Place(NamedTuple):
    """The rule that took a request: of which object, which one, and what of it matched."""

    key: Key
    rule: int
    path: str = ""
    host: str = ""
    match: int = 0


class Share(NamedTuple):
    """A share of the requests in percent: the backend, and, if it fails, the status that shows; 0 where
    there is no answer at all. `rewrite` and `effects` are those of its own filters and of the rule, as of
    a Way, where several backends of which one has filters share the requests.
    """

    target: Target
    percent: float
    status: int = 0
    rewrite: tuple[tuple[str, str], ...] = ()
    effects: tuple[tuple[str, Mapping[str, Any]], ...] = ()

    @property
    def fails(self) -> bool:
        return bool(self.target.flaw)


class Way(NamedTuple):
    """What becomes of a request. `reason` is a code: of STATUSES, `nothing-listens`, `wrong-protocol`, `tls-refused`,
    `not-accepted` or `entry` (nobody gets to the pods of the entrance); "" if somebody answers. `claim`: how surely this entrance is meant, for choosing among several. `effects` are what its
    rule does besides, each with what the field of that name says: headers, CORS, timeouts, retries.
    """

    request: Request
    entrance: Entrance | None = None
    place: Place | None = None
    shares: tuple[Share, ...] = ()
    redirect: Redirect | None = None
    rewrite: tuple[tuple[str, str], ...] = ()
    mirrors: tuple[Target, ...] = ()
    status: int = 0
    reason: str = ""
    claim: tuple[int, ...] = ()
    raw: bool = False
    effects: tuple[tuple[str, Mapping[str, Any]], ...] = ()

    @property
    def answers(self) -> bool:
        """Return whether a backend, or a redirect, answers at least a part of the requests."""
        return bool(self.redirect) or any(not share.fails for share in self.shares)


def failure(way: Way, code: str) -> Way:
    """Return a way that ends with a failure."""
    return way._replace(reason=code, status=status_of(way, code))


def status_of(way: Way, code: str) -> int:
    """Return the status with which a failure shows; 0 where there is no answer at all."""
    http, grpc = STATUSES.get(code, (0, 0))
    return 0 if way.raw else grpc if way.request.is_grpc else http
