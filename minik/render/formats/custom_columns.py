"""Custom columns: `HEADER:path,HEADER:path`."""

from collections.abc import Iterable, Iterator, Sequence

from minik.errors import ClientError
from minik.light_typing import NamedTuple
from minik.model import jsonpath
from minik.model.controls import escape_controls
from minik.model.go_values import format_value
from minik.model.jsonpath_syntax import Action, BadPath, parse_template
from minik.model.listing import Listing
from minik.model.object import Object
from minik.render import _document
from minik.render.formats.table import align_cells

TABULAR = True


class CustomColumn(NamedTuple):
    """A header, and the JSONPath of the cells below it."""

    header: str
    path: str


def render(listing: Listing) -> str:
    if not listing.argument:
        raise ClientError("custom-columns format specified but no custom columns given")
    return render_columns(listing, [parse_column(part) for part in listing.argument.split(",")])


def parse_column(part: str) -> CustomColumn:
    """Parse one `HEADER:path`."""
    header, colon, path = part.partition(":")
    if not colon:
        raise ClientError(
            f"unexpected custom-columns spec: {part}, expected <header>:<json-path-expr>"
        )
    return CustomColumn(header, relax_path(path))


def relax_path(path: str) -> str:
    """Return a path in any of kubectl's forms (`x.y`, `.x.y`, `{.x.y}`) as a JSONPath template."""
    try:
        return jsonpath.add_braces(path)
    except BadPath as wrong:
        raise ClientError(str(wrong)) from None


def render_columns(listing: Listing, columns: Sequence[CustomColumn]) -> str:
    """Return the table of these columns."""
    try:
        paths = [parse_template(column.path) for column in columns]
        asked = any("managedFields" in column.path for column in columns)
        shown = _document.with_writers(listing, asked=asked).objects
        rows = [list(_cells(obj, paths)) for obj in shown]
    except BadPath as wrong:
        raise ClientError(str(wrong)) from None
    return align_cells(
        [
            *([[escape_controls(column.header) for column in columns]] if listing.headers else []),
            *rows,
        ]
    )


def _cells(obj: Object, paths: Iterable[Sequence[Action]]) -> Iterator[str]:
    for path in paths:
        groups = jsonpath.find_results(path, obj)
        texts = [escape_controls(format_value(value)) for group in groups for value in group]
        yield ",".join(texts if groups and groups[0] else ["<none>", *texts])
