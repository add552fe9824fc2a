"""Completion: candidates for the word being typed, one a line; called by the scripts of `minik
completion`.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from minik.command_line import invocation, streams
from minik.command_line.candidates import line as lines
from minik.command_line.candidates.arguments import argument_candidates
from minik.command_line.candidates.line import AnyCommand, Candidate, Line, Typed, with_prefix
from minik.command_line.candidates.values import value_candidates
from minik.command_line.command_group import CommandGroup
from minik.command_line.command_tree import CommandTree
from minik.errors import ClientError, MinikError
from minik.model.controls import escape_controls

MOST = 1000  # candidates: nobody reads more
WHOLE_LINE = ("bash", "powershell")  # these hand over the line as it stands
NO_SPACE, NO_FILES = 2, 4  # cobra's directives, which `kubectl` reads behind a plugin's candidates


def complete(words: Sequence[str]) -> None:
    """Print candidates for the word that is being typed, for a shell's completion script.

    The words are the shell's name and, after `--`, what was typed. Raises ClientError without a shell.
    """
    if not words:
        raise ClientError("Missing argument 'SHELL'.")
    shell, typed_words = words[0], [*words[1:]]
    if "--" in typed_words:
        typed_words.remove("--")
    typed, kept_letters = (
        lines.split_text(*typed_words[:2])
        if shell in WHOLE_LINE
        else (Typed(typed_words[:-1], typed_words[-1] if typed_words else ""), 0)
    )
    lines.remember_globals(typed.before)
    try:
        completions = dict(islice(candidates(typed), MOST))
    except (MinikError, OSError, ValueError):
        completions = {}
    told = for_kubectl(completions) if shell == "kubectl" else for_shell(completions, kept_letters)
    streams.echo("".join(f"{escape_controls(line)}\n" for line in told), nl=False)


def open_ended(completions: dict[str, str]) -> bool:
    """Whether something must follow each candidate, so that no space may."""
    return bool(completions) and all(value[-1] in "=/,:" for value in completions)


def for_shell(completions: dict[str, str], kept_letters: int) -> Iterator[str]:
    """Yield the candidates with their descriptions, less the letters that the shell keeps;
    `:nospace` and `:files` are lines of their own.
    """
    if open_ended(completions):
        yield ":nospace"
    yield from (
        f"{value[kept_letters:]}\t{text}" if value[0] != ":" else value
        for value, text in completions.items()
    )


def for_kubectl(completions: dict[str, str]) -> Iterator[str]:
    """Yield the candidates as kubectl reads them from a plugin: the last line is cobra's directive."""
    yield from (
        f"{value}\t{text}".rstrip() for value, text in completions.items() if value[0] != ":"
    )
    yield f":{(0 if ':files' in completions else NO_FILES) + NO_SPACE * open_ended(completions)}"


def candidates(typed: Typed) -> Iterator[Candidate]:
    """Return all candidates that begin with the word being typed."""
    line = lines.parse_line(typed, invocation.current().root)
    option = lines.pending_option(line)
    name, equals, value = typed.current.partition("=")
    if option:
        return option_values(typed.current, option, line)
    if typed.current.startswith("--") and equals:
        return (
            (f"{name}={candidate}" if candidate[0] != ":" else candidate, text)
            for candidate, text in option_values(value, name, line)
        )
    if typed.current.startswith("-"):
        return with_prefix(typed.current, options(line.command, typed.before))
    if isinstance(line.command, (CommandGroup, CommandTree)) and not line.words:
        return with_prefix(typed.current, (*subcommands(line.command), *argument_candidates(line)))
    return with_prefix(typed.current, argument_candidates(line))


def option_values(word: str, option: str, line: Line) -> Iterator[Candidate]:
    """Return the values of an option; behind a comma, the next of several."""
    head, comma, last = word.rpartition(",")
    return (
        (f"{head}{comma}{candidate}" if candidate[0] != ":" else candidate, text)
        for candidate, text in with_prefix(last, value_candidates(option, line, last))
    )


def options(command: AnyCommand, before: Sequence[str]) -> Iterator[Candidate]:
    """Yield the options of a command, global ones included, less those given that may be given
    once.
    """
    given_names = {word.partition("=")[0] for word in before}
    for option in lines.options_of(command):
        if not option.hidden and (option.multiple or given_names.isdisjoint(option.names)):
            waits = "" if option.implied else "="
            yield from (
                (name + waits, option.help) for name in option.names if name.startswith("--")
            )


def subcommands(command: CommandTree | CommandGroup) -> Iterator[Candidate]:
    """Yield the subcommands of a command."""
    if isinstance(command, CommandTree):
        yield from command.summaries().items()
        return
    from minik.command_line import click_commands  # noqa: PLC0415 click makes one line of a help text

    for name in command.names():
        found = command.find(name)
        yield name, click_commands.click_command(found, ()).get_short_help_str() if found else ""
