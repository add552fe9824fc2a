"""Options whose values are not remembered in the history of the cluster."""

import re
from collections.abc import Iterator, Sequence

import click

from minik.model.shell import quote

MASK = "***"
PAIR = "KEY=VALUE"  # of such a value the key is remembered
ABOUT_SECRETS = re.compile(r"secrets?(?:[/,.]|$)")


class SecretOption(click.Option):
    """An option whose value is secret."""


class ContentOption(SecretOption):
    """An option that holds parts of an object: secret where the command is about Secrets."""


def remembered_words(words: Sequence[str], context: click.Context) -> Iterator[str]:
    """Yield the words of a command line as they are remembered: quoted, without secrets."""
    about_secrets = any(map(ABOUT_SECRETS.match, words))
    secrets = [
        option
        for option in options(context)
        if isinstance(option, SecretOption)
        and (about_secrets or not isinstance(option, ContentOption))
    ]
    before: SecretOption | None = None
    for word in words:
        if before:
            yield MASK
            before = None
            continue
        before = next((option for option in secrets if word in option.opts), None)
        starts = (kept(word, name, one) for one in secrets for name in one.opts)
        shown = next(filter(None, starts), "")
        yield f"{quote(shown)}{MASK}" if shown else quote(word)


def options(context: click.Context) -> Iterator[click.Parameter]:
    """Yield the options of a command and of the groups around it."""
    current: click.Context | None = context
    while current is not None:
        yield from current.command.params
        current = current.parent


def kept(word: str, name: str, option: SecretOption) -> str:
    """Return what is remembered of `--name=value` before the secret; "" if the word is none such."""
    start = f"{name}=" if name.startswith("--") else name
    if not word.startswith(start) or word == name:
        return ""
    key, has_key, _ = word.removeprefix(start).partition("=")
    return f"{start}{key}=" if option.metavar == PAIR and has_key else start
