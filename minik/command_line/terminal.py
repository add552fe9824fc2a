"""Colours for minik's own answers: problems red, fixes bold, secondary lines dim, on a terminal
only.

The text is the same with and without colour; colour only repeats what the words say.
"""

import os
import sys

from minik import light_re as re
from minik.command_line import streams

PROBLEM = re.compile(
    r"no pod answers|leads nowhere|NXDOMAIN|not ready|rejected at once|dropped|terminating|\bnone\b|\berror\b"
)
FIX, SECONDARY = (
    re.compile(r"(?m)^ {2,4}fix\b.*$"),
    re.compile(r"(?m)^  (?:more|also)\b.*$|ttl \d+"),
)


def show(text: str) -> None:
    """Print an answer, coloured on a terminal."""
    if not _is_coloured():
        streams.echo(text, nl=False)
        return
    from rich.console import Console  # noqa: PLC0415 only a terminal shows colours
    from rich.text import Text  # noqa: PLC0415

    styled = Text(text)
    styled.highlight_regex(SECONDARY, style="dim")
    styled.highlight_regex(PROBLEM, style="red")
    styled.highlight_regex(FIX, style="bold")
    Console(soft_wrap=True, highlight=False, markup=False).print(styled, end="")


def _is_coloured() -> bool:
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))
