"""Words of a command line that is printed to be pasted: the one place that quotes for a shell."""

from minik import light_re as re

PLAIN = re.compile(r"(?!=)[\w@%+=:,./-]+", re.ASCII)  # zsh looks for a program called x in `=x`


def quote(word: str) -> str:
    """Return a word as a POSIX shell takes it to the letter, in quotes where it needs them."""
    return word if PLAIN.fullmatch(word) else "'" + word.replace("'", "'\\''") + "'"


def command(*words: str) -> str:
    """Return the line that runs minik with these words, each quoted."""
    return " ".join(["minik", *[word if PLAIN.fullmatch(word) else quote(word) for word in words]])


def target(kind: str, name: str, namespace: str = "") -> list[str]:
    """Return the words that name an object: `svc web -n shop`; a name that looks like an option
    stands behind its kind, `svc/--all`.
    """
    named = [f"{kind}/{name}"] if name.startswith("-") else [kind, name]
    return [*named, "-n", namespace] if namespace else named
