"""Take back the last command that changed the state"""

import os

from minik.command_line import flags, state_access
from minik.errors import Refused
from minik.model import shell
from minik.store import backup, history, undoing
from minik.store.history import Entry


@flags.command()
def command() -> None:
    """Take back the last command that changed the state.

    \b
    Examples:
      minik undo
    """
    with state_access.begin_change() as session:
        entries = history.entries_of(history.read(session.path), session.cluster)
        undoable = undoing.undoable(entries, session.cluster.serial)[0]
        if not undoable:
            raise _nothing_to_undo(session.path, session.cluster.serial, entries)
        session.keep(undoing.undo_entry(session.cluster, undoable[-1]), undoes=undoable[-1].serial)
    state_access.say(f"undone: {undoable[-1].command} ({history.summary(undoable[-1])})")


def _nothing_to_undo(path: str, serial: int, entries: list[Entry]) -> Refused:
    """Return the error that says why nothing can be undone: no history, or a gap in it."""
    latest = entries[-1].serial if entries else 0
    if latest == serial:
        return Refused(
            "nothing to undo", hint="minik log shows the history, minik state what else is kept"
        )
    return Refused(
        f"nothing to undo: the history ends at serial {latest}, the state is at {serial}",
        hint="the state before the last command: "
        + shell.command("state", "restore", "--force", "--from", path + backup.PREVIOUS)
        if os.path.exists(path + backup.PREVIOUS)
        else "nothing else is kept: minik state",
    )
