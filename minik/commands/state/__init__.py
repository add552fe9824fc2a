"""Show which state file this is and what it holds; prove it whole; bring it back"""

import os

from minik.command_line import document_output, flags, state_access, terminal
from minik.command_line.command_group import CommandGroup
from minik.errors import Refused
from minik.light_typing import Any
from minik.model.controls import escape_lines
from minik.store import backup, checking, history
from minik.store import state as states


@flags.command()
@document_output.option
def show(output: str) -> None:
    """Show which state file commands work on, and what it holds. `check` proves it whole, `restore`
    brings it back.

    \b
    Examples:
      # Which file am I on?
      minik state
      # Is it whole?
      minik state check
      # It was deleted, or an editor broke it
      minik state restore
    """
    document_output.require_known(output)
    path, why = state_access.find_state()
    if output:
        document_output.show(document(os.path.realpath(path), why), output)
        return
    rows = _state_rows(os.path.realpath(path), why)
    terminal.show(escape_lines("".join(f"{title + ':':<10}{text}\n" for title, text in rows)))


def document(path: str, why: str) -> dict[str, Any]:
    """Return what is known of a state file for JSON and YAML; `whole` is None without a file."""
    proof = checking.check_state(path) if os.path.exists(path) else None
    header = proof.header if proof else None
    entries = history.read(path) if header else []
    return {
        "file": path,
        "chosenBy": why,
        "whole": proof.is_whole if proof else None,
        "lineage": header.lineage if header else "",
        "serial": header.serial if header else 0,
        "bytes": proof.size if proof else 0,
        "lines": proof.lines if proof else 0,
        "objects": [
            {"kind": kind, "number": number}
            for kind, number in (proof.kinds if proof else {}).items()
        ],
        "history": sum(entry.lineage in ("", header.lineage) for entry in entries if header),
        "kept": [text for _, text in _backup_rows(path)],
    }


def _state_rows(path: str, why: str) -> list[tuple[str, str]]:
    """Return title and text of each line about a state file."""
    rows = [("File", f"{path}  ({why})")]
    if not os.path.exists(path):
        holds = (
            "it is gone: minik state restore"
            if os.path.exists(path + backup.PREVIOUS)
            else "nothing yet: the first change makes it"
        )
        return [*rows, ("Holds", holds), *_backup_rows(path)]
    proof = checking.check_state(path)
    if proof.header is None:
        return [*rows, ("Holds", "it cannot be read: minik state check"), *_backup_rows(path)]
    entries = [entry for entry in history.read(path) if entry.lineage in ("", proof.header.lineage)]
    last = next(
        (
            f"{entry.command}, {entry.time}"
            for entry in reversed(entries)
            if entry.serial == proof.header.serial
        ),
        "not in the history",
    )
    return [
        *rows,
        ("Lineage", proof.header.lineage),
        ("Serial", f"{proof.header.serial}  ({last})"),
        ("Size", f"{proof.size} bytes, {proof.lines} lines"),
        ("Objects", ", ".join(f"{number} {kind}" for kind, number in proof.kinds.items())),
        ("Whole", "yes" if proof.is_whole else "no: minik state check"),
        (
            "History",
            f"{len(entries)} {'command' if len(entries) == 1 else 'commands'}: minik log, minik undo",
        ),
        *_backup_rows(path),
    ]


def _backup_rows(path: str) -> list[tuple[str, str]]:
    """Return a row for each file from which the state could be restored."""
    copies = []
    for suffix, reason in (
        (backup.PREVIOUS, "before the last command"),
        (backup.ASIDE, "replaced"),
        (backup.BROKEN, "was broken"),
    ):
        try:
            header = states.header(path + suffix)
        except Refused:
            header = None
        if header:
            copies.append(
                f"{path + suffix}  ({reason}: serial {header.serial}, lineage {header.lineage})"
            )
        elif os.path.exists(path + suffix):
            copies.append(f"{path + suffix}  ({reason})")
    return [("Kept", text) for text in copies]


command = CommandGroup(__name__, __path__, alone=show)
