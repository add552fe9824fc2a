"""Show which state file this is and what it holds; prove it whole; bring it back"""
import os

import click

from minik.commands import _session, _state
from minik.commands._nested import Family
from minik.errors import Refused
from minik.store import backup, checking, history
from minik.store import state as states

HELP = """Show which state file commands work on, and what it holds. `check` proves it whole, `restore` brings it back.

    \b
    Examples:
      # Which file am I on?
      minik state
      # Is it whole?
      minik state check
      # It was deleted, or an editor broke it
      minik state restore
    """


class State(Family):
    """Alone it shows the state file."""

    def _help(self) -> None:
        if click.get_current_context().invoked_subcommand is None:
            path, why = _session.chosen()
            _session.say("".join(f"{title + ':':<10}{text}\n" for title, text in _told(os.path.realpath(path), why)), nl=False)


def _told(path: str, why: str) -> list[tuple[str, str]]:
    """What a person wants to know of a state file, line by line."""
    rows = [("File", f"{path}  ({why})")]
    if not os.path.exists(path):
        gone = "it is gone: minik state restore" if os.path.exists(path + backup.PREVIOUS) else "nothing yet: the first change makes it"
        return [*rows, ("Holds", gone), *_kept(path)]
    found = checking.proof(path)
    if found.header is None:
        return [*rows, ("Holds", "it cannot be read: minik state check"), *_kept(path)]
    entries = [made for made in history.read(path) if made.lineage in ("", found.header.lineage)]
    last = next((f"{made.command}, {made.time}" for made in reversed(entries) if made.serial == found.header.serial), "not in the history")
    return [*rows, ("Lineage", found.header.lineage), ("Serial", f"{found.header.serial}  ({last})"),
            ("Size", f"{found.size} bytes, {found.lines} lines"),
            ("Objects", ", ".join(f"{number} {kind}" for kind, number in found.kinds.items())),
            ("Whole", "yes" if found.is_whole else "no: minik state check"),
            ("History", f"{len(entries)} {'command' if len(entries) == 1 else 'commands'}: minik log, minik undo"), *_kept(path)]


def _kept(path: str) -> list[tuple[str, str]]:
    """What else is kept, from which the state could be restored."""
    found = []
    for end, what in ((backup.PREVIOUS, "before the last command"), (backup.ASIDE, "replaced"), (backup.BROKEN, "was broken")):
        try:
            there = states.header(path + end)
        except Refused:
            there = None
        if there:
            found.append(f"{path + end}  ({what}: serial {there.serial}, lineage {there.lineage})")
        elif os.path.exists(path + end):
            found.append(f"{path + end}  ({what})")
    return [("Kept", text) for text in found]


command = State("minik.commands._state", list(_state.__path__), help=HELP)
