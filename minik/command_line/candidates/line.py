"""A command line up to the cursor, as words: which command it names, which option waits for its
value.
"""

import shlex
from collections.abc import Iterable, Iterator, Sequence

import click

from minik.light_typing import Any, NamedTuple, TypeAlias

Candidate: TypeAlias = tuple[str, str]
FILES: Candidate = (":files", "")
GLOBAL = {"-n": "namespace", "--namespace": "namespace", "--state": "state", "--context": "context"}


class Typed(NamedTuple):
    """The words before the cursor, and the word being typed."""

    before: Sequence[str]
    current: str


class Line(NamedTuple):
    """What is typed, the command it names, that command's path, and its arguments so far."""

    typed: Typed
    command: click.Command
    path: tuple[str, ...]
    words: tuple[str, ...]


def parse_line(typed: Typed, root: click.Group) -> Line:
    """Return the command that the words so far name, and its arguments."""
    context: Any = click.get_current_context()
    command: click.Command = root
    path: list[str] = []
    words: list[str] = []
    for word in plain_words(typed.before, root, context):
        following = (
            command.get_command(context, word)
            if isinstance(command, click.Group) and not words
            else None
        )
        command = following or command
        (path if following else words).append(word)
    return Line(typed, command, tuple(path), tuple(words))


def plain_words(before: Sequence[str], root: click.Group, context: click.Context) -> list[str]:
    """Return the words that are neither options nor their values."""
    result: list[str] = []
    command: click.Command = root
    skip = False
    for word in before:
        if skip or word.startswith("-"):
            skip = not skip and "=" not in word and takes_value(word, command, root)
            continue
        result.append(word)
        if isinstance(command, click.Group):
            command = command.get_command(context, word) or command
    return result


def takes_value(option: str, command: click.Command, root: click.Command) -> bool:
    """Whether an option is followed by its value, as an option of the command or a global one."""
    params = [param for param in (*command.params, *root.params) if isinstance(param, click.Option)]
    return any(option in param.opts and not is_switch(param) for param in params)


def is_switch(param: click.Option) -> bool:
    """Whether an option stands alone: its value, if it has one, is written with `=`."""
    return param.is_flag or param.type is click.BOOL or isinstance(param.flag_value, str)


def pending_option(line: Line, root: click.Command) -> str:
    """Return the option whose value is being typed; "" where none is."""
    last = line.typed.before[-1] if line.typed.before else ""
    return (
        last
        if last.startswith("-") and "=" not in last and takes_value(last, line.command, root)
        else ""
    )


def remember_globals(before: Sequence[str]) -> None:
    """Set the global options that the words so far give: state, context and namespace."""
    meta = click.get_current_context().find_root().meta
    for word, following in zip(before, (*before[1:], ""), strict=False):
        name, equals, value = word.partition("=")
        if name in GLOBAL:
            meta[f"minik.{GLOBAL[name]}"] = value if equals else following
        elif word.startswith("-n") and len(word) > 2:
            meta["minik.namespace"] = word[2:]


def split_text(line: str = "", word: str | None = None) -> tuple[Typed, int]:
    """Split a shell's line into words; also return how many letters the shell keeps: bash breaks
    words at `=` and `:`, and completes the last part.
    """
    try:
        words = shlex.split(line)
    except ValueError:
        words = shlex.split(line + line[max(line.rfind("'"), line.rfind('"'))])
    current = "" if not line or line[-1].isspace() or not words else words[-1]
    before = words[1:] if not current else words[1:-1]
    return Typed(before, current), max(
        len(current) - len(word.strip("'\"")), 0
    ) if current and word is not None else 0


def with_prefix(word: str, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """Yield the candidates that begin with a word; `:files` leaves it to the shell."""
    return (
        (value, text) for value, text in candidates if value.startswith(word) or value == FILES[0]
    )
