"""Prove a state file whole, or say what is wrong with it"""
import os
from collections.abc import Iterator

import click

from minik.commands import _options, _session
from minik.store import checking
from minik.store.checking import Proof


@click.command(cls=_options.Verb)
@click.argument("file", default="")
def command(file: str) -> None:
    """Read every byte of a state file and prove it whole: header, stamp, order of the lines, every object; then what lies beside it.

    Exit status 0 if it is whole, 1 if something is wrong with it. What is odd and does no harm is told as a note.

    \b
    Examples:
      # The state that commands work on
      minik state check
      # Any other, such as a copy
      minik state check backup/state.json
    """
    path = os.path.realpath(file or _session.state_path())
    found = checking.proof(path)
    _session.say("".join(f"{line}\n" for line in _told(path, found)), nl=False)
    if not found.is_whole:
        raise SystemExit(1)


def _told(path: str, found: Proof) -> Iterator[str]:
    for flaw in found.flaws:
        yield f"{path}{f':{flaw.line}' if flaw.line else ''}  {'error' if flaw.wrong else 'note'}  {flaw.text}"
        if flaw.fix:
            yield f"    fix: {flaw.fix}"
    number = sum(flaw.wrong for flaw in found.flaws)
    if number or found.header is None:
        yield f"{path} is not whole: {number} {'error' if number == 1 else 'errors'} in {found.lines} lines."
    else:
        yield (f"{path} is whole: serial {found.header.serial}, {sum(found.kinds.values())} objects of {len(found.kinds)} kinds, "
               f"{found.size} bytes.")
