"""The packets of a request from outside: to the Gateway or the Ingress controller, and from its pods to
those behind the Services; each through the proxy's rules and the policies.
"""

from collections.abc import Iterator

from minik.diagnosis import way_entries
from minik.diagnosis.journey import Journey, follow
from minik.diagnosis.resolution import Viewpoint
from minik.diagnosis.view import title
from minik.diagnosis.way_misses import name_of
from minik.diagnosis.way_resolution import WayResolution
from minik.discovery.names import Name
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.proxy import clients, mode
from minik.ways.backends import Endpoint, Target

BY_SERVICE = "nginx.ingress.kubernetes.io/service-upstream"
MOST = 6  # packets to the pods of one backend


class Leg(NamedTuple):
    """A packet of a request: who sends it, who is to get it, and its journey."""

    sender: str
    receiver: str
    journey: Journey
    view: Viewpoint


def legs(cluster: Cluster, found: WayResolution, asked: Viewpoint | None) -> Iterator[Leg]:
    """Yield the packets of a request whose sender is known."""
    way, front = found.way, found.entry.front
    if way.entrance is None:
        return
    to_service = way.entrance.key.kind == "Service"
    view = asked or (
        Viewpoint(mode.of_cluster(cluster)) if to_service else way_entries.outside(cluster)
    )
    if front is not None and front.service is not None:
        name, space = objects.name(front.service), objects.namespace(front.service)
        target = Name(name, space, port=str(way.request.port))
        sender = view.client.label if view.client else "a node"
        journey = follow(cluster, target, view, way.request.transport.lower())
        by = "" if to_service else f" by Service {space}/{name}"
        yield Leg(sender, f"{name_of(way.entrance.key)}{by}", journey, view)
    for pod in found.entry.carriers[:1]:
        client = clients.of_pod(cluster, pod)
        inner = Viewpoint(view.mode, client.node, client)
        for share in way.shares:
            yield from onward(cluster, found, share.target, pod, inner)


def onward(
    cluster: Cluster, found: WayResolution, target: Target, pod: Object, view: Viewpoint
) -> Iterator[Leg]:
    """Yield the packets from a pod that carries requests to a backend: to its endpoints, or to its cluster
    IP where an Ingress says so.
    """
    sender, transport = title(objects.key(pod)), found.way.request.transport.lower()
    whole = f"Service {target.reference.namespace}/{target.reference.name}"
    if target.endpoints and goes_by_service(cluster, found):
        name = Name(target.reference.name, target.reference.namespace, port=str(target.port))
        yield Leg(sender, whole, follow(cluster, name, view, transport), view)
        return
    for one in target.endpoints[:MOST]:
        name = Name(address=one.address, port=str(one.port))
        yield Leg(sender, receiver(one, whole), follow(cluster, name, view, transport), view)


def goes_by_service(cluster: Cluster, found: WayResolution) -> bool:
    """Return whether the Ingress of a rule asks for Services instead of their endpoints."""
    place = found.way.place
    ingress = cluster.get(*place.key) if place and place.key.kind == "Ingress" else None
    return ingress is not None and objects.annotations(ingress).get(BY_SERVICE) == "true"


def receiver(endpoint: Endpoint, whole: str) -> str:
    return f"pod {endpoint.pod} of {whole}" if endpoint.pod else f"an endpoint of {whole}"
