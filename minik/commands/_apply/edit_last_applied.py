"""Change what was last applied in your editor"""
from functools import partial
from typing import Any

import click

from minik.commands import _changes, _editor, _options, _printing, _session, edit
from minik.commands._apply.view_last_applied import remembered
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
@_options.flag("--windows-line-endings", "windows", help="Let the editor have lines that end as on Windows")
@_options.needless("--validate", metavar="LEVEL", why="only what is remembered changes, and that is no more than remembered")
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], windows: bool, **others: Any) -> None:
    """Change what was last applied in your editor; nothing else about the object changes.

    \b
    Examples:
      EDITOR='sed -i s/8080/9090/' minik apply edit-last-applied svc/web
    """
    request = _changes.Request(**others)
    for kind, obj in edit.opened(words, request).values():
        _editor.until_right(yaml.text(remembered(obj)), partial(keep, kind=kind, request=request), line="\r\n" if windows else "\n")


def keep(text: str, kind: Kind, request: _changes.Request) -> None:
    """What came back is what was last applied."""
    documents = list(parsing.parse(text, "edited file"))
    if len(documents) != 1 or not isinstance(documents[0].value, dict):
        raise ClientError(editing.IDENTITY)
    placed: Object = documents[0].value
    if placed.get("kind") != kind.name or not isinstance(placed.get("metadata"), dict):
        raise ClientError(editing.IDENTITY)
    with _session.changing() as session:
        act = partial(remembering.remember, kind=kind, document=documents[0])
        result = _changes.carry_out(session, [lambda draft: act(draft)._replace(done="edited")], request)
        _session.report(result.errors)
        said = _changes.shown(result, request)
    _changes.say(said, result)
