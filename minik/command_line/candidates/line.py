"""A command line up to the cursor, as words: which command it names, which option waits for its
value.
"""

from collections.abc import Iterable, Iterator, Sequence

from minik.command_line import global_options, invocation
from minik.command_line.command_group import AnyCommand as OneCommand
from minik.command_line.command_tree import CommandTree, has_subcommands
from minik.command_line.options import Option, missing
from minik.light_typing import Any, NamedTuple, TypeAlias

Candidate: TypeAlias = tuple[str, str]
AnyCommand: TypeAlias = OneCommand | CommandTree
FILES: Candidate = (":files", "")
GLOBAL = {
    "-n": "namespace",
    "--namespace": "namespace",
    "--state": "state",
    "--context": "context",
    "--kubeconfig": "kubeconfig",
}


class Typed(NamedTuple):
    """The words before the cursor, and the word being typed."""

    before: Sequence[str]
    current: str


class Line(NamedTuple):
    """What is typed, the command it names, that command's path, and its arguments so far."""

    typed: Typed
    command: AnyCommand
    path: tuple[str, ...]
    words: tuple[str, ...]


def options_of(command: AnyCommand) -> list[Option]:
    """Return the options of a command, global ones included."""
    return [*command.options, *missing(command.options, global_options.GLOBAL)]


def parse_line(typed: Typed, root: CommandTree) -> Line:
    """Return the command that the words so far name, and its arguments."""
    command: Any = root
    path: list[str] = []
    words: list[str] = []
    for word in plain_words(typed.before, root):
        following = command.find(word) if has_subcommands(command) and not words else None
        command = following or command
        (path if following else words).append(word)
    return Line(typed, command, tuple(path), tuple(words))


def plain_words(before: Sequence[str], root: CommandTree) -> list[str]:
    """Return the words that are neither options nor their values."""
    result: list[str] = []
    command: Any = root
    skip = False
    for word in before:
        if skip or word.startswith("-"):
            skip = not skip and "=" not in word and takes_value(word, command)
            continue
        result.append(word)
        if has_subcommands(command):
            command = command.find(word) or command
    return result


def takes_value(name: str, command: AnyCommand) -> bool:
    """Whether an option is followed by its value, as an option of the command or a global one."""
    options = (*options_of(command), *global_options.ROOT)
    return any(name in option.names and not option.implied for option in options)


def pending_option(line: Line) -> str:
    """Return the option whose value is being typed; "" where none is."""
    last = line.typed.before[-1] if line.typed.before else ""
    return (
        last if last.startswith("-") and "=" not in last and takes_value(last, line.command) else ""
    )


def remember_globals(before: Sequence[str]) -> None:
    """Set the global options that the words so far give: state, context and namespace."""
    given = invocation.current().global_options
    for word, following in zip(before, (*before[1:], ""), strict=False):
        name, equals, value = word.partition("=")
        if name in GLOBAL:
            given[GLOBAL[name]] = value if equals else following
        elif word == "--live":
            given["live"] = True
        elif word.startswith("-n") and len(word) > 2:
            given["namespace"] = word[2:]


def split_text(line: str = "", word: str | None = None) -> tuple[Typed, int]:
    """Split a shell's line into words; also return how many letters the shell keeps: bash breaks
    words at `=` and `:`, and completes the last part.
    """
    words = _shell_words(line)
    current = "" if not line or line[-1].isspace() or not words else words[-1]
    before = words[1:] if not current else words[1:-1]
    return Typed(before, current), max(
        len(current) - len(word.strip("'\"")), 0
    ) if current and word is not None else 0


def _shell_words(line: str) -> list[str]:
    if line.isascii() and line.isprintable() and not set(line) & {"'", '"', "\\"}:
        return line.split()
    import shlex  # noqa: PLC0415 few lines quote, and it imports re (a third of a start of Python)

    try:
        return shlex.split(line)
    except ValueError:
        return shlex.split(line + line[max(line.rfind("'"), line.rfind('"'))])


def with_prefix(word: str, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """Yield the candidates that begin with a word; `:files` leaves it to the shell."""
    return (
        (value, text) for value, text in candidates if value.startswith(word) or value == FILES[0]
    )
