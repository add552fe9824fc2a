"""Set and remove annotations"""

from minik.client import labels_and_annotations
from minik.command_line import flags, metadata_changes, usages
from minik.command_line.selection import Selection


@flags.command(usage=usages.TAGS)
@metadata_changes.options
@flags.argument("words", many=True)
def command(
    words: tuple[str, ...], chosen: Selection, overwrite: bool, version: str, listing: bool
) -> None:
    """Set (KEY=VALUE) and remove (KEY-) annotations.

    \b
    Examples:
      minik annotate svc web note='seen by all'
      minik annotate svc web note-
    """
    metadata_changes.change(
        words,
        chosen,
        "annotation",
        labels_and_annotations.parse_annotations,
        overwrite=overwrite,
        version=version,
        listing=listing,
    )
