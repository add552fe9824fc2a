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
@_options.flag("--create-annotation", "create", help="Also where nothing was remembered before")
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], create: bool, **others: Any) -> None:
    """Let objects remember these files as what was last applied; nothing else about them changes.

    \b
    Examples:
      minik apply set-last-applied -f web.yaml
      minik apply set-last-applied -f web.yaml --create-annotation
    """
    request = _changes.Request(**others)
    _changes.no_words(words, "apply set-last-applied")
    if not request.filenames:
        raise ClientError(_chosen.NOTHING)
    with _session.changing() as session:
        acts = list(_changes.plan(request, session.cluster, partial(remembering.remember, create=create)))
        result = _changes.carry_out(session, acts, request)
        text = _changes.shown(result, request)
    _changes.say(text, result)
