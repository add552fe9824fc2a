"""Change objects in your editor"""

from functools import partial
from typing import Any

import click

from minik.commands import _changes, _chosen, _editor, _options, _printing, _session, _subresources
from minik.commands._changes import Request
from minik.errors import ClientError, MinikError
from minik.intake import editing, leniency, parsing, requests
from minik.intake.parsing import Document
from minik.intake.requests import Outcome
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.go_values import marshal
from minik.model.kind import Kind
from minik.model.object import Key, Object
from minik.render import yaml

NO_OBJECTS = "edit cancelled, no objects found"


@click.command(cls=_options.Verb)
@_options.filename
@_options.namespace
@_printing.options
@_options.step
@_options.validate
@_options.save_config
@_options.flag(
    "--output-patch", "tell_patch", help="Also print the patch that results from the edit"
)
@_options.flag("--windows-line-endings", "windows", help="Use Windows line endings in the editor")
@_subresources.option
@_options.field_manager
@click.argument("words", nargs=-1)
def command(
    words: tuple[str, ...], output: str, part: str, tell_patch: bool, windows: bool, **others: Any
) -> None:
    """Change objects in the editor that KUBE_EDITOR or EDITOR names: what is refused is opened
    again, with what is wrong on top.

    \b
    Examples:
      EDITOR='sed -i s/8080/9090/' minik edit svc web
      KUBE_EDITOR=nano minik edit deployment/web -o json
    """
    _subresources.refuse_scale(part, "edit")
    in_json = output == "json"
    request = Request(output="" if output in ("json", "yaml") else output, **others)
    originals = find_objects(words, request)
    contents = [objects.drop(obj, "metadata.managedFields") for _, obj in originals.values()]
    content = (
        contents[0]
        if len(contents) == 1
        else {"apiVersion": "v1", "items": contents, "kind": "List", "metadata": {}}
    )
    text = marshal(content, "    ") + "\n" if in_json else yaml.text(content)
    way = editing.EditOptions(part, _session.say if tell_patch else None)
    _editor.edit_until_valid(
        text,
        partial(save_edited, originals=originals, request=request, way=way),
        ending=".json" if in_json else ".yaml",
        line="\r\n" if windows else "\n",
    )


def find_objects(words: tuple[str, ...], request: Request) -> dict[Key, tuple[Kind, Object]]:
    """Return kind and object, by key, of what is to be edited.

    Raises the errors if any object is missing, and ClientError if there are none.
    """
    selection = _chosen.Selection(request, every=True)
    matches = list(_chosen.find_objects(selection, words, _session.read_cluster()))
    _session.report(match for match in matches if isinstance(match, MinikError))
    present = [match for match in matches if not isinstance(match, MinikError)]
    if not present:
        raise ClientError(NO_OBJECTS)
    return {objects.key(obj): (kind, obj) for kind, obj in present}


def save_edited(
    text: str, originals: dict[Key, tuple[Kind, Object]], request: Request, way: editing.EditOptions
) -> None:
    """Store the objects of the edited text in place of the originals: all of them, or none."""
    documents = [
        item
        for document in parsing.parse(text, "edited file")
        for item in parsing.expand_list(document)
    ]
    with _session.begin_change() as session:
        result = _changes.carry_out(
            session,
            [edit_act(document, originals, request, way) for document in documents],
            request,
        )
        _session.report(result.errors)
        message = _changes.result_text(result, request)
    _changes.say(message, result)


def edit_act(
    document: Document,
    originals: dict[Key, tuple[Kind, Object]],
    request: Request,
    options: editing.EditOptions,
) -> _changes.Act | MinikError:
    """Return the act that stores one edited object, or the error if it cannot be matched."""
    try:
        kind, before = editing.find_opened(document, originals)
    except MinikError as error:
        return error

    def edit(draft: Draft) -> Outcome:
        edited, warnings = leniency.drop_unknown_fields(
            document._replace(source=""), kind, request.validate
        )
        if request.save_config:
            edited = requests.save_config(edited, always=True)
        outcome = editing.apply_edit(
            draft, kind, objects.drop(before, "metadata.managedFields"), edited, options
        )
        return outcome._replace(warnings=[*warnings, *outcome.warnings])

    return edit
