"""A table of one's own: `HEADER:path,HEADER:path`."""
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from minik.errors import ClientError
from minik.model import jsonpath
from minik.model.controls import visible
from minik.model.go_values import printed
from minik.model.jsonpath_syntax import Action, BadPath, parsed
from minik.model.listing import Listing
from minik.model.object import Object
from minik.render.table import aligned


class CustomColumn(NamedTuple):
    """A header, and the path to what stands below it."""

    header: str
    path: str


def render(listing: Listing) -> str:
    if not listing.argument:
        raise ClientError("custom-columns format specified but no custom columns given")
    return drawn(listing, [column(part) for part in listing.argument.split(",")])


def column(part: str) -> CustomColumn:
    """One `HEADER:path`."""
    header, colon, path = part.partition(":")
    if not colon:
        raise ClientError(f"unexpected custom-columns spec: {part}, expected <header>:<json-path-expr>")
    return CustomColumn(header, relaxed(path))


def relaxed(path: str) -> str:
    """A path in any of its forms, as a template."""
    try:
        return jsonpath.relaxed(path)
    except BadPath as wrong:
        raise ClientError(str(wrong)) from None


def drawn(listing: Listing, columns: Sequence[CustomColumn]) -> str:
    """The table of these columns."""
    try:
        paths = [parsed(column.path) for column in columns]
        rows = [list(_cells(obj, paths)) for obj in listing.objects]
    except BadPath as wrong:
        raise ClientError(str(wrong)) from None
    return aligned([*([[visible(column.header) for column in columns]] if listing.headers else []), *rows])


def _cells(obj: Object, paths: Iterable[Sequence[Action]]) -> Iterator[str]:
    for path in paths:
        groups = jsonpath.found(path, obj)
        shown = [visible(printed(value)) for group in groups for value in group]
        yield ",".join(shown if groups and groups[0] else ["<none>", *shown])
