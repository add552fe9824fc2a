"""Words of a command line that is printed to be pasted: the one place that quotes for a shell."""

from minik.model.names import KEY_ENDS

PLAIN = f"{KEY_ENDS}_@%+=:,./-"  # what needs no quotes


def is_plain(word: str) -> bool:
    """Return whether a shell takes a word to the letter; zsh looks for a program called x in `=x`."""
    return bool(word) and not word.strip(PLAIN) and word[0] != "="


def quote(word: str) -> str:
    """Return a word as a POSIX shell takes it to the letter, in quotes where it needs them."""
    return word if is_plain(word) else "'" + word.replace("'", "'\\''") + "'"


def command(*words: str) -> str:
    """Return the line that runs minik with these words, each quoted."""
    return " ".join(["minik", *map(quote, words)])


def target(kind: str, name: str, namespace: str = "") -> list[str]:
    """Return the words that name an object: `svc web -n shop`; a name that looks like an option
    stands behind its kind, `svc/--all`.
    """
    named = [f"{kind}/{name}"] if name.startswith("-") else [kind, name]
    return [*named, "-n", namespace] if namespace else named
