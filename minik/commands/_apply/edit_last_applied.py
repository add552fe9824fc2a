"""Change what was last applied in your editor"""

from functools import partial
from typing import Any

import click

from minik.commands import _changes, _editor, _options, _printing, _session, edit
from minik.commands._apply.view_last_applied import read_last_applied
from minik.errors import ClientError
from minik.intake import editing, parsing, remembering
from minik.model.kind import Kind
from minik.model.object import Object
from minik.render import yaml


@click.command(cls=_options.Verb)
@_options.filename
@_options.namespace
@_printing.options
@_options.field_manager
@_options.flag("--windows-line-endings", "windows", help="Use Windows line endings in the editor")
@_options.no_op("--validate", metavar="LEVEL", why="only the last-applied annotation changes")
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], windows: bool, **others: Any) -> None:
    """Change what was last applied in your editor; nothing else about the object changes.

    \b
    Examples:
      EDITOR='sed -i s/8080/9090/' minik apply edit-last-applied svc/web
    """
    request = _changes.Request(**others)
    for kind, obj in edit.find_objects(words, request).values():
        _editor.edit_until_valid(
            yaml.text(read_last_applied(obj)),
            partial(save_edited, kind=kind, request=request),
            line="\r\n" if windows else "\n",
        )


def save_edited(text: str, kind: Kind, request: _changes.Request) -> None:
    """Store the edited text as the last-applied configuration."""
    documents = list(parsing.parse(text, "edited file"))
    if len(documents) != 1 or not isinstance(documents[0].value, dict):
        raise ClientError(editing.IDENTITY)
    edited: Object = documents[0].value
    if edited.get("kind") != kind.name or not isinstance(edited.get("metadata"), dict):
        raise ClientError(editing.IDENTITY)
    with _session.begin_change() as session:
        act = partial(remembering.store_annotation, kind=kind, document=documents[0])
        result = _changes.carry_out(
            session, [lambda draft: act(draft)._replace(done="edited")], request
        )
        _session.report(result.errors)
        message = _changes.result_text(result, request)
    _changes.say(message, result)
