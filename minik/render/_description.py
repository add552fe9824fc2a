"""An object in full, as `describe` shows it: what its kind tells of it, and what happened to it."""
from collections.abc import Iterable, Iterator

from minik.kinds import _generic, _layout
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.object import Object


def text(obj: Object, kind: Kind, cluster: Cluster, *, with_events: bool) -> str:
    """The whole description, its columns under each other."""
    lines = [(kind.describe or _generic.describe)(obj, cluster)]
    if with_events and kind.describes_events:
        lines += _layout.events(events(obj, kind, cluster), cluster.now)
    return _layout.aligned(lines)


def events(obj: Object, kind: Kind, cluster: Cluster) -> Iterable[Object]:
    """What happened to an object. What a kubelet reports about its node, it reports under the node's name."""
    index = cluster.table("Event").indexed(involved)
    names = (objects.name(obj),) if kind.name == "Node" and not kind.custom else ()
    return [event for word in (*names, objects.uid(obj)) if word for event in index.get(word, ())]


def involved(event: Object) -> Iterator[str]:
    """The object that an event is about."""
    yield (event.get("involvedObject") or event.get("regarding") or {}).get("uid") or ""
