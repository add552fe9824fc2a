"""Lines and wrapping."""

import textwrap
from collections.abc import Sequence


def join_lines(text: Sequence[str]) -> str:
    """Return lines as one text."""
    return "".join(f"{line}\n" for line in text)


def wrap(text: str, indent: int) -> list[str]:
    """Wrap a text at 80 columns, indent included."""
    return textwrap.wrap(
        text,
        80,
        initial_indent=" " * indent,
        subsequent_indent=" " * indent,
        break_on_hyphens=False,
        break_long_words=False,
    )
