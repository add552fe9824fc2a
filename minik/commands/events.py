"""List what happened, the latest last"""

from collections.abc import Callable
from functools import partial

from minik.command_line import flags, printing, resource_arguments, state_access, streams
from minik.errors import ClientError
from minik.kinds import event as events
from minik.kinds import find_kind
from minik.light_typing import Any
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.listing import Listing, Section
from minik.model.object import Object
from minik.model.watch_events import ADDED, WatchEvent
from minik.render import event_table
from minik.render.formats import table

TYPES = ("normal", "warning")


@flags.command(usage="[--for TYPE/NAME] [--watch] [--types=Normal,Warning]")
@flags.text("--for", "about", metavar="TYPE/NAME", help="Only what happened to this object")
@flags.several("--types", metavar="TYPE", help="Only events of these types: Normal, Warning")
@flags.namespace
@flags.all_namespaces
@printing.options
@flags.flag("--no-headers", help="Leave out the titles of columns")
@flags.flag(
    "-w", "--watch", help="Then go on: show what happens, until Ctrl-C or --request-timeout"
)
@flags.chunk_size
@flags.argument("words", many=True)
def command(
    words: tuple[str, ...],
    about: str,
    types: tuple[str, ...],
    namespace: str,
    all_namespaces: bool,
    output: str,
    no_headers: bool,
    watch: bool,
    **how: Any,
) -> None:
    """List what happened to the objects of a namespace, the latest last.

    \b
    Examples:
      minik events
      minik events --for pod/web-0
      minik events --types=Warning -A
    """
    if words:
        raise ClientError("extra arguments are not allowed")
    check(about, types)
    cluster, current = state_access.read_cluster(), state_access.namespace(namespace)
    select = partial(
        select_events, namespace="" if all_namespaces else current, about=about, types=types
    )
    kind = find_kind("events")
    assert kind
    listing = Listing([], cluster.now, namespaces=all_namespaces, headers=not no_headers, **how)
    if watch:
        follow(select, kind, listing, output)
        return
    selected = select(cluster)
    if output or selected:
        show(listing._replace(sections=[Section(kind, selected)]), output)
    else:
        state_access.tell(
            "No events found." if all_namespaces else f"No events found in {current} namespace."
        )


def show(listing: Listing, output: str) -> None:
    """Print events in a format, or as a table."""
    if output:
        printing.show(listing, output, tables=False)
        return
    text = event_table.table(
        listing.objects, listing.now, headers=listing.headers, namespaces=listing.namespaces
    )
    streams.echo(text, nl=False)


def follow(
    select: Callable[[Cluster], list[Object]], kind: Kind, listing: Listing, output: str
) -> None:
    """Print every existing event, then each one that is added or counted again."""
    from minik.command_line import watch as _watching  # noqa: PLC0415 few follow what happens
    from minik.render.watch_lines import WatchPrinter  # noqa: PLC0415

    watched, widths, headers = (
        WatchPrinter(listing, output, events=False),
        list[int](),
        listing.headers,
    )
    for event, cluster in _watching.changed_objects(select):
        if output:
            streams.echo(watched.text(Section(kind, []), [WatchEvent(ADDED, event)]), nl=False)
            continue
        rows = list(
            event_table.rows([event], cluster.now, headers=headers, namespaces=listing.namespaces)
        )
        widths, headers = table.widths(rows, widths), False
        streams.echo(table.pad_cells(rows, widths), nl=False)


def check(about: str, types: tuple[str, ...]) -> None:
    """Raise ClientError for malformed --for and --types."""
    if about and ("/" not in about or not all(about.partition("/"))):
        raise ClientError("--for must be in resource/name form")
    if any(word.lower() not in TYPES for word in types):
        raise ClientError("valid --types are Normal or Warning")


def select_events(
    cluster: Cluster, namespace: str, about: str, types: tuple[str, ...]
) -> list[Object]:
    """Return the events of these types about this object, the latest last."""
    ordered = sorted(
        cluster.within("Event", namespace) if namespace else cluster.of("Event"),
        key=events.sort_key,
    )
    word, _, name = about.partition("/")
    kind: Kind | None = resource_arguments.resolve_kind(word, cluster) if word else None
    wanted_types = {word.lower() for word in types}
    return [
        event
        for event in ordered
        if (not wanted_types or str(event.get("type")).lower() in wanted_types)
        and (
            kind is None
            or (
                events.involved_object(event).get("kind"),
                events.involved_object(event).get("name"),
            )
            == (kind.name, name)
        )
    ]
