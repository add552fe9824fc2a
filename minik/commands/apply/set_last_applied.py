"""Set what was last applied, without applying it"""

from functools import partial

from minik.client import set_last_applied
from minik.command_line import (
    change_requests,
    flags,
    printing,
    selection,
    state_access,
    unexpected_words,
)
from minik.errors import ClientError
from minik.light_typing import Any


@flags.command(usage="-f FILENAME")
@flags.filename
@flags.namespace
@flags.dry_run
@printing.options
@flags.flag("--create-annotation", "create", help="Also where the annotation is missing")
@flags.argument("words", many=True)
def command(words: tuple[str, ...], create: bool, **others: Any) -> None:
    """Record these files as what was last applied; nothing else about the objects changes.

    \b
    Examples:
      minik apply set-last-applied -f web.yaml
      minik apply set-last-applied -f web.yaml --create-annotation
    """
    request = change_requests.Request(**others)
    unexpected_words.refuse_words(words, "apply set-last-applied")
    if not request.filenames:
        raise ClientError(selection.NO_RESOURCES)
    with state_access.begin_change() as session:
        acts = list(
            change_requests.plan(
                request, session.cluster, partial(set_last_applied.store_annotation, create=create)
            )
        )
        result = change_requests.carry_out(session, acts, request)
        text = change_requests.result_text(result, request)
    change_requests.say(text, result)
