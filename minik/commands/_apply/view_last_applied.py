"""Print what was last applied"""
import json
from typing import Any

import click

from minik.commands import _chosen, _options, _session
from minik.commands._changes import Request
from minik.errors import ClientError, MinikError
from minik.intake import last_applied
from minik.model import object as objects
from minik.model.object import Object
from minik.render import yaml


@click.command(cls=_options.Verb)
@_options.filename
@_options.namespace
@_options.selector
@_options.flag("--all", "every", help="All objects of the kinds that are named")
@_options.text("-o", "--output", default="yaml", metavar="yaml|json", help="Print it in this format")
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], every: bool, output: str, **others: Any) -> None:
    """Print what was last applied, as the object remembers it.

    \b
    Examples:
      minik apply view-last-applied svc/web
      minik apply view-last-applied -f web.yaml -o json
    """
    if output not in ("json", "yaml"):
        raise ClientError(f"Unexpected -o output mode: {output}, the flag 'output' must be one of yaml|json\n"
                          "See 'minik apply view-last-applied -h' for help and examples.")
    found = list(_chosen.found(_chosen.Chosen(Request(**others), every), words, _session.reading()))
    _session.report(one for one in found if isinstance(one, MinikError))
    for _, obj in (one for one in found if not isinstance(one, MinikError)):
        click.echo(in_format(remembered(obj), output), nl=False)


def remembered(obj: Object) -> Object:
    """What an object remembers."""
    found = last_applied.recalled(obj)
    if found is None:
        raise ClientError(f"no last-applied-configuration annotation found on resource: {objects.name(obj)}")
    return found


def in_format(stated: Object, output: str) -> str:
    """The configuration as text."""
    return yaml.text(stated) if output == "yaml" else json.dumps(stated, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
