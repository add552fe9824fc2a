"""Show the history of the state, command by command"""
import click

from minik.commands import _options, _session
from minik.render import table
from minik.store import history


@click.command(cls=_options.Verb)
@click.option("--limit", type=int, default=20, metavar="N", help="How many commands to show, the latest last (0: all)")
def command(limit: int) -> None:
    """Show the history of the state: every command that changed it, and how much.

    \b
    Examples:
      # The last five commands
      minik log --limit 5
    """
    entries = history.read(_session.state_path())
    rows = [[str(entry.serial), entry.time, entry.command, history.summary(entry)] for entry in entries[-limit:]]
    if rows:
        click.echo(table.aligned(iter([["SERIAL", "TIME", "COMMAND", "CHANGES"], *rows])), nl=False)
    else:
        _session.tell("No history yet.")
