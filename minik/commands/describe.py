"""Show an object, or several, in full"""

from collections.abc import Sequence

from minik.command_line import flags, lookup, resource_arguments, state_access, streams
from minik.command_line.lookup import LookupResult, Request
from minik.errors import ClientError, NotFound
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.listing import Section
from minik.model.object import Object
from minik.render import description

NO_TYPE = 'You must specify the type of resource to describe. Use "minik api-resources" for a complete list of supported resources.'


@flags.command(usage="(-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)")
@flags.argument("words", many=True)
@flags.filename
@flags.namespace
@flags.all_namespaces
@flags.selector
@flags.flag(
    "--show-events",
    default=None,
    help="Show what happened to each object; by default, where only one is shown",
)
@flags.chunk_size
def command(
    words: tuple[str, ...],
    filenames: tuple[str, ...],
    recursive: bool,
    namespace: str,
    all_namespaces: bool,
    selector: str,
    show_events: bool | None,
) -> None:
    """Show an object, or several, in full: what is known of it, and what happened to it.

    \b
    Examples:
      # One Service
      minik describe service web
      # Every pod whose name begins with web-
      minik describe pods web-
    """
    if not words and not filenames:
        raise ClientError(NO_TYPE)
    cluster = state_access.read_cluster()
    request = Request(
        words,
        state_access.namespace(namespace),
        filenames,
        recursive,
        bool(namespace),
        all_namespaces,
        selector,
    )
    result = lookup.find(cluster, request)
    lookup.tell_notices(result.kinds)
    if len(words) == 2 and len(result.errors) == 1 and isinstance(result.errors[0], NotFound):
        result = with_prefix(cluster, request, result.errors[0])
        streams.echo("\n".join((*texts(result, cluster, show_events), "")), nl=False)
        return
    streams.echo("\n\n".join(texts(result, cluster, show_events)), nl=False)
    if not any(section.objects for section in result.sections) and not result.errors:
        lookup.tell_nothing_found(request.namespace, everywhere=all_namespaces)
    state_access.report(result.errors)


def with_prefix(cluster: Cluster, request: Request, missing: NotFound) -> LookupResult:
    """Return the objects whose names begin with the given one; raise `missing` if there are none."""
    targets = resource_arguments.parse_targets(request.words[:1], cluster)
    if len(targets) > 1:
        raise ClientError("you may only specify a single resource type")
    result = lookup.find(cluster, request._replace(words=request.words[:1]))
    sections = [
        Section(
            section.kind,
            [obj for obj in section.objects if objects.name(obj).startswith(request.words[1])],
        )
        for section in result.sections
    ]
    if not any(section.objects for section in sections):
        raise missing
    return LookupResult(sections, [], result.kinds)


def texts(result: LookupResult, cluster: Cluster, show_events: bool | None) -> list[str]:
    """Return one description per object; with events if asked for, by default for a single object."""
    rows = [(section.kind, obj) for section in result.sections for obj in section.objects]
    with_events = len(rows) == 1 if show_events is None else show_events
    _log(rows, cluster, with_events=with_events)
    return [description.text(obj, kind, cluster, with_events=with_events) for kind, obj in rows]


def _log(rows: Sequence[tuple[Kind, Object]], cluster: Cluster, *, with_events: bool) -> None:
    """Log what kubectl would have asked the server for, object by object (-v=6)."""
    if state_access.verbosity() < lookup.LOGGED:
        return
    from minik.command_line import description_log  # noqa: PLC0415 hardly anybody asks for a log

    for kind, obj in rows:
        description_log.log_description(kind, obj, cluster, with_events=with_events)
