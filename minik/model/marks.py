"""Marks around the parts of an answer: what is wrong, doubtful, to be done, or of less interest.

Renderers mark a part by what it is; a terminal shows it in a colour, and everybody else is spared
the marks. They are noncharacters, which Unicode keeps for a program's own use.
"""

BAD, DOUBTFUL, TO_DO, SECONDARY, ADDED, END = (chr(0xFDD0 + number) for number in range(6))
ALL = (BAD, DOUBTFUL, TO_DO, SECONDARY, ADDED, END)
NOTHING = dict.fromkeys(map(ord, ALL))


def mark(kind: str, text: str) -> str:
    """Return the text between marks; the spaces around it stay outside."""
    inner = text.strip()
    before, _, after = text.partition(inner) if inner else (text, "", "")
    return f"{before}{kind}{inner}{END}{after}" if kind and inner else text


def bad(text: str) -> str:
    """Mark what is wrong."""
    return mark(BAD, text)


def doubtful(text: str) -> str:
    """Mark what may be wrong."""
    return mark(DOUBTFUL, text)


def to_do(text: str) -> str:
    """Mark what to do."""
    return mark(TO_DO, text)


def secondary(text: str) -> str:
    """Mark what is of less interest."""
    return mark(SECONDARY, text)


def strip(text: str) -> str:
    """Return the text without marks."""
    return text if text.isascii() else text.translate(NOTHING)
