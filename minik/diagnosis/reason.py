"""Why nothing answers, in one sentence; `reasons` works it out."""

from minik.light_typing import NamedTuple


class Reason(NamedTuple):
    """One sentence, and a command to paste ("" if none helps)."""

    text: str
    fix: str = ""
