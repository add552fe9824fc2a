"""How minik's own answers look on a terminal: what is wrong in red, what to do in bold, what is secondary dim. Elsewhere: plain text.

The text is the same with and without colour; colour only repeats what the words say.
"""
import os
import re
import sys

import click

WRONG = re.compile(r"no pod answers|leads nowhere|NXDOMAIN|not ready|rejected at once|dropped|terminating|\bnone\b|\berror\b")
DO, LESS = re.compile(r"(?m)^ {2,4}fix\b.*$"), re.compile(r"(?m)^  (?:more|also)\b.*$|ttl \d+")


def show(text: str) -> None:
    """Print an answer, coloured where a person looks at it."""
    if not _is_coloured():
        click.echo(text, nl=False)
        return
    from rich.console import Console  # noqa: PLC0415 only a terminal shows colours
    from rich.text import Text  # noqa: PLC0415
    painted = Text(text)
    painted.highlight_regex(LESS, style="dim")
    painted.highlight_regex(WRONG, style="red")
    painted.highlight_regex(DO, style="bold")
    Console(soft_wrap=True, highlight=False, markup=False).print(painted, end="")


def _is_coloured() -> bool:
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))
