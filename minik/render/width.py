"""How many columns of a terminal a text takes: wide characters take two, combining marks none.

Only for minik's own answers. kubectl's tables and descriptions count letters (text/tabwriter), so
minik's do too, to the byte.
"""

from minik.model.marks import strip

WIDE, NONE = ("W", "F"), ("Mn", "Me", "Cf")


def display_width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    text = strip(text)
    from unicodedata import category, east_asian_width  # noqa: PLC0415 few texts are not ASCII

    return sum(
        0 if category(letter) in NONE else 1 + (east_asian_width(letter) in WIDE) for letter in text
    )


def pad(text: str, width: int) -> str:
    """Return the text, padded with spaces to a width in columns."""
    return text + " " * (width - display_width(text))
