"""The way of a request to a Service by its own name or address, inside the cluster; and what routes of a
service mesh make of it, those whose parent is the Service.

Upstream rules: Gateway API GEP-1294: a route in the namespace of its Service is for all clients, one in
another namespace for the clients of that namespace; a Service with routes answers 404 where none
matches.
"""

from collections.abc import Iterator, Mapping

from minik.kinds.service import fields as services
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.ip import is_address
from minik.model.object import Object
from minik.ways import backends, gateway_ways, routes, rules, understanding
from minik.ways.attachment import ACCEPTED, Parent
from minik.ways.backends import Target
from minik.ways.decision import Decision
from minik.ways.gateways import Gateway
from minik.ways.request import Request
from minik.ways.vocabulary import GROUP, Reference, age, reference
from minik.ways.way import Entrance, Share, Way, failure

MESHED = ("GRPCRoute", "HTTPRoute")
CERTAIN, LIKELY = (3,), (2, 2, 0)  # a name with `svc`; one that may be a public host, too
NOWHERE = Gateway({"kind": "Gateway", "metadata": {"name": ""}}, "", (), ())


def find(decision: Decision, request: Request, client: str = "") -> Iterator[Way]:
    """Yield the way to the Service that a request names; `client` is the namespace of who asks, "" for
    nobody in particular.
    """
    found = named(decision.cluster, request.server, client)
    if found is None:
        return
    service, is_certain = found
    entrance = Entrance(objects.key(service), tuple(services.cluster_ips(service)))
    way = Way(request, entrance, claim=CERTAIN if is_certain else LIKELY, raw=True)
    attached = [(parent, ("",)) for parent in parents(decision, service, request.port, client)]
    if attached and request.scheme not in ("tcp", "udp", "tls"):
        yield by_routes(decision, way._replace(raw=False), attached)
    else:
        yield to_service(decision.cluster, way, service)


def named(cluster: Cluster, host: str, client: str) -> tuple[Object, bool] | None:
    """Return the Service that a host names, by a name of the cluster's DNS or by its address, and whether
    nothing else can be meant.
    """
    if is_address(host):
        found = cluster.table("Service").index_by(services.addresses).get(host)
        return (found[0], True) if found else None
    bare = host.lower().removesuffix(".").removesuffix(f".{cluster.settings.cluster_domain}")
    labels = bare.split(".")
    if len(labels) == 1 and client:
        labels = [*labels, client]
    if len(labels) not in (2, 3) or labels[2:] not in ([], ["svc"]):
        return None
    service = cluster.get("Service", labels[1], labels[0])
    return (service, len(labels) == 3 or bool(client)) if service is not None else None


def to_service(cluster: Cluster, way: Way, service: Object) -> Way:
    """Return the way to a port of a Service: nobody answers where it has none such, or no ready pod."""
    key = objects.key(service)
    found = Reference("", "Service", key.namespace, key.name)
    target = backends.of_port(cluster, Target(found, way.request.port))
    way = way._replace(shares=(Share(target, 100.0, 0),))
    return failure(way, target.flaw) if target.flaw else way


def parents(decision: Decision, service: Object, port: int, client: str) -> list[Parent]:
    """Return the parents of routes of a mesh for a port of a Service: those of the namespace of who asks
    if there are any, else those of the namespace of the Service.
    """
    found = [
        Parent(route, value, NOWHERE, objects.key(service), ACCEPTED)
        for kind in MESHED
        for route in sorted(understanding.of(decision.cluster, f"{kind}.{GROUP}"), key=age)
        for value in objects.read_list(route, "spec.parentRefs")
        if is_for(value, route, service, port)
    ]
    home = objects.namespace(service)
    of_client = [one for one in found if home != objects.namespace(one.route) == client]
    return of_client or [one for one in found if objects.namespace(one.route) == home]


def is_for(value: Mapping[str, Any], route: Object, service: Object, port: int) -> bool:
    """Return whether a parentRef means a Service, and a port of it."""
    target = reference(value, objects.namespace(route), group=GROUP, kind="Gateway")
    same = (target.group, target.kind) == ("", "Service") and target.key == objects.key(service)
    return same and value.get("port") in (None, port)


def by_routes(decision: Decision, way: Way, attached: rules.Attached) -> Way:
    """Return what the routes of a mesh make of a request; 404 where none takes it."""
    for kind in MESHED if way.request.is_grpc else reversed(MESHED):
        match = rules.choose(routes.of_kind(kind), attached, way.request)
        if match is not None:
            made = gateway_ways.by_rule(decision, way, way.request.port, match)
            return made._replace(claim=way.claim)
    return failure(way, "no-rule")
