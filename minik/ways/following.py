"""Who takes a request, of all Gateways and Ingress controllers, and what becomes of it.

A name says nothing of which of them its address belongs to, so the one is meant whose listeners,
routes or rules know the host best; a name that nobody knows is asked of whoever listens at the port.
A name or an address of a Service itself means the Service.
"""

from minik.light_typing import NamedTuple
from minik.model.cluster import Cluster
from minik.ways import gateway_ways, ingresses, service_ways
from minik.ways.decision import decide
from minik.ways.request import Request
from minik.ways.way import Way


class Followed(NamedTuple):
    """The way of a request, and what other entrances make of it, the likeliest first."""

    way: Way
    others: tuple[Way, ...] = ()


def follow(cluster: Cluster, request: Request, client: str = "") -> Followed:
    """Return the way of a request; `client` is the namespace of the pod that asks, "" for somebody outside
    or nobody in particular.
    """
    decision = decide(cluster)
    found = [
        *gateway_ways.find(decision, request),
        *ingresses.find(cluster, request),
        *service_ways.find(decision, request, client),
    ]
    by_address = [way for way in found if way.entrance and request.server in way.entrance.addresses]
    ordered = sorted(by_address or found, key=lambda way: way.claim, reverse=True)
    if not ordered:
        return Followed(Way(request, reason="nothing-listens"))
    return Followed(ordered[0], tuple(ordered[1:]))
