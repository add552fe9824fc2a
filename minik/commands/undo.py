"""Take back the last command that changed the state"""
import click

from minik.commands import _options, _session
from minik.errors import Refused
from minik.store import history


@click.command(cls=_options.Verb)
def command() -> None:
    """Take back the last command that changed the state.

    \b
    Examples:
      minik undo
    """
    with _session.changing() as session:
        found = history.undoable(history.of(history.read(session.path), session.cluster), session.cluster.serial)[0]
        if not found:
            raise Refused("nothing to undo", hint="minik log shows the history, minik state what else is kept")
        session.keep(history.taken_back(session.cluster, found[-1]), undoes=found[-1].serial)
    click.echo(f"undone: {found[-1].command} ({history.summary(found[-1])})")
