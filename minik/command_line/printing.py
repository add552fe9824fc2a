"""Prints results in the format of -o; templates are read from their files here, above the
waterline.
"""

from collections.abc import Sequence

from minik.command_line import flags, streams
from minik.errors import ClientError, MinikError
from minik.model.listing import Listing, Section
from minik.render.formats import render
from minik.store import files

TEMPLATES = (
    "go-template",
    "go-template-file",
    "jsonpath",
    "jsonpath-as-json",
    "jsonpath-file",
    "template",
    "templatefile",
)
COLUMNS = ("custom-columns", "custom-columns-file")


def resolve_format(output: str, template: str = "") -> str:
    """Return the format with its argument: `--template` added, a file replaced by its content."""
    name, _, argument = output.partition("=")
    if template and (not output or output in (*TEMPLATES, *COLUMNS)):
        name, argument = name or "go-template", template
        output = f"{name}={argument}"
    if name in (*TEMPLATES, *COLUMNS) and name.endswith("file") and argument:
        return f"{name}={_template_text(argument, columns=name in COLUMNS)}"
    return output


def _template_text(path: str, columns: bool) -> str:
    try:
        return files.read_file(path).decode()
    except (OSError, ValueError) as error:
        reason = (error.strerror or "").lower() if isinstance(error, OSError) else "it is not text"
        raise ClientError(
            f"error reading {'template' if columns else '--template'} {path}, open {path}: {reason}"
        ) from None


# -o and its companions: `output` is the format with its argument, `missing_keys` and
# `managed_fields` are those of a Listing
options: flags.Option = flags.gather(
    resolve_format,
    flags.output,
    flags.template,
    flags.managed_fields,
    flags.missing_keys,
    into="output",
)


def show(listing: Listing, output: str = "", *, tables: bool = True) -> None:
    """Print a listing; of a template that fails halfway, what it had printed by then too."""
    try:
        streams.echo(render(listing, output, tables=tables), nl=False)
    except MinikError as error:
        streams.echo(getattr(error, "partial", ""), nl=False)
        raise


def sort_listing(listing: Listing, path: str) -> Listing:
    """Sort a listing by a field, whatever kinds its objects are; an object that was asked for by
    name stands as it is.
    """
    from minik.model import jsonpath, sorting  # noqa: PLC0415 only an order needs them
    from minik.model.jsonpath_syntax import BadPath  # noqa: PLC0415

    if listing.single:
        return listing
    kinds = {id(obj): section.kind for section in listing.sections for obj in section.objects}
    try:
        sorted_objects = sorting.sort_objects(listing.objects, jsonpath.add_braces(path))
    except (BadPath, sorting.Unsortable) as wrong:
        raise ClientError(str(wrong)) from None
    return listing._replace(sections=[Section(kinds[id(obj)], [obj]) for obj in sorted_objects])


def sort_rows(sections: Sequence[Section], path: str) -> list[Section]:
    """Sort a table by a field.

    As in kubectl, only a table of one kind can be sorted; where no row has the field, none is
    shown.
    """
    from minik.model import jsonpath, sorting  # noqa: PLC0415 only an order needs them
    from minik.model.jsonpath_syntax import BadPath  # noqa: PLC0415

    try:
        field = jsonpath.add_braces(path)
    except BadPath:
        field = path
    if len(sections) > 1:
        raise ClientError(f'couldn\'t find any field with path "{field}" in the list of objects')
    if not sections or len(sections[0].objects) < 2:
        return list(sections)
    try:
        return [sections[0]._replace(objects=sorting.sort_objects(sections[0].objects, field))]
    except BadPath:
        return []
    except sorting.Unsortable as wrong:
        if str(wrong).startswith("unsortable"):
            raise ClientError(f"Field {field} is an unsortable type: {wrong}") from None
        return []
