"""Text in lines."""
import textwrap
from collections.abc import Sequence


def lines(text: Sequence[str]) -> str:
    """Lines as one text."""
    return "".join(f"{line}\n" for line in text)


def wrapped(text: str, indent: int) -> list[str]:
    """A text in lines that end at the 80th column, whatever their indent."""
    return textwrap.wrap(text, 80, initial_indent=" " * indent, subsequent_indent=" " * indent, break_on_hyphens=False,
                         break_long_words=False)
