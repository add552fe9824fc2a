"""List all visible plugin executables on a user's PATH"""

import os

from minik.command_line import flags, plugins, state_access, streams
from minik.errors import ClientError

NONE_FOUND = "unable to find any kubectl plugins in your PATH"


@flags.command()
@flags.flag("--name-only", help="Only the names of the programs, not their paths")
def command(name_only: bool) -> None:
    """List all available plugin files on a user's PATH: those that are executable and whose names
    begin with minik- or kubectl-.

    \b
    Examples:
      # List all available plugins
      minik plugin list
      # List only the names of their programs
      minik plugin list --name-only
    """
    number, warnings = 0, 0
    places = plugins.folders(os.environ.get("PATH", ""))
    for plugin in plugins.available(places, plugins.command_of, state_access.tell):
        if not number:
            streams.echo("The following compatible plugins are available:\n")
        number += 1
        streams.echo(os.path.basename(plugin.path) if name_only else plugin.path)
        for warning in plugin.warnings:
            warnings += 1
            state_access.tell(f"  - {warning}")
    if not number:
        raise ClientError(NONE_FOUND)
    if warnings:
        raise ClientError(
            "one plugin warning was found"
            if warnings == 1
            else f"{warnings} plugin warnings were found"
        )
