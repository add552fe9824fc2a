"""Watching: shows objects as they are, then as they change, by following the state file, until
Ctrl-C or --request-timeout.

Changes of several commands between two looks are seen as one.
"""

import time
from collections.abc import Callable, Iterator, Sequence

from minik.command_line import global_options, printing, state_access, streams
from minik.command_line import lookup as _reading
from minik.command_line.lookup import LookupResult, Request
from minik.errors import ClientError, NotFound
from minik.light_typing import Any
from minik.model import object as objects
from minik.model import watch_events
from minik.model.cluster import Cluster
from minik.model.listing import Listing, Section
from minik.model.object import Object
from minik.model.watch_events import ADDED, WatchEvent
from minik.render.watch_lines import WatchPrinter
from minik.store.following import FollowedState

PAUSE = 0.1  # seconds between two looks at the stamp of the state file
SEVERAL = "watch is only supported on individual resources and resource collections - more than 1 resource was found"
MANY = "watch is only supported on individual resources and resource collections - {} resources were found"


def clusters(limit: float) -> Iterator[Cluster]:
    """Yield the cluster as it is, and again whenever it has changed, for so many seconds (0: for
    ever).
    """
    following = FollowedState(state_access.state_path(), state_access.read_cluster)
    yield following.known
    end, turn = time.monotonic() + limit, following.turn
    while not limit or time.monotonic() < end:
        time.sleep(min(PAUSE, max(end - time.monotonic(), 0)) if limit else PAUSE)
        cluster = following.cluster()
        if following.turn != turn:
            turn = following.turn
            yield cluster


def limit() -> float:
    """Return the seconds of --request-timeout; 0 is for ever."""
    return max(global_options.parse_timeout(str(state_access.option("request-timeout") or "0")), 0)


def get(
    look: Callable[[Cluster, Request], LookupResult], request: Request, flags: dict[str, Any]
) -> None:
    """Run `get --watch`: print the objects, then every change."""
    states = clusters(limit())
    cluster = next(states)
    lookup = look(cluster, request)
    check_watchable(request, lookup)
    _reading.tell_notices(lookup.kinds)
    listing = Listing(
        [],
        cluster.now,
        namespaces=request.everywhere,
        show_kind=flags["show_kind"],
        show_labels=flags["show_labels"],
        label_columns=flags["label_columns"],
        headers=not flags["no_headers"],
        missing_keys=flags["missing_keys"],
        managed_fields=flags["managed_fields"],
    )
    printer = WatchPrinter(listing, flags["output"], events=flags["output_watch_events"])
    current = objects_of(lookup)
    if not flags["watch_only"]:
        show_present(printer, lookup, cluster, flags["sort_by"])
    several_words = len(request.words) > 2 or sum("/" in word for word in request.words) > 1
    if several_words or request.filenames and len(current) != 1:
        raise ClientError(MANY.format(len(current)))
    _log_watch(request, lookup, cluster)
    silent = request._replace(logged=False)
    for cluster in states:
        lookup = look(cluster, silent)
        before, current = current, objects_of(lookup)
        for change in watch_events.events_between(before, current):
            show(printer, lookup, cluster, [change])
    _log_watch(silent, lookup, cluster)


def show_present(
    printer: WatchPrinter, lookup: LookupResult, cluster: Cluster, sort_by: str
) -> None:
    """Print what is there already, as added."""
    sections = printing.sort_rows(lookup.sections, sort_by) if sort_by else lookup.sections
    present = [obj for section in sections for obj in section.objects]
    show(printer, lookup, cluster, [WatchEvent(ADDED, obj) for obj in present])


def _log_watch(request: Request, lookup: LookupResult, cluster: Cluster) -> None:
    """Log how a server would have been asked for changes, or that there was no more time for them."""
    if state_access.verbosity() < _reading.TOLD:
        return
    from minik.command_line import request_log  # noqa: PLC0415 hardly anybody asks for a log

    if not request.logged:
        request_log.log_end_of_watch()
    elif request_log.is_on() and not request.filenames:
        name = objects.name(lookup.sections[0].objects[0]) if lookup.single else ""
        namespace = "" if request.everywhere else request.namespace
        request_log.log_watch(lookup.kinds[0], namespace, name, cluster.version)


def check_watchable(request: Request, lookup: LookupResult) -> None:
    """Raise ClientError where more than one kind is watched, and the errors for objects that were
    not found.
    """
    if len({kind.key for kind in lookup.kinds}) > 1:
        slashed = any("/" in word for word in request.words)
        raise ClientError(
            SEVERAL
            if slashed or request.filenames
            else "you may only specify a single resource type"
        )
    state_access.report(lookup.errors)


def objects_of(lookup: LookupResult) -> list[Object]:
    """Return the objects found; one that does not exist any more, or yet, is left out.

    Raises other errors.
    """
    state_access.report(error for error in lookup.errors if not isinstance(error, NotFound))
    return [obj for section in lookup.sections for obj in section.objects]


def show(
    printer: WatchPrinter, lookup: LookupResult, cluster: Cluster, changes: Sequence[WatchEvent]
) -> None:
    """Print changes, at once."""
    printer.listing = printer.listing._replace(now=cluster.now)
    section = next(iter(lookup.sections), Section(lookup.kinds[0], []))
    streams.echo(printer.text(section, changes), nl=False)


def changed_objects(look: Callable[[Cluster], list[Object]]) -> Iterator[tuple[Object, Cluster]]:
    """Yield every object that a look finds, then every one added or modified, each with the cluster
    at that moment.
    """
    before: list[Object] = []
    for cluster in clusters(limit()):
        current = look(cluster)
        yield from (
            (change.object, cluster)
            for change in watch_events.events_between(before, current)
            if change.type != watch_events.DELETED
        )
        before = current
