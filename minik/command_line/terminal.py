"""minik's own answers on a terminal: what is wrong is red, what may be is magenta, what to do is bold,
what is secondary is dim; long lines break between words.

Renderers mark the parts (`model/marks`). Colours repeat what the words say, and all of them can be read
on dark and on light ground. Piped, the text is the same without colours and without breaks.
"""

import os
import sys
from collections.abc import Iterator

from minik import light_re as re
from minik.command_line import streams
from minik.model import marks

STYLES = {
    marks.BAD: "red",
    marks.DOUBTFUL: "magenta",
    marks.TO_DO: "bold",
    marks.SECONDARY: "dim",
    marks.ADDED: "green",
}
PART = re.compile(f"([{''.join(STYLES)}])([^{marks.END}]*){marks.END}")
FOR_PEOPLE = ("", "text", "wide")


def show(text: str, *, is_prose: bool = True) -> None:
    """Print an answer; on a terminal in colours and, if it is prose, in lines that fit."""
    if is_prose and sys.stdout.isatty():
        from minik.command_line import fitting  # noqa: PLC0415 only a terminal has a width

        text = fitting.fit(text)
    if not _is_coloured():
        streams.echo(marks.strip(text), nl=False)
        return
    from rich.console import Console  # noqa: PLC0415 only a terminal shows colours
    from rich.text import Text  # noqa: PLC0415

    styled = Text()
    for part, style in parts(text):
        styled.append(part, style=style)
    Console(soft_wrap=True, highlight=False, markup=False).print(styled, end="")


def show_as(output: str, text: str) -> None:
    """Print what was rendered in a format: an answer for people, or to the letter for programs."""
    if output in FOR_PEOPLE:
        show(text)
    else:
        streams.echo(text, nl=False)


def parts(text: str) -> Iterator[tuple[str, str]]:
    """Yield the parts of a marked text, each with its style, "" for none."""
    end = 0
    for match in PART.finditer(text):
        yield marks.strip(text[end : match.start()]), ""
        yield marks.strip(match[2]), STYLES[match[1]]
        end = match.end()
    yield marks.strip(text[end:]), ""


def _is_coloured() -> bool:
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))
