"""Change objects in your editor"""
from functools import partial
from typing import Any

import click

from minik.commands import _changes, _chosen, _editor, _options, _printing, _session
from minik.commands._changes import Request
from minik.errors import ClientError, MinikError
from minik.intake import editing, parsing
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
@_options.not_yet("--validate=", "--subresource=", "--output-patch", "--windows-line-endings", "--save-config")
@_options.field_manager
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], output: str, **others: Any) -> None:
    """Change objects in the editor that KUBE_EDITOR or EDITOR names: what is refused is opened again, with what is wrong on top.

    \b
    Examples:
      EDITOR='sed -i s/8080/9090/' minik edit svc web
      KUBE_EDITOR=nano minik edit deployment/web -o json
    """
    in_json = output == "json"
    request = Request(output="" if output in ("json", "yaml") else output, **others)
    found = opened(words, request)
    shown = [objects.drop(obj, "metadata.managedFields") for _, obj in found.values()]
    whole = shown[0] if len(shown) == 1 else {"apiVersion": "v1", "items": shown, "kind": "List", "metadata": {}}
    text = marshalled(whole, "    ") + "\n" if in_json else yaml.text(whole)
    _editor.until_right(text, partial(keep, found=found, request=request), ending=".json" if in_json else ".yaml")


def opened(words: tuple[str, ...], request: Request) -> dict[Key, tuple[Kind, Object]]:
    """The objects that are meant, as they are now; nothing is opened where one of them is missing."""
    chosen = _chosen.Chosen(request, every=True)
    found = list(_chosen.found(chosen, words, _session.reading()))
    _session.report(one for one in found if isinstance(one, MinikError))
    there = [one for one in found if not isinstance(one, MinikError)]
    if not there:
        raise ClientError(EMPTY)
    return {objects.key(obj): (kind, obj) for kind, obj in there}


def keep(text: str, found: dict[Key, tuple[Kind, Object]], request: Request) -> None:
    """What came back, in the place of what was opened: all of it, or nothing."""
    documents = [item for document in parsing.parse(text, "edited file") for item in parsing.items(document)]
    with _session.changing() as session:
        result = _changes.carry_out(session, [act(document, found) for document in documents], request)
        _session.report(result.errors)
        said = _changes.shown(result, request)
    _changes.say(said, result)


def act(document: Document, found: dict[Key, tuple[Kind, Object]]) -> _changes.Act | MinikError:
    """One object that came back."""
    try:
        kind, before = editing.before(document, found)
    except MinikError as error:
        return error

    def edit(draft: Draft) -> Outcome:
        return editing.edited(draft, kind, objects.drop(before, "metadata.managedFields"), document._replace(source=""))
    return edit
