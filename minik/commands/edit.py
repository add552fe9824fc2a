"""Change objects in your editor"""

from functools import partial

from minik.client import editing, requests
from minik.client.changes import Act
from minik.client.requests import Outcome
from minik.command_line import (
    change_requests,
    edit_targets,
    editor,
    flags,
    printing,
    state_access,
    subresources,
)
from minik.command_line.change_requests import Request
from minik.errors import MinikError
from minik.intake import field_validation, parsing
from minik.intake.parsing import Document
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.go_values import marshal
from minik.model.kind import Kind
from minik.model.object import Key, Object
from minik.render.formats import yaml


@flags.command(usage="(RESOURCE/NAME | -f FILENAME)")
@flags.filename
@flags.namespace
@printing.options
@flags.step
@flags.validate
@flags.save_config
@flags.flag("--output-patch", "tell_patch", help="Also print the patch that results from the edit")
@flags.flag("--windows-line-endings", "windows", help="Use Windows line endings in the editor")
@subresources.option
@flags.field_manager
@flags.argument("words", many=True)
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
    subresources.refuse_scale(part, "edit")
    in_json = output == "json"
    request = Request(output="" if output in ("json", "yaml") else output, **others)
    originals = edit_targets.find_objects(words, request)
    contents = [objects.drop(obj, "metadata.managedFields") for _, obj in originals.values()]
    content = (
        contents[0]
        if len(contents) == 1
        else {"apiVersion": "v1", "items": contents, "kind": "List", "metadata": {}}
    )
    text = marshal(content, "    ") + "\n" if in_json else yaml.text(content)
    way = editing.EditOptions(part, state_access.say if tell_patch else None)
    editor.edit_until_valid(
        text,
        partial(save_edited, originals=originals, request=request, way=way),
        ending=".json" if in_json else ".yaml",
        line="\r\n" if windows else "\n",
    )


def save_edited(
    text: str, originals: dict[Key, tuple[Kind, Object]], request: Request, way: editing.EditOptions
) -> None:
    """Store the objects of the edited text in place of the originals: all of them, or none."""
    documents = [
        item
        for document in parsing.parse(text, "edited file", strict=False)
        for item in parsing.expand_list(document)
    ]
    with state_access.begin_change() as session:
        result = change_requests.carry_out(
            session,
            [edit_act(document, originals, request, way) for document in documents],
            request,
        )
        state_access.report(result.errors)
        message = change_requests.result_text(result, request)
    change_requests.say(message, result)


def edit_act(
    document: Document,
    originals: dict[Key, tuple[Kind, Object]],
    request: Request,
    options: editing.EditOptions,
) -> Act | MinikError:
    """Return the act that stores one edited object, or the error if it cannot be matched."""
    try:
        kind, before = editing.find_opened(document, originals)
    except MinikError as error:
        return error

    def edit(draft: Draft) -> Outcome:
        edited, warnings = field_validation.drop_unknown_fields(
            document._replace(source=""), kind, request.validate
        )
        if request.save_config:
            edited = requests.save_config(edited, always=True)
        outcome = editing.apply_edit(
            draft, kind, objects.drop(before, "metadata.managedFields"), edited, options
        )
        return outcome._replace(warnings=[*warnings, *outcome.warnings])

    return edit
