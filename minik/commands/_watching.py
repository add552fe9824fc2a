"""What is watched: shown as it is, then as it changes, by following the state file, until Ctrl-C or --request-timeout.

What several commands do between two looks is seen as one change.
"""
import re
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import click

from minik.commands import _printing, _reading, _session
from minik.commands._reading import Found, Request
from minik.errors import ClientError, NotFound
from minik.model import happening
from minik.model.cluster import Cluster
from minik.model.duration import seconds
from minik.model.happening import ADDED, Happening
from minik.model.listing import Listing, Section
from minik.model.object import Object
from minik.render._watched import Watched
from minik.store.following import Following

PAUSE = 0.1  # seconds between two looks at the stamp of the state file
SEVERAL = "watch is only supported on individual resources and resource collections - more than 1 resource was found"
MANY = "watch is only supported on individual resources and resource collections - {} resources were found"
TIMEOUT = ("Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit "
           "(e.g. 1s | 2m | 3h)")


def clusters(limit: float) -> Iterator[Cluster]:
    """The cluster as it is, and again whenever it has changed, for so many seconds (0: for ever)."""
    following = Following(_session.state_path(), _session.reading)
    yield following.known
    end, turn = time.monotonic() + limit, following.turn
    while not limit or time.monotonic() < end:
        time.sleep(min(PAUSE, max(end - time.monotonic(), 0)) if limit else PAUSE)
        cluster = following.cluster()
        if following.turn != turn:
            turn = following.turn
            yield cluster


def limit() -> float:
    """How many seconds --request-timeout allows; 0 is for ever."""
    text = str(_session.option("request-timeout") or "0")
    if not re.fullmatch(r"[0-9]+|([0-9.]+[a-zµ]+)+", text):
        raise ClientError(TIMEOUT)
    return seconds(text + "s" * text.isdigit())


def get(look: Callable[[Cluster], Found], request: Request, flags: dict[str, Any]) -> None:
    """`get --watch`."""
    known = clusters(limit())
    cluster = next(known)
    found = look(cluster)
    check(request, found)
    _reading.notices(found.kinds)
    listing = Listing([], cluster.now, namespaces=request.everywhere, show_kind=flags["show_kind"], show_labels=flags["show_labels"],
                      label_columns=flags["label_columns"], headers=not flags["no_headers"], missing_keys=flags["missing_keys"],
                      managed_fields=flags["managed_fields"])
    watched = Watched(listing, flags["output"], events=flags["output_watch_events"])
    here = objects_of(found)
    if not flags["watch_only"]:
        sections = _printing.rows_ordered(found.sections, flags["sort_by"]) if flags["sort_by"] else found.sections
        show(watched, found, cluster, [Happening(ADDED, obj) for section in sections for obj in section.objects])
    if len(request.words) > 2 or sum("/" in word for word in request.words) > 1:
        raise ClientError(MANY.format(len(here)))
    for cluster in known:
        found = look(cluster)
        before, here = here, objects_of(found)
        for one in happening.between(before, here):
            show(watched, found, cluster, [one])


def check(request: Request, found: Found) -> None:
    """Only one kind can be watched, and what was named must be there."""
    if len({kind.key for kind in found.kinds}) > 1:
        slashed = any("/" in word for word in request.words)
        raise ClientError(SEVERAL if slashed or request.filenames else "you may only specify a single resource type")
    _session.report(found.errors)


def objects_of(found: Found) -> list[Object]:
    """What was found; an object that is not there any more, or not yet, is none."""
    _session.report(error for error in found.errors if not isinstance(error, NotFound))
    return [obj for section in found.sections for obj in section.objects]


def show(watched: Watched, found: Found, cluster: Cluster, happened: Sequence[Happening]) -> None:
    """Print what happened, at once."""
    watched.listing = watched.listing._replace(now=cluster.now)
    section = next(iter(found.sections), Section(found.kinds[0], []))
    click.echo(watched.text(section, happened), nl=False)


def kept(look: Callable[[Cluster], list[Object]]) -> Iterator[tuple[Object, Cluster]]:
    """Every object that a look finds, and then every one that comes or changes, each with the cluster at that moment."""
    before: list[Object] = []
    for cluster in clusters(limit()):
        here = look(cluster)
        yield from ((one.object, cluster) for one in happening.between(before, here) if one.type != happening.DELETED)
        before = here
