"""Set and remove labels"""

import click

from minik.commands import _options, _tags
from minik.commands._chosen import Selection
from minik.intake import tagging


@click.command(cls=_options.Verb)
@_tags.options
@click.argument("words", nargs=-1)
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
    _tags.change(
        words,
        chosen,
        "label",
        tagging.parse_labels,
        overwrite=overwrite,
        version=version,
        listing=listing,
    )
