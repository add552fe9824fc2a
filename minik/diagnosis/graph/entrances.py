"""What becomes of the requests that an Ingress or a route is for: decided by the same model that
`resolve` asks about a URL.
"""

from collections.abc import Iterator, Sequence

from minik.diagnosis import way_explanation
from minik.diagnosis.reason import Reason
from minik.diagnosis.way_overview import overview
from minik.diagnosis.way_resolution import WayResolution
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Key, Object
from minik.ways import samples
from minik.ways.decision import decide
from minik.ways.vocabulary import GATEWAY

# Nobody takes the request where it arrives; other codes are about the backend of a rule.
UNTAKEN = frozenset(
    ("nothing-listens", "wrong-protocol", "tls-refused", "not-accepted", "no-rule", "misdirected")
)
NO_ENDPOINTS = "endpoints"  # told at the Service
MOST = 3000  # Ingresses and routes of which every request is followed


class Entrances(NamedTuple):
    """The requests of one object, each with what becomes of it; `refusal` says why no Gateway lets a
    route in.
    """

    key: Key
    requests: tuple[WayResolution, ...] = ()
    refusal: Reason | None = None

    def flaw(self, host: str, path: str, target: Key) -> Reason | None:
        """Return why requests to a host and path do not come to a Service; None if they do, or if
        that is not known.
        """
        if self.refusal is not None:
            return self.refusal
        own = [one for one in self.requests if _is_for(one, host, path)]
        for one in own:
            for share in one.way.shares:
                what = share.target.reference
                same = (what.namespace, what.name) == (target.namespace, target.name)
                if same and share.target.flaw not in ("", NO_ENDPOINTS):
                    return one.reason
        untaken = [one.reason for one in own if one.way.reason in UNTAKEN]
        return untaken[0] if untaken and len(untaken) == len(own) else None

    def addresses(self) -> Iterator[str]:
        """Yield the addresses at which requests arrive."""
        for one in self.requests:
            if one.way.entrance is not None and one.way.reason not in UNTAKEN:
                yield from one.way.entrance.addresses


def of_object(cluster: Cluster, obj: Object) -> Entrances:
    """Return what becomes of the requests of an Ingress or a route."""
    key = objects.key(obj)
    return Entrances(key, overview(cluster, obj).ways, _refusal(cluster, obj))


def _refusal(cluster: Cluster, route: Object) -> Reason | None:
    """Return why no Gateway lets a route in; None for an Ingress, and where no Gateway is known."""
    if route["kind"] == "Ingress" or not cluster.of(GATEWAY):
        return None
    parents = decide(cluster).of_route(objects.key(route))
    if any(parent.is_accepted for parent in parents):
        return None
    return Reason(way_explanation.route_state(cluster, route))


def _is_for(one: WayResolution, host: str, path: str) -> bool:
    request = one.way.request
    asked = samples.concrete("" if host == "*" else host)
    return request.host == asked and (not path or request.path == samples.quoted(path))


def is_followed(cluster: Cluster, kinds: Sequence[str]) -> bool:
    """Return whether there are few enough Ingresses and routes to follow each of their requests."""
    return sum(len(cluster.of(kind)) for kind in kinds) <= MOST
