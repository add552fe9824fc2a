"""Events as `kubectl events` lists them: when, how often, what, about whom. Upstream rule: kubectl `pkg/cmd/events`."""
from collections.abc import Iterable, Iterator
from datetime import datetime

from minik.kinds import event as events
from minik.model import object as objects
from minik.model.controls import visible
from minik.model.object import Object
from minik.render.table import aligned

TITLES = ("LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE")


def table(found: Iterable[Object], now: datetime, *, headers: bool, namespaces: bool) -> str:
    """The table of events, in the order in which they come."""
    return aligned(rows(found, now, headers=headers, namespaces=namespaces))


def rows(found: Iterable[Object], now: datetime, *, headers: bool, namespaces: bool) -> Iterator[list[str]]:
    """The titles, and a row an event."""
    if headers:
        yield [*(["NAMESPACE"] if namespaces else []), *TITLES]
    for event in found:
        about = events.about(event)
        row = [seen(event, now), event.get("type") or "", event.get("reason") or "", f"{about.get('kind', '')}/{about.get('name', '')}",
               events.message(event).strip()]
        yield [visible(str(cell).replace("\n", " ")) for cell in ([objects.namespace(event)] if namespaces else []) + row]


def seen(event: Object, now: datetime) -> str:
    """How long ago; of one that happened often, also how often and since when."""
    first, last = events.times(event, now)
    count = int(events.count_column(event, now))
    return f"{last} (x{count} over {first})" if count > 1 else first
