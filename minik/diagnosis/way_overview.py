"""Where all requests lead that an Ingress, a route, a Gateway or a ListenerSet is for."""

from minik.diagnosis import way_resolution
from minik.diagnosis.resolution import Viewpoint
from minik.diagnosis.way_resolution import WayResolution
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Key, Object
from minik.ways import samples, understanding
from minik.ways.decision import decide
from minik.ways.vocabulary import KINDS


class WayOverview(NamedTuple):
    """An object, and where each request leads that it is for."""

    target: Key
    ways: tuple[WayResolution, ...]

    @property
    def answers(self) -> bool:
        """Return whether somebody answers one of the requests."""
        return any(one.answers for one in self.ways)


def overview(cluster: Cluster, obj: Object, view: Viewpoint | None = None) -> WayOverview:
    """Return where the requests of an object lead, of somebody outside if nobody else is named."""
    key = objects.key(obj)
    known = understanding.understood(obj) if key.kind in KINDS else obj
    found = samples.of_object(decide(cluster), known)
    return WayOverview(key, tuple(way_resolution.resolve(cluster, one, view) for one in found))
