"""Take back the last command that changed the state"""
import shlex

import click

from minik.commands import _options, _session
from minik.errors import Refused
from minik.store import backup, history
from minik.store.history import Entry


@click.command(cls=_options.Verb)
def command() -> None:
    """Take back the last command that changed the state.

    \b
    Examples:
      minik undo
    """
    with _session.changing() as session:
        entries = history.of(history.read(session.path), session.cluster)
        found = history.undoable(entries, session.cluster.serial)[0]
        if not found:
            raise _nothing(session.path, session.cluster.serial, entries)
        session.keep(history.taken_back(session.cluster, found[-1]), undoes=found[-1].serial)
    _session.say(f"undone: {found[-1].command} ({history.summary(found[-1])})")


def _nothing(path: str, serial: int, entries: list[Entry]) -> Refused:
    """Why nothing can be taken back: there is nothing, or the history was lost or could not be written."""
    latest = entries[-1].serial if entries else 0
    if latest == serial:
        return Refused("nothing to undo", hint="minik log shows the history, minik state what else is kept")
    return Refused(f"nothing to undo: the history ends at serial {latest}, the state is at {serial}",
                   hint=f"the state before the last command: minik state restore --force --from {shlex.quote(path + backup.PREVIOUS)}")
