"""A command line up to the cursor, as words: which command is meant, which option waits for its value."""
import shlex
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

import click

Candidate: TypeAlias = tuple[str, str]
FILES: Candidate = (":files", "")
GLOBAL = {"-n": "namespace", "--namespace": "namespace", "--state": "state", "--context": "context"}


class Typed(NamedTuple):
    """The words before the cursor, and the one that is being typed."""

    before: Sequence[str]
    current: str


class Line(NamedTuple):
    """What is typed, the command it means, the names of that command, and its words that are no options."""

    typed: Typed
    command: click.Command
    path: tuple[str, ...]
    words: tuple[str, ...]


def read(typed: Typed, root: click.Group) -> Line:
    """The command that the words so far name, and what follows its name."""
    context: Any = click.get_current_context()
    found: click.Command = root
    path: list[str] = []
    words: list[str] = []
    for word in positional(typed.before, root, context):
        following = found.get_command(context, word) if isinstance(found, click.Group) and not words else None
        found = following or found
        (path if following else words).append(word)
    return Line(typed, found, tuple(path), tuple(words))


def positional(before: Sequence[str], root: click.Group, context: click.Context) -> list[str]:
    """The words that are neither options nor their values."""
    found: list[str] = []
    known: click.Command = root
    skip = False
    for word in before:
        if skip or word.startswith("-"):
            skip = not skip and "=" not in word and takes_value(word, known, root)
            continue
        found.append(word)
        if isinstance(known, click.Group):
            known = known.get_command(context, word) or known
    return found


def takes_value(option: str, known: click.Command, root: click.Command) -> bool:
    """Whether an option is followed by its value; the global ones are known everywhere."""
    params = [param for param in (*known.params, *root.params) if isinstance(param, click.Option)]
    return any(option in param.opts and not is_switch(param) for param in params)


def is_switch(param: click.Option) -> bool:
    """Whether an option stands alone: its value, if it has one, is written with `=`."""
    return param.is_flag or param.type is click.BOOL or isinstance(param.flag_value, str)


def waiting(line: Line, root: click.Command) -> str:
    """The option whose value is being typed."""
    last = line.typed.before[-1] if line.typed.before else ""
    return last if last.startswith("-") and "=" not in last and takes_value(last, line.command, root) else ""


def remember(before: Sequence[str]) -> None:
    """Which state and which namespace the words so far mean."""
    meta = click.get_current_context().find_root().meta
    for word, following in zip(before, (*before[1:], ""), strict=False):
        name, equals, value = word.partition("=")
        if name in GLOBAL:
            meta[f"minik.{GLOBAL[name]}"] = value if equals else following
        elif word.startswith("-n") and len(word) > 2:
            meta["minik.namespace"] = word[2:]


def of_text(line: str = "", word: str | None = None) -> tuple[Typed, int]:
    """A shell's line as words, and how many letters the shell keeps: bash breaks words at `=` and `:`, and types the last part of them."""
    try:
        words = shlex.split(line)
    except ValueError:
        words = shlex.split(line + line[max(line.rfind("'"), line.rfind('"'))])
    current = "" if not line or line[-1].isspace() or not words else words[-1]
    before = words[1:] if not current else words[1:-1]
    return Typed(before, current), max(len(current) - len(word.strip("'\"")), 0) if current and word is not None else 0


def starting(word: str, found: Iterable[Candidate]) -> Iterator[Candidate]:
    """Those that begin with a word; `:files` leaves it to the shell."""
    return ((value, text) for value, text in found if value.startswith(word) or value == FILES[0])
