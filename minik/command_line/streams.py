"""Prints to standard output and standard error."""

import sys

from minik.light_typing import Any


def echo(text: object = "", *, nl: bool = True, err: bool = False) -> None:
    """Print a text, to the letter and at once.

    click does it for bytes, and where the stream could not hold every letter: in a locale without UTF-8.
    """
    stream: Any = sys.stderr if err else sys.stdout
    encoding = getattr(stream, "encoding", None) or "utf-8"
    if isinstance(text, bytes) or encoding.lower() != "utf-8":
        import click  # noqa: PLC0415 as above

        click.echo(text, nl=nl, err=err, color=True)
        return
    stream.write(f"{text}\n" if nl else f"{text}")
    stream.flush()


def tell(text: str) -> None:
    """Print a note of minik's own to standard error; on a terminal in lines that fit."""
    if sys.stderr.isatty():
        from minik.command_line import fitting  # noqa: PLC0415 only a terminal has a width

        text = fitting.fit(text)
    echo(text, err=True)
