"""Show the history of the state, command by command"""
import click

from minik.commands import _options, _session
from minik.errors import Refused
from minik.render import table
from minik.store import history
from minik.store.history import Entry


@click.command(cls=_options.Verb)
@click.option("--limit", type=int, default=20, metavar="N", help="How many commands to show, the latest last (0: all)")
def command(limit: int) -> None:
    """Show the history of the state: every command that changed it, and how much.

    \b
    Examples:
      # The last five commands
      minik log --limit 5
    """
    entries = _standing(history.read(_session.state_path()))
    rows = [[str(entry.serial), entry.time, entry.command, history.summary(entry)] for entry in entries[-limit:]]
    if rows:
        _session.say(table.aligned(iter([["SERIAL", "TIME", "COMMAND", "CHANGES"], *rows])), nl=False)
    else:
        _session.tell("No history yet.")


def _standing(entries: list[Entry]) -> list[Entry]:
    """Less a last command that came to nothing: the state has not got as far. Of a state that cannot be read, all."""
    try:
        cluster = _session.reading()
    except Refused:
        return entries
    return [entry for entry in entries if entry.lineage != cluster.lineage or entry.serial <= cluster.serial]
