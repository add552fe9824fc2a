"""Lines that fit a terminal: they break between words, and what is to be copied stays whole."""

import shutil
from collections.abc import Iterator

from minik import light_re as re
from minik.model import marks

WORD = re.compile(r"\S+\s*|\s+")
NARROWEST = 20  # columns: nothing is broken into less


def fit(text: str) -> str:
    """Return a text in lines that fit the terminal."""
    return wrap(text, width())


def width() -> int:
    """Return how many columns the terminal has."""
    return shutil.get_terminal_size().columns


def wrap(text: str, columns: int) -> str:
    """Return a text whose lines break between words where they are longer than so many columns; lines
    to be copied, which say what to do, stay whole.
    """
    return "\n".join(
        line if marks.TO_DO in line else "\n".join(_wrapped(line, max(columns, NARROWEST)))
        for line in text.split("\n")
    )


def _wrapped(line: str, columns: int) -> Iterator[str]:
    from minik.render.width import display_width  # noqa: PLC0415 only a terminal needs it

    if display_width(line) <= columns:
        yield line
        return
    indent = len(line) - len(line.lstrip())
    hanging = " " * min(max(indent, 4), columns // 2)
    current = line[:indent]
    for word in WORD.findall(line[indent:]):
        if current.strip() and display_width(current + word.rstrip()) > columns:
            yield current.rstrip()
            current = hanging
        current += word
    yield current
