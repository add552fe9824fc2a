"""Print what was last applied"""

import json

from minik.command_line import edit_targets, flags, selection, state_access, streams
from minik.command_line.change_requests import Request
from minik.errors import ClientError, MinikError
from minik.light_typing import Any
from minik.model.object import Object
from minik.render.formats import yaml


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
    if output not in ("json", "yaml"):
        raise ClientError(
            f"Unexpected -o output mode: {output}, the flag 'output' must be one of yaml|json\n"
            "See 'minik apply view-last-applied -h' for help and examples."
        )
    matches = list(
        selection.find_objects(
            selection.Selection(Request(**others), every), words, state_access.read_cluster()
        )
    )
    state_access.report(match for match in matches if isinstance(match, MinikError))
    for _, obj in (match for match in matches if not isinstance(match, MinikError)):
        streams.echo(render_configuration(edit_targets.read_last_applied(obj), output), nl=False)


def render_configuration(configuration: Object, output: str) -> str:
    """Return the configuration as YAML or JSON."""
    return (
        yaml.text(configuration)
        if output == "yaml"
        else json.dumps(configuration, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    )
