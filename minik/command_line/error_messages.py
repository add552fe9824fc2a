"""An error as kubectl prints it, with its place and its hint."""

import sys
from collections.abc import Iterable

from minik.errors import ClientError, Invalid, MinikError, Several, Unanswered


def to_show(error: MinikError) -> str:
    """Return an error as it is printed to standard error: on a terminal, minik's own hints break between
    words. kubectl's sentences stay as they are.
    """
    text = message(error)
    if not sys.stderr.isatty():
        return text
    from minik.command_line import fitting  # noqa: PLC0415 only a terminal has a width

    hints = {f"  {one.hint}" for one in each(error) if one.hint}
    return "\n".join(fitting.fit(line) if line in hints else line for line in text.split("\n"))


def each(error: MinikError) -> Iterable[MinikError]:
    """Return the errors that are told as one, or the one itself."""
    return error.errors if isinstance(error, Several) else (error,)


def message(error: MinikError) -> str:
    """Return an error as kubectl prints it, with its place and hint on lines of their own."""
    if isinstance(error, Several):
        return "\n".join(map(several_message, error.errors))
    if isinstance(error, Unanswered):
        text = error.message
    elif isinstance(error, ClientError):
        text = f"error: {error.message}"
    elif isinstance(error, Invalid):
        causes = list(dict.fromkeys(map(str, error.causes)))
        text = f"The {subject(error)} is invalid: " + (
            causes[0] if len(causes) == 1 else "".join(f"\n* {cause}" for cause in causes)
        )
    else:
        text = from_server(error)
    return with_context(text, error)


def subject(error: Invalid) -> str:
    """Return what is invalid: `Deployment "web"`, or `request` for an unreadable patch."""
    kind, _, name = error.subject.partition(" ")
    return f"{kind.partition('.')[0]} {name}" if kind else "request"


def several_message(error: MinikError) -> str:
    """Return the message of one error among several.

    Only errors of the server are prefixed (kubectl `MultipleErrors`).
    """
    is_client_error = isinstance(error, (ClientError, Unanswered))
    return with_context(error.message if is_client_error else from_server(error), error)


def from_server(error: MinikError) -> str:
    """Return the message of a server error, with its reason."""
    return f"Error from server{f' ({error.reason})' if error.reason else ''}: {error.message}"


def with_context(text: str, error: MinikError) -> str:
    """Return the text, followed by the error's place and hint."""
    return "\n".join(
        part
        for part in (text, error.where and f"  at {error.where}", error.hint and f"  {error.hint}")
        if part
    )
