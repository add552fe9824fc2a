"""The history of a state, as the page shows it and takes changes back."""

import os

from minik.command_line import state_access
from minik.command_line.page_desk import Past
from minik.errors import Refused
from minik.store import history, locking, undoing

MOST = 50  # commands that the page lists
LOCK_WAIT = 5.0  # seconds


class KeptPast(Past):
    """The history of a state file: `undo` and `redo` change it as the commands do."""

    is_kept = True

    def __init__(self, path: str) -> None:
        self.path = os.path.realpath(path)

    def entries(self) -> list[dict[str, str]]:
        """Return the commands that changed the state, the latest first."""
        return [
            {"command": entry.command, "time": entry.time, "summary": history.summary(entry)}
            for entry in reversed(history.read(self.path)[-MOST:])
        ]

    def change(self, name: str) -> str:
        """Take back the last command, or do it again. Raises Refused where there is none."""
        with locking.hold_lock(
            self.path, timeout=LOCK_WAIT, command=f"minik page ({name})", report=state_access.tell
        ):
            session = state_access.Session(self.path)
            found = history.entries_of(history.read(self.path), session.cluster)
            done, undone = undoing.undoable(found, session.cluster.serial)
            entries = done if name == "undo" else undone
            if not entries:
                raise Refused(f"nothing to {name}")
            entry = entries[-1]
            act = undoing.undo_entry if name == "undo" else undoing.redo_entry
            marks = {f"{name}es": entry.serial}
            session.keep(act(session.cluster, entry), **marks)
            session.save(f"minik {name}")
        return f"{'undone' if name == 'undo' else 'done again'}: {entry.command} ({history.summary(entry)})"
