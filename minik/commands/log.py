"""Show the history of the state, command by command"""

from minik.command_line import document_output, flags, state_access
from minik.errors import Refused
from minik.light_typing import Any
from minik.render.formats import table
from minik.store import history
from minik.store.history import Entry

ROOM = 60  # columns for a command line


@flags.command()
@flags.option(
    "--limit",
    kind=int,
    default=20,
    metavar="N",
    help="How many commands to show, the latest last (0: all)",
)
@document_output.option
def command(limit: int, output: str) -> None:
    """Show the history of the state: every command that changed it, and how much.

    \b
    Examples:
      # The last five commands
      minik log --limit 5
    """
    document_output.require_known(output)
    entries = _applied_entries(history.read(state_access.state_path()))
    if output:
        document_output.show({"entries": list(map(document, entries[-limit:]))}, output)
        return
    rows = [
        [str(entry.serial), entry.time, shorten(entry.command), history.summary(entry)]
        for entry in entries[-limit:]
    ]
    if rows:
        state_access.say(
            table.align_cells(iter([["SERIAL", "TIME", "COMMAND", "CHANGES"], *rows])), nl=False
        )
    else:
        state_access.tell("No history yet.")


def document(entry: Entry) -> dict[str, Any]:
    """Return a command of the history for JSON and YAML, with the objects that it changed."""
    return {
        "serial": entry.serial,
        "time": entry.time,
        "command": entry.command,
        "undoes": entry.undoes or None,
        "redoes": entry.redoes or None,
        "changesSettings": bool(entry.settings),
        "changes": [
            {
                "kind": kind,
                "namespace": namespace,
                "name": name,
                "action": "created"
                if before is None
                else "deleted"
                if after is None
                else "changed",
            }
            for kind, namespace, name, before, after in entry.changes
        ],
    }


def shorten(command: str) -> str:
    """Return a command line, cut to what a table has room for."""
    return command if len(command) <= ROOM else f"{command[: ROOM - 3]}..."


def _applied_entries(entries: list[Entry]) -> list[Entry]:
    """Return the entries without a last one whose change the state does not hold.

    Returns all of them if the state cannot be read.
    """
    try:
        cluster = state_access.read_cluster()
    except Refused:
        return entries
    return [
        entry
        for entry in entries
        if entry.lineage != cluster.lineage or entry.serial <= cluster.serial
    ]
