"""How many columns of a terminal a text takes: wide letters take two, marks upon another letter none.

Only for minik's own answers. kubectl's tables and descriptions count letters (text/tabwriter), so minik's do too, to the byte.
"""
WIDE, NONE = ("W", "F"), ("Mn", "Me", "Cf")


def columns(text: str) -> int:
    """The columns that a text takes."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width  # noqa: PLC0415 few texts are not ASCII
    return sum(0 if category(letter) in NONE else 1 + (east_asian_width(letter) in WIDE) for letter in text)


def padded(text: str, width: int) -> str:
    """The text, and as many spaces as it lacks."""
    return text + " " * (width - columns(text))
