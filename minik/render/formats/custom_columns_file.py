"""Custom columns from a file: a line of headers, and a line of paths below it."""

from minik.errors import ClientError
from minik.model.listing import Listing
from minik.render.formats.custom_columns import CustomColumn, relax_path, render_columns

TABULAR = True

EXPECTED = "Expected format is one line of space separated headers, one line of space separated column specs."


def render(listing: Listing) -> str:
    if not listing.argument:
        raise ClientError("custom-columns format specified but no custom columns given")
    lines = listing.argument.splitlines()
    for number, name in enumerate(("header", "spec")):
        if len(lines) <= number:
            raise ClientError(f"invalid template, missing {name} line. {EXPECTED}")
    headers, paths = lines[0].split(), lines[1].split()
    if len(headers) != len(paths):
        raise ClientError(
            f"number of headers ({len(headers)}) and field specifications ({len(paths)}) don't match"
        )
    columns = [
        CustomColumn(header, relax_path(path)) for header, path in zip(headers, paths, strict=True)
    ]
    return render_columns(listing._replace(headers=True), columns)
