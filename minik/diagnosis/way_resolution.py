"""Where a URL leads: the way of the request, what else would take it, and, if nobody answers, why."""

from minik.diagnosis import way_entries, way_policies, way_reasons
from minik.diagnosis.reason import Reason
from minik.diagnosis.resolution import Viewpoint
from minik.diagnosis.way_entries import Entry
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.ways import following
from minik.ways.request import Request
from minik.ways.way import Way, failure


class WayResolution(NamedTuple):
    """The way of a request, those that other entrances offer, and why nobody answers; None if
    somebody does. `entry` is how the client comes to the entrance.
    """

    way: Way
    others: tuple[Way, ...] = ()
    reason: Reason | None = None
    entry: Entry = Entry()

    @property
    def answers(self) -> bool:
        """Return whether somebody answers, be it with a redirect."""
        return self.way.answers or self.way.reason == "preflight"


def resolve(cluster: Cluster, request: Request, view: Viewpoint | None = None) -> WayResolution:
    """Return where a request leads, of somebody outside if nobody else is named; one for a Service itself
    then is somebody's inside.
    """
    asker = view.client.asker if view and view.client else None
    client = objects.namespace(asker) if asker is not None else ""
    followed = following.follow(cluster, request, client)
    entry = way_entries.enter(cluster, followed.way, view)
    way = way_policies.judge(cluster, followed.way, entry.carriers)
    if entry.fails and not way.reason:
        way = failure(way._replace(shares=(), redirect=None, mirrors=()), "entry")
    found = WayResolution(way, followed.others, entry=entry)
    failing = any(share.fails for share in way.shares)
    if found.answers and not failing:
        return found
    return found._replace(reason=way_reasons.why(cluster, way, entry))
