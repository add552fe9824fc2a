"""Events as `kubectl events` lists them. Upstream rule: kubectl `pkg/cmd/events`."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from minik.kinds import event as events
from minik.model import object as objects
from minik.model.controls import escape_controls
from minik.model.object import Object
from minik.render.formats.table import align_cells

TITLES = ("LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE")


def table(
    event_objects: Iterable[Object], now: datetime, *, headers: bool, namespaces: bool
) -> str:
    """Return the table of events, in the order given."""
    return align_cells(rows(event_objects, now, headers=headers, namespaces=namespaces))


def rows(
    event_objects: Iterable[Object], now: datetime, *, headers: bool, namespaces: bool
) -> Iterator[list[str]]:
    """Yield the titles, then a row for each event."""
    if headers:
        yield [*(["NAMESPACE"] if namespaces else []), *TITLES]
    for event in event_objects:
        involved = events.involved_object(event)
        row = [
            last_seen(event, now),
            event.get("type") or "",
            event.get("reason") or "",
            f"{involved.get('kind', '')}/{involved.get('name', '')}",
            events.message(event).strip(),
        ]
        yield [
            escape_controls(str(cell).replace("\n", " "))
            for cell in ([objects.namespace(event)] if namespaces else []) + row
        ]


def last_seen(event: Object, now: datetime) -> str:
    """Return the LAST SEEN cell: the age; for an event that was repeated also how often and since
    when.
    """
    first, last = events.times(event, now)
    count = int(events.count_column(event, now))
    return f"{last} (x{count} over {first})" if count > 1 else first
