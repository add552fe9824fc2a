"""How a client comes to who takes its request: by the Service in front of the pods of the Gateway or of
the Ingress controller, where these run in the cluster; and what keeps it away.
"""

from minik.diagnosis import closed_ways
from minik.diagnosis.client_ways import Closure
from minik.diagnosis.resolution import Resolution, Viewpoint, resolve
from minik.discovery.names import Name
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Key, Object
from minik.proxy import mode
from minik.proxy.clients import Client
from minik.ways import data_planes
from minik.ways.way import Entrance, Way


class Entry(NamedTuple):
    """Who carries the requests of an entrance, and how a client gets there: by which Service; None where
    it is not known. `closure` is what keeps a client from an address outside the cluster.
    """

    carriers: tuple[Object, ...] = ()
    front: Resolution | None = None
    closure: Closure | None = None

    @property
    def fails(self) -> bool:
        """Return whether the client does not get there."""
        return bool(self.front and self.front.reason or self.closure)


def outside(cluster: Cluster) -> Viewpoint:
    """Return the view of somebody outside the cluster."""
    return Viewpoint(mode.of_cluster(cluster), None, Client("outside", "outside"))


def enter(cluster: Cluster, way: Way, asked: Viewpoint | None) -> Entry:
    """Return how a client comes to the entrance of a way: somebody outside if nobody is named."""
    if way.entrance is None:
        return Entry()
    if way.entrance.key.kind == "Service":
        return enter_service(cluster, way, asked or Viewpoint(mode.of_cluster(cluster)))
    view = asked or outside(cluster)
    carriers = tuple(data_planes.pods_of(cluster, way.entrance.key))
    service = data_planes.service_of(cluster, way.entrance.key, carriers, way.request.port)
    if service is None:
        return Entry(carriers, None, shut_out(cluster, way.entrance, way.request.port, view))
    name, space = objects.name(service), objects.namespace(service)
    front = resolve(cluster, Name(name, space, port=str(way.request.port)), view)
    return Entry(carriers, front)


def enter_service(cluster: Cluster, way: Way, view: Viewpoint) -> Entry:
    """Return how a client comes to a Service; where routes of a mesh decide, the client itself sends the
    request on to the backends.
    """
    key = way.entrance.key if way.entrance else Key("Service", "", "")
    asker = view.client.asker if view.client else None
    carriers = (asker,) if asker is not None and way.place else ()
    if way.reason or way.place and not view.is_outside:
        return Entry(carriers)
    return Entry(
        carriers, resolve(cluster, Name(key.name, key.namespace, port=str(way.request.port)), view)
    )


def shut_out(cluster: Cluster, entrance: Entrance, port: int, view: Viewpoint) -> Closure | None:
    """Return what keeps a pod from the address of an entrance that is nobody's in the cluster; None
    where nothing does, or the address is not known.
    """
    if view.client is None or view.client.asker is None or not entrance.addresses:
        return None
    ways = closed_ways.ways(cluster, view.client, view.node)
    found = [ways.closure(address, port, "TCP") if ways else None for address in entrance.addresses]
    return found[0] if all(found) else None
