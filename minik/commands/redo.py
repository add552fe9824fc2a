"""Redo the command that was last undone"""

from minik.command_line import flags, state_access
from minik.errors import Refused
from minik.store import history, undoing


@flags.command()
def command() -> None:
    """Redo the command that was last undone.

    \b
    Examples:
      minik redo
    """
    with state_access.begin_change() as session:
        undone = undoing.undoable(
            history.entries_of(history.read(session.path), session.cluster), session.cluster.serial
        )[1]
        if not undone:
            raise Refused("nothing to redo", hint="minik log shows the history")
        session.keep(undoing.redo_entry(session.cluster, undone[-1]), redoes=undone[-1].serial)
    state_access.say(f"redone: {undone[-1].command} ({history.summary(undone[-1])})")
