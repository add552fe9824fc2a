"""The elements of pictures and pages: texts, escaped and at their places."""

from minik.model.controls import escape_controls

ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


def clean(text: str) -> str:
    """Return a text in one line and without control characters."""
    return escape_controls(" ".join(text.split()))


def escape(text: str) -> str:
    """Return a text as XML holds it, without control characters."""
    return escape_controls(text).translate(ESCAPES)


def number(value: float) -> str:
    """Return a number with at most one digit after the point."""
    return f"{value:.1f}".removesuffix(".0")


def text(words: str, x: float, y: float, classes: str = "", more: str = "") -> str:
    """Return a text at a place."""
    shown = f' class="{classes}"' if classes else ""
    return f'<text{shown} x="{number(x)}" y="{number(y)}"{more}>{escape(words)}</text>'
