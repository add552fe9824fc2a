"""Set and remove annotations"""

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
    """Set (KEY=VALUE) and remove (KEY-) annotations.

    \b
    Examples:
      minik annotate svc web note='seen by all'
      minik annotate svc web note-
    """
    _tags.change(
        words,
        chosen,
        "annotation",
        tagging.parse_annotations,
        overwrite=overwrite,
        version=version,
        listing=listing,
    )
