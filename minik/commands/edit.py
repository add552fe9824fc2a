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
from minik.model.go_values import marshalled
from minik.model.kind import Kind
from minik.model.object import Key, Object
from minik.render import yaml

EMPTY = "edit cancelled, no objects found"


@click.command(cls=_options.Verb)
@_options.filename
@_options.namespace
@_printing.options
@_options.step
@_options.validate
@_options.save_config
@_options.flag("--output-patch", "tell_patch", help="Also print the patch that the editing comes to")
@_options.flag("--windows-line-endings", "windows", help="Let the editor have lines that end as on Windows")
@_subresources.option
@_options.field_manager
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], output: str, part: str, tell_patch: bool, windows: bool, **others: Any) -> None:
    """Change objects in the editor that KUBE_EDITOR or EDITOR names: what is refused is opened again, with what is wrong on top.

    \b
    Examples:
      EDITOR='sed -i s/8080/9090/' minik edit svc web
      KUBE_EDITOR=nano minik edit deployment/web -o json
    """
    _subresources.whole(part, "edit")
    in_json = output == "json"
    request = Request(output="" if output in ("json", "yaml") else output, **others)
    found = opened(words, request)
    shown = [objects.drop(obj, "metadata.managedFields") for _, obj in found.values()]
    whole = shown[0] if len(shown) == 1 else {"apiVersion": "v1", "items": shown, "kind": "List", "metadata": {}}
    text = marshalled(whole, "    ") + "\n" if in_json else yaml.text(whole)
    way = editing.Way(part, _session.say if tell_patch else None)
    _editor.until_right(text, partial(keep, found=found, request=request, way=way), ending=".json" if in_json else ".yaml",
                        line="\r\n" if windows else "\n")


def opened(words: tuple[str, ...], request: Request) -> dict[Key, tuple[Kind, Object]]:
    """The objects that are meant, as they are now; nothing is opened where one of them is missing."""
    chosen = _chosen.Chosen(request, every=True)
    found = list(_chosen.found(chosen, words, _session.reading()))
    _session.report(one for one in found if isinstance(one, MinikError))
    there = [one for one in found if not isinstance(one, MinikError)]
    if not there:
        raise ClientError(EMPTY)
    return {objects.key(obj): (kind, obj) for kind, obj in there}


def keep(text: str, found: dict[Key, tuple[Kind, Object]], request: Request, way: editing.Way) -> None:
    """What came back, in the place of what was opened: all of it, or nothing."""
    documents = [item for document in parsing.parse(text, "edited file") for item in parsing.items(document)]
    with _session.changing() as session:
        result = _changes.carry_out(session, [act(document, found, request, way) for document in documents], request)
        _session.report(result.errors)
        said = _changes.shown(result, request)
    _changes.say(said, result)


def act(document: Document, found: dict[Key, tuple[Kind, Object]], request: Request, way: editing.Way) -> _changes.Act | MinikError:
    """One object that came back."""
    try:
        kind, before = editing.before(document, found)
    except MinikError as error:
        return error

    def edit(draft: Draft) -> Outcome:
        known, warnings = leniency.known(document._replace(source=""), kind, request.validate)
        if request.save_config:
            known = requests.saved(known, always=True)
        outcome = editing.edited(draft, kind, objects.drop(before, "metadata.managedFields"), known, way)
        return outcome._replace(warnings=[*warnings, *outcome.warnings])
    return edit
