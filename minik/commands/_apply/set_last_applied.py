"""Set what was last applied, without applying it"""

from functools import partial
from typing import Any

import click

from minik.commands import _changes, _chosen, _options, _printing, _session
from minik.errors import ClientError
from minik.intake import remembering


@click.command(cls=_options.Verb)
@_options.filename
@_options.namespace
@_options.dry_run
@_printing.options
@_options.flag("--create-annotation", "create", help="Also where the annotation is missing")
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], create: bool, **others: Any) -> None:
    """Record these files as what was last applied; nothing else about the objects changes.

    \b
    Examples:
      minik apply set-last-applied -f web.yaml
      minik apply set-last-applied -f web.yaml --create-annotation
    """
    request = _changes.Request(**others)
    _changes.refuse_words(words, "apply set-last-applied")
    if not request.filenames:
        raise ClientError(_chosen.NO_RESOURCES)
    with _session.begin_change() as session:
        acts = list(
            _changes.plan(
                request, session.cluster, partial(remembering.store_annotation, create=create)
            )
        )
        result = _changes.carry_out(session, acts, request)
        text = _changes.result_text(result, request)
    _changes.say(text, result)
