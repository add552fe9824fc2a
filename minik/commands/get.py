"""Display one or many objects"""
from functools import partial
from typing import Any

import click

from minik.commands import _options, _printing, _reading, _session
from minik.commands._reading import Found, Request
from minik.errors import ClientError
from minik.model.cluster import Cluster
from minik.model.listing import Listing, Section

UNNAMED = 'You must specify the type of resource to get. Use "minik api-resources" for a complete list of supported resources.\n'
FIRST_ONLY = "--watch requested, --sort-by will be ignored for watch events received"
ONLY_LATER = "--watch-only requested, --sort-by will be ignored"
REQUIRED = ('Required resource not specified.\nUse "minik explain <resource>" for a detailed description of that resource '
            "(e.g. minik explain pods).\nSee 'minik get -h' for help and examples")


@click.command(cls=_options.Verb)
@click.argument("words", nargs=-1)
@_options.filename
@_options.namespace
@_options.all_namespaces
@_options.selector
@_options.field_selector
@_printing.options
@_options.text("--sort-by", metavar="PATH", help="Put the objects in the order of this field: .metadata.name")
@_options.flag("--no-headers", help="Leave out the titles of columns")
@_options.flag("--show-kind", help="Write the kind before each name")
@_options.flag("--show-labels", help="Add a column with all labels")
@_options.several("-L", "--label-columns", metavar="LABEL", help="Add a column for this label")
@_options.flag("--endpoints", help="Of services also show how many endpoints are ready, and what is wrong")
@_options.flag("--ignore-not-found", help="Pass over objects that are not there")
@_options.text("--subresource", metavar="NAME", help="Show this part of the object: status, scale")
@_options.text("--raw", metavar="PATH", help="Show what the API has at this path")
@_options.flag("-w", "--watch", help="Then go on: show every object that changes, until Ctrl-C or --request-timeout")
@_options.flag("--watch-only", help="The same, without what there is already")
@_options.flag("--output-watch-events", help="With --watch, also show what happened: ADDED, MODIFIED, DELETED")
@_options.chunk_size
@_options.flag("--server-print", default=True, help="--server-print=false: only names and ages, as without a server's columns")
def command(**flags: Any) -> None:
    """Display one or many objects: as a table, in full, or what a template makes of them.

    \b
    Examples:
      # All Services of this namespace, with their selectors
      minik get services -o wide
      # Two kinds at once, chosen by a label, everywhere
      minik get pods,services -l app=web -A
      # One field of one object
      minik get service web -o jsonpath='{.spec.clusterIP}'
    """
    refuse(flags)
    request = Request(
        flags["words"], _session.namespace(flags["namespace"]), flags["filenames"], flags["recursive"], bool(flags["namespace"]),
        flags["all_namespaces"], flags["selector"], flags["field_selector"])
    if flags["watch"] or flags["watch_only"]:
        from minik.commands import _watching  # noqa: PLC0415 few follow what changes
        _watching.get(partial(looked, request=request, flags=flags), request, flags)
        return
    cluster = _session.reading()
    if flags["raw"]:
        from minik.commands import _raw  # noqa: PLC0415 few ask for paths of the API
        click.echo(_raw.answer(cluster, flags["raw"]))
        return
    show(cluster, request, looked(cluster, request, flags), flags)


def refuse(flags: dict[str, Any]) -> None:
    """Refuse flags that do not go together, and the lack of anything to show."""
    output = flags["output"]
    watching = flags["watch"] or flags["watch_only"]
    if flags["raw"] and flags["words"]:
        raise ClientError("arguments may not be passed when --raw is specified")
    if flags["raw"] and (flags["selector"] or watching):
        raise ClientError("--raw may not be specified with other flags that filter the server request or alter the output")
    if flags["raw"] and output:
        raise ClientError("--raw and --output are mutually exclusive\nSee 'minik get -h' for help and examples")
    if not flags["words"] and not flags["filenames"] and not flags["raw"]:
        _session.tell(UNNAMED)
        raise ClientError(REQUIRED)
    if flags["output_watch_events"] and not watching:
        raise ClientError("--output-watch-events option can only be used with --watch or --watch-only")
    if flags["sort_by"] and watching:
        _session.tell("warning: " + (ONLY_LATER if flags["watch_only"] else FIRST_ONLY))
    if flags["show_labels"] and output not in ("", "wide"):
        raise ClientError(f"--show-labels option cannot be used with {output} printer")


def looked(cluster: Cluster, request: Request, flags: dict[str, Any]) -> Found:
    """What was asked for, and which part and which columns of it."""
    found = _reading.found(cluster, request)
    if flags["subresource"]:
        from minik.commands import _subresources  # noqa: PLC0415 few ask for a part of an object
        found = _subresources.part(found, flags["subresource"])
    if not flags["server_print"]:
        found = found._replace(sections=[plain(section) for section in found.sections])
    if flags["endpoints"]:
        from minik.commands import _standing  # noqa: PLC0415 few ask for the reasons beside the table
        found = found._replace(sections=_standing.told(found.sections, cluster, flags["output"]))
    return found


def show(cluster: Cluster, request: Request, found: Found, flags: dict[str, Any]) -> None:
    """Print what was found, then tell what was not."""
    _reading.notices(found.kinds)
    if flags["ignore_not_found"]:
        found = found._replace(errors=list(_reading.there(found.errors)))
    output = flags["output"]
    listing = Listing(found.sections, cluster.now, single=found.single, headers=not flags["no_headers"],
                      missing_keys=flags["missing_keys"], managed_fields=flags["managed_fields"])
    if output in ("", "wide"):
        table(listing, request, found, flags, output)
    else:
        document(listing, found, flags, output)
    _session.report(found.errors)


def table(listing: Listing, request: Request, found: Found, flags: dict[str, Any], output: str) -> None:
    """One table a kind; that there is nothing is said where nothing is printed and nothing is wrong."""
    sections = _printing.rows_ordered(found.sections, flags["sort_by"]) if flags["sort_by"] else found.sections
    listing = listing._replace(
        sections=joined(sections), namespaces=request.everywhere, show_kind=flags["show_kind"] or found.mixed,
        show_labels=flags["show_labels"], label_columns=flags["label_columns"])
    _printing.show(listing, output)
    if not listing.objects and not found.errors and not flags["ignore_not_found"]:
        _reading.nothing(request.namespace, everywhere=request.everywhere, sections=found.sections)


def plain(section: Section) -> Section:
    """The section without the columns of its kind."""
    return section._replace(kind=section.kind._replace(columns=(), whole_row=False))


def joined(sections: list[Section]) -> list[Section]:
    """Neighbours of one kind stand in one table."""
    tables: list[Section] = []
    for section in sections:
        if tables and tables[-1].kind.key == section.kind.key:
            tables[-1] = Section(section.kind, [*tables[-1].objects, *section.objects])
        else:
            tables.append(section)
    return tables


def document(listing: Listing, found: Found, flags: dict[str, Any], output: str) -> None:
    """One document; of a single object that is not there, none."""
    count = len(listing.objects)
    if found.errors and found.single or not count and flags["ignore_not_found"]:
        return
    _printing.show(_printing.ordered(listing, flags["sort_by"]) if flags["sort_by"] and count else listing, output)
