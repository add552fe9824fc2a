"""An object in full, as `kubectl describe` prints it: the lines of its kind, then its events."""

from collections.abc import Iterable, Iterator

from minik.kinds import generic_description, layout
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.object import Object


def text(obj: Object, kind: Kind, cluster: Cluster, *, with_events: bool) -> str:
    """Return the description of an object, its columns aligned."""
    lines = [(kind.describe or generic_description.describe)(obj, cluster)]
    if with_events and kind.describes_events:
        lines += layout.event_lines(events(obj, kind, cluster), cluster.now)
    return layout.align(lines)


def events(obj: Object, kind: Kind, cluster: Cluster) -> Iterable[Object]:
    """Return the events of an object.

    A kubelet reports about its node under the node's name, so a Node's events are found by it too.
    """
    index = cluster.table("Event").index_by(involved_uid)
    names = (objects.name(obj),) if kind.name == "Node" and not kind.custom else ()
    return [event for key in (*names, objects.uid(obj)) if key for event in index.get(key, ())]


def involved_uid(event: Object) -> Iterator[str]:
    """Yield the uid of the object that an event is about, "" where it has none."""
    yield (event.get("involvedObject") or event.get("regarding") or {}).get("uid") or ""
