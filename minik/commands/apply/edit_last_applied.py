"""Change what was last applied in your editor"""

from functools import partial

from minik.client import editing, set_last_applied
from minik.command_line import change_requests, edit_targets, editor, flags, printing, state_access
from minik.errors import ClientError
from minik.intake import parsing
from minik.light_typing import Any
from minik.model.kind import Kind
from minik.model.object import Object
from minik.render.formats import yaml


@flags.command(usage="(RESOURCE/NAME | -f FILENAME)")
@flags.filename
@flags.namespace
@printing.options
@flags.field_manager
@flags.flag("--windows-line-endings", "windows", help="Use Windows line endings in the editor")
@flags.no_op("--validate", metavar="LEVEL", why="only the last-applied annotation changes")
@flags.argument("words", many=True)
def command(words: tuple[str, ...], windows: bool, **others: Any) -> None:
    """Change what was last applied in your editor; nothing else about the object changes.

    \b
    Examples:
      EDITOR='sed -i s/8080/9090/' minik apply edit-last-applied svc/web
    """
    request = change_requests.Request(**others)
    for kind, obj in edit_targets.find_objects(words, request).values():
        editor.edit_until_valid(
            yaml.text(edit_targets.read_last_applied(obj)),
            partial(save_edited, kind=kind, request=request),
            line="\r\n" if windows else "\n",
        )


def save_edited(text: str, kind: Kind, request: change_requests.Request) -> None:
    """Store the edited text as the last-applied configuration."""
    documents = list(parsing.parse(text, "edited file", strict=False))
    if len(documents) != 1 or not isinstance(documents[0].value, dict):
        raise ClientError(editing.IDENTITY)
    edited: Object = documents[0].value
    if edited.get("kind") != kind.name or not isinstance(edited.get("metadata"), dict):
        raise ClientError(editing.IDENTITY)
    with state_access.begin_change() as session:
        act = partial(set_last_applied.store_annotation, kind=kind, document=documents[0])
        result = change_requests.carry_out(
            session, [lambda draft: act(draft)._replace(done="edited")], request
        )
        state_access.report(result.errors)
        message = change_requests.result_text(result, request)
    change_requests.say(message, result)
