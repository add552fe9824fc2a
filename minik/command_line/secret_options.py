"""Options whose values are not remembered in the history of the cluster."""

from collections.abc import Iterator, Sequence

from minik.command_line.options import CONTENT, VALUE, Option
from minik.model.shell import quote

MASK = "***"
PAIR = "KEY=VALUE"  # of such a value the key is remembered
SECRET = "secret"


def remembered_words(words: Sequence[str], options: Sequence[Option]) -> Iterator[str]:
    """Yield the words of a command line as they are remembered: quoted, without secrets."""
    about_secrets = any(map(is_about_secrets, words))
    secrets = [
        option
        for option in options
        if option.secret == VALUE or about_secrets and option.secret == CONTENT
    ]
    before: Option | None = None
    for word in words:
        if before:
            yield MASK
            before = None
            continue
        before = next((option for option in secrets if word in option.names), None)
        starts = (kept(word, name, one) for one in secrets for name in one.names)
        shown = next(filter(None, starts), "")
        yield f"{quote(shown)}{MASK}" if shown else quote(word)


def is_about_secrets(word: str) -> bool:
    """Return whether a word of a command line names Secrets: `secret`, `secrets/x`, `secrets,cm`."""
    rest = word.removeprefix(SECRET).removeprefix("s") if word.startswith(SECRET) else word
    return word.startswith(SECRET) and (not rest or rest == "\n" or rest[0] in "/,.")


def kept(word: str, name: str, option: Option) -> str:
    """Return what is remembered of `--name=value` before the secret; "" if the word is none such."""
    start = f"{name}=" if name.startswith("--") else name
    if not word.startswith(start) or word == name:
        return ""
    key, has_key, _ = word.removeprefix(start).partition("=")
    return f"{start}{key}=" if option.metavar == PAIR and has_key else start
