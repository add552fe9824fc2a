"""List what happened, the latest last"""
from typing import Any

import click

from minik.commands import _options, _printing, _session, _targets
from minik.errors import ClientError
from minik.kinds import event as events
from minik.kinds import named
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.listing import Listing, Section
from minik.model.object import Object
from minik.render import _events

TYPES = ("normal", "warning")


@click.command(cls=_options.Verb)
@_options.text("--for", "about", metavar="TYPE/NAME", help="Only what happened to this object")
@_options.several("--types", metavar="TYPE", help="Only events of these types: Normal, Warning")
@_options.namespace
@_options.all_namespaces
@_printing.options
@_options.flag("--no-headers", help="Leave out the titles of columns")
@_options.flag("-w", "--watch", help="Refused: nothing happens here while nobody changes anything")
@_options.accepted("--chunk-size=")
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], about: str, types: tuple[str, ...], namespace: str, all_namespaces: bool, output: str,
            no_headers: bool, watch: bool, **how: Any) -> None:
    """List what happened to the objects of a namespace, the latest last.

    \b
    Examples:
      minik events
      minik events --for pod/web-0
      minik events --types=Warning -A
    """
    if words:
        raise ClientError("extra arguments are not allowed")
    if watch:
        raise ClientError("--watch is not supported by minik")
    check(about, types)
    cluster, here = _session.reading(), _session.namespace(namespace)
    found = cluster.of("Event") if all_namespaces else cluster.within("Event", here)
    shown = chosen(sorted(found, key=events.last_seen), about, types, cluster)
    if output:
        kind = named("events")
        assert kind
        _printing.show(Listing([Section(kind, shown)], cluster.now, **how), output, tables=False)
    elif shown:
        click.echo(_events.table(shown, cluster.now, headers=not no_headers, namespaces=all_namespaces), nl=False)
    else:
        _session.tell("No events found." if all_namespaces else f"No events found in {here} namespace.")


def check(about: str, types: tuple[str, ...]) -> None:
    """The forms of --for and --types."""
    if about and ("/" not in about or not all(about.partition("/"))):
        raise ClientError("--for must be in resource/name form")
    if any(word.lower() not in TYPES for word in types):
        raise ClientError("valid --types are Normal or Warning")


def chosen(found: list[Object], about: str, types: tuple[str, ...], cluster: Cluster) -> list[Object]:
    """The events of these types, about this object."""
    word, _, name = about.partition("/")
    kind: Kind | None = _targets.resolved(word, cluster) if word else None
    wanted = {word.lower() for word in types}
    return [one for one in found if (not wanted or str(one.get("type")).lower() in wanted) and (kind is None or (
        events.about(one).get("kind"), events.about(one).get("name")) == (kind.name, name))]
