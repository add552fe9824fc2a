"""Prove a state file whole, or say what is wrong with it"""

import os
from collections.abc import Iterator

from minik.command_line import flags, state_access
from minik.store import checking
from minik.store.checking import Report


@flags.command()
@flags.argument("file", default="")
def command(file: str) -> None:
    """Read every byte of a state file and prove it whole: header, stamp, order of the lines, every
    object; then what lies beside it.

    Exit status 0 if it is whole, 1 if something is wrong with it. What is odd and does no harm is
    told as a note.

    \b
    Examples:
      # The state that commands work on
      minik state check
      # Any other, such as a copy
      minik state check backup/state.json
    """
    path = os.path.realpath(file or state_access.state_path())
    proof = checking.check_state(path)
    state_access.say("".join(f"{line}\n" for line in _report_lines(path, proof)), nl=False)
    if not proof.is_whole:
        raise SystemExit(1)


def _report_lines(path: str, proof: Report) -> Iterator[str]:
    for flaw in proof.flaws:
        yield f"{path}{f':{flaw.line}' if flaw.line else ''}  {'error' if flaw.wrong else 'note'}  {flaw.text}"
        if flaw.fix:
            yield f"    fix: {flaw.fix}"
    number = sum(flaw.wrong for flaw in proof.flaws)
    if number or proof.header is None:
        yield f"{path} is not whole: {number} {'error' if number == 1 else 'errors'} in {proof.lines} lines."
    else:
        yield (
            f"{path} is whole: serial {proof.header.serial}, {sum(proof.kinds.values())} objects of {len(proof.kinds)} kinds, "
            f"{proof.size} bytes."
        )
