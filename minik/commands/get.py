"""Display one or many objects"""

from functools import partial

from minik.command_line import flags as _options
from minik.command_line import lookup, printing, state_access
from minik.command_line.lookup import LookupResult, Request
from minik.errors import ClientError
from minik.light_typing import Any
from minik.model.cluster import Cluster
from minik.model.listing import Listing, Section

NO_TYPE = 'You must specify the type of resource to get. Use "minik api-resources" for a complete list of supported resources.\n'
SORT_IGNORED_LATER = "--watch requested, --sort-by will be ignored for watch events received"
SORT_IGNORED = "--watch-only requested, --sort-by will be ignored"
NO_RESOURCE = (
    'Required resource not specified.\nUse "minik explain <resource>" for a detailed description of that resource '
    "(e.g. minik explain pods).\nSee 'minik get -h' for help and examples"
)


@_options.command(
    usage="[(-o|--output=)FORMAT] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...)"
)
@_options.argument("words", many=True)
@_options.filename
@_options.namespace
@_options.all_namespaces
@_options.selector
@_options.field_selector
@printing.options
@_options.text(
    "--sort-by", metavar="PATH", help="Put the objects in the order of this field: .metadata.name"
)
@_options.flag("--no-headers", help="Leave out the titles of columns")
@_options.flag("--show-kind", help="Write the kind before each name")
@_options.flag("--show-labels", help="Add a column with all labels")
@_options.several("-L", "--label-columns", metavar="LABEL", help="Add a column for this label")
@_options.flag(
    "--endpoints", help="For Services, also show how many endpoints are ready, and what is wrong"
)
@_options.flag("--ignore-not-found", help="Ignore objects that do not exist")
@_options.text("--subresource", metavar="NAME", help="Show this part of the object: status, scale")
@_options.text("--raw", metavar="PATH", help="Show what the API has at this path")
@_options.flag(
    "-w",
    "--watch",
    help="Then go on: show every object that changes, until Ctrl-C or --request-timeout",
)
@_options.flag("--watch-only", help="The same, without what there is already")
@_options.flag(
    "--output-watch-events", help="With --watch, also show what happened: ADDED, MODIFIED, DELETED"
)
@_options.chunk_size
@_options.flag(
    "--server-print",
    default=True,
    help="--server-print=false: only names and ages, as without a server's columns",
)
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
    check_flags(flags)
    request = Request(
        flags["words"],
        state_access.namespace(flags["namespace"]),
        flags["filenames"],
        flags["recursive"],
        bool(flags["namespace"]),
        flags["all_namespaces"],
        flags["selector"],
        flags["field_selector"],
    )
    if flags["watch"] or flags["watch_only"]:
        from minik.command_line import watch  # noqa: PLC0415 few follow what changes

        watch.get(partial(find_objects, flags=flags), request, flags)
        return
    if flags["raw"]:
        from minik.command_line import raw_requests  # noqa: PLC0415 few ask for paths of the API

        raw_requests.get(flags["raw"])
        return
    cluster = state_access.read_cluster()
    show(cluster, request, find_objects(cluster, request, flags), flags)


def check_flags(flags: dict[str, Any]) -> None:
    """Raise ClientError for flags that do not go together, or if nothing is asked for."""
    output = flags["output"]
    watching = flags["watch"] or flags["watch_only"]
    if flags["raw"] and flags["words"]:
        raise ClientError("arguments may not be passed when --raw is specified")
    if flags["raw"] and (flags["selector"] or watching):
        raise ClientError(
            "--raw may not be specified with other flags that filter the server request or alter the output"
        )
    if flags["raw"] and output:
        raise ClientError(
            "--raw and --output are mutually exclusive\nSee 'minik get -h' for help and examples"
        )
    if not flags["words"] and not flags["filenames"] and not flags["raw"]:
        state_access.tell(NO_TYPE)
        raise ClientError(NO_RESOURCE)
    if flags["output_watch_events"] and not watching:
        raise ClientError(
            "--output-watch-events option can only be used with --watch or --watch-only"
        )
    if flags["sort_by"] and watching:
        state_access.tell(
            "warning: " + (SORT_IGNORED if flags["watch_only"] else SORT_IGNORED_LATER)
        )
    if flags["show_labels"] and output not in ("", "wide"):
        raise ClientError(f"--show-labels option cannot be used with {output} printer")


def find_objects(cluster: Cluster, request: Request, flags: dict[str, Any]) -> LookupResult:
    """Return the objects asked for, reduced to the part and columns asked for."""
    result = lookup.find(cluster, request)
    if flags["subresource"]:
        from minik.command_line import subresources  # noqa: PLC0415 few ask for a part of an object

        result = subresources.select_part(result, flags["subresource"])
    if not flags["server_print"]:
        result = result._replace(sections=[without_columns(section) for section in result.sections])
    if flags["endpoints"]:
        from minik.command_line import endpoint_columns  # noqa: PLC0415 few ask for the reasons beside the table

        result = result._replace(
            sections=endpoint_columns.add_columns(result.sections, cluster, flags["output"])
        )
    return result


def show(cluster: Cluster, request: Request, result: LookupResult, flags: dict[str, Any]) -> None:
    """Print the objects, then report the errors."""
    lookup.tell_notices(result.kinds)
    if flags["ignore_not_found"]:
        result = result._replace(errors=list(lookup.without_not_found(result.errors)))
    output = flags["output"]
    listing = Listing(
        result.sections,
        cluster.now,
        single=result.single,
        headers=not flags["no_headers"],
        missing_keys=flags["missing_keys"],
        managed_fields=flags["managed_fields"],
    )
    if output in ("", "wide"):
        table(listing, request, result, flags, output)
    else:
        document(listing, result, flags, output)
    state_access.report(result.errors)


def table(
    listing: Listing, request: Request, result: LookupResult, flags: dict[str, Any], output: str
) -> None:
    """Print one table per kind; say that nothing was found if there are neither rows nor errors."""
    sections = (
        printing.sort_rows(result.sections, flags["sort_by"])
        if flags["sort_by"]
        else result.sections
    )
    listing = listing._replace(
        sections=merge_neighbours(sections),
        namespaces=request.everywhere,
        show_kind=flags["show_kind"] or result.mixed,
        show_labels=flags["show_labels"],
        label_columns=flags["label_columns"],
    )
    printing.show(listing, output)
    if not listing.objects and not result.errors and not flags["ignore_not_found"]:
        lookup.tell_nothing_found(
            request.namespace, everywhere=request.everywhere, sections=result.sections
        )


def without_columns(section: Section) -> Section:
    """Return the section without its kind's own columns."""
    return section._replace(kind=section.kind._replace(columns=(), whole_row=False))


def merge_neighbours(sections: list[Section]) -> list[Section]:
    """Merge adjacent sections of one kind, so that they share a table."""
    tables: list[Section] = []
    for section in sections:
        if tables and tables[-1].kind.key == section.kind.key:
            tables[-1] = Section(section.kind, [*tables[-1].objects, *section.objects])
        else:
            tables.append(section)
    return tables


def document(listing: Listing, result: LookupResult, flags: dict[str, Any], output: str) -> None:
    """Print the objects in one document; none if the single object asked for is missing."""
    count = len(listing.objects)
    if result.errors and result.single or not count and flags["ignore_not_found"]:
        return
    printing.show(
        printing.sort_listing(listing, flags["sort_by"]) if flags["sort_by"] and count else listing,
        output,
    )
