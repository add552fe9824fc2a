"""Set and remove labels"""

from minik.client import labels_and_annotations
from minik.command_line import flags, metadata_changes, usages
from minik.command_line.selection import Selection


@flags.command(usage=usages.TAGS)
@metadata_changes.options
@flags.argument("words", many=True)
def command(
    words: tuple[str, ...], chosen: Selection, overwrite: bool, version: str, listing: bool
) -> None:
    """Set (KEY=VALUE) and remove (KEY-) labels.

    \b
    Examples:
      minik label pod web-0 tier=front
      minik label svc web tier=back --overwrite
      minik label pods --all tier-
    """
    metadata_changes.change(
        words,
        chosen,
        "label",
        labels_and_annotations.parse_labels,
        overwrite=overwrite,
        version=version,
        listing=listing,
    )
