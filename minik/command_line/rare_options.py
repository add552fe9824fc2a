"""Global options that few command lines hold."""

import functools
from collections.abc import Callable

import click

from minik.errors import ClientError
from minik.model.duration import BadDuration, parse_duration

INVALID_TIMEOUT = (
    "Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit "
    "(e.g. 1s | 2m | 3h)"
)

# Options that every verb takes as well, but that few are ever given: made only when a command line
# holds one. A metavar is a value.
RARE = (
    (
        ("-v", "--v"),
        "LEVEL",
        "Tell more: from 1 on, which state is read and written; from 2 on, what was decided",
    ),
    (
        ("--request-timeout",),
        "DURATION",
        "How long to follow what changes (--watch); nothing else takes time",
    ),
    (("-q", "--quiet"), "", "Print results and errors alone: no warnings and no notes"),
    (("--warnings-as-errors",), "", "Exit with an error where there were warnings"),
    (("--match-server-version",), "", "Nothing to do: minik is its own server"),
    (("--disable-compression",), "", "Nothing to do: nothing is sent"),
    (("--insecure-skip-tls-verify",), "", "Nothing to do: there is nothing to verify"),
    (("--cache-dir",), "FOLDER", "Nothing to do: nothing is fetched, so nothing is kept"),
    (("--log-flush-frequency",), "DURATION", "Nothing to do: what is told is told at once"),
)


def make(store: Callable[..., None]) -> list[click.Option]:
    """Return the global options that are rarely used."""
    return [
        click.Option(
            list(names),
            metavar=metavar,
            type=click.STRING if metavar else click.BOOL,
            help=text,
            expose_value=False,
            callback=functools.partial(_keep_duration, store)
            if "--request-timeout" in names
            else store,
        )
        for names, metavar, text in RARE
    ]


def _keep_duration(
    store: Callable[..., None], context: click.Context, option: click.Parameter, value: str | None
) -> None:
    """Keep the value of --request-timeout. Raises ClientError if it is no duration."""
    if value is not None:
        parse_timeout(value)
    store(context, option, value)


def parse_timeout(text: str) -> float:
    """Return a timeout in seconds. Upstream rule: client-go `ParseTimeout`. Raises ClientError."""
    try:
        return parse_duration(text + "s" * text.isdecimal())
    except BadDuration:
        raise ClientError(INVALID_TIMEOUT) from None
