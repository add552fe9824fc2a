"""Words of a command line that is printed to be pasted."""

import re

PLAIN = re.compile(r"[\w@%+=:,./-]+", re.ASCII)


def quote(word: str) -> str:
    """Return a word as a POSIX shell takes it to the letter, in quotes where it needs them."""
    return word if PLAIN.fullmatch(word) else "'" + word.replace("'", "'\\''") + "'"
