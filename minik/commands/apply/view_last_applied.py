"""Print what was last applied"""

import json

from minik.command_line import flags, selection, state_access, streams
from minik.command_line.change_requests import Request
from minik.errors import ClientError, MinikError
from minik.intake import last_applied
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.object import Object
from minik.render.formats import yaml
from minik.store import manifests

# kubectl's words for an error that it has not
MISSING = 'error when no last-applied-configuration annotation found on resource: {}\n "{}": <nil>'


@flags.command(usage="(TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)")
@flags.filename
@flags.namespace
@flags.selector
@flags.flag("--all", "every", help="All objects of the kinds that are named")
@flags.text("-o", "--output", default="yaml", metavar="yaml|json", help="Print it in this format")
@flags.argument("words", many=True)
def command(words: tuple[str, ...], every: bool, output: str, **others: Any) -> None:
    """Print what was last applied, from the object's annotation.

    \b
    Examples:
      minik apply view-last-applied svc/web
      minik apply view-last-applied -f web.yaml -o json
    """
    matches = list(
        selection.find_objects(
            selection.Selection(Request(**others), every), words, state_access.read_cluster()
        )
    )
    state_access.report(match for match in matches if isinstance(match, MinikError))
    for _, obj in (match for match in matches if not isinstance(match, MinikError)):
        configuration = last_applied.previous_configuration(obj)
        if configuration is None:
            require_no_file(obj, Request(**others))
        else:
            streams.echo(render_configuration(configuration, output), nl=False)


def require_no_file(obj: Object, request: Request) -> None:
    """Raise ClientError where a file names an object without the annotation; by name kubectl passes
    over it.
    """
    for document in manifests.read(request.filenames, request.recursive):
        value = document.value
        if (value.get("kind"), objects.name(value)) == (obj["kind"], objects.name(obj)):
            raise ClientError(MISSING.format(objects.name(obj), document.source))


def render_configuration(configuration: Object, output: str) -> str:
    """Return the configuration as YAML or JSON. Raises ClientError for another format."""
    if output not in ("json", "yaml"):
        raise ClientError(
            f"Unexpected -o output mode: {output}, the flag 'output' must be one of yaml|json\n"
            "See 'minik apply view-last-applied -h' for help and examples."
        )
    return (
        yaml.text(configuration)
        if output == "yaml"
        else json.dumps(configuration, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    )
