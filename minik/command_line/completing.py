"""Completion: candidates for the word being typed, one a line; called by the scripts of `minik
completion`.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

import click

from minik.command_line.candidates import line as lines
from minik.command_line.candidates.arguments import argument_candidates
from minik.command_line.candidates.line import Candidate, Line, Typed, is_switch, with_prefix
from minik.command_line.candidates.values import value_candidates
from minik.errors import MinikError
from minik.model.controls import escape_controls

MOST = 1000  # candidates: nobody reads more
WHOLE_LINE = ("bash", "powershell")  # these hand over the line as it stands
NO_SPACE, NO_FILES = 2, 4  # cobra's directives, which `kubectl` reads behind a plugin's candidates


@click.command(
    context_settings={
        "ignore_unknown_options": True,
        "allow_extra_args": True,
        "help_option_names": [],
    },
    add_help_option=False,
)
@click.argument("shell")
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def command(shell: str, words: tuple[str, ...]) -> None:
    """Print candidates for the word that is being typed, for a shell's completion script."""
    typed, kept_letters = (
        lines.split_text(*words[:2])
        if shell in WHOLE_LINE
        else (Typed(words[:-1], words[-1] if words else ""), 0)
    )
    lines.remember_globals(typed.before)
    try:
        completions = dict(islice(candidates(typed), MOST))
    except (MinikError, OSError, ValueError):
        completions = {}
    click.echo(
        "".join(
            f"{escape_controls(line)}\n"
            for line in (
                for_kubectl(completions)
                if shell == "kubectl"
                else for_shell(completions, kept_letters)
            )
        ),
        nl=False,
    )


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
    root = root_command()
    line = lines.parse_line(typed, root)
    option = lines.pending_option(line, root)
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
    if isinstance(line.command, click.Group) and not line.words:
        return with_prefix(typed.current, (*subcommands(line.command), *argument_candidates(line)))
    return with_prefix(typed.current, argument_candidates(line))


def option_values(word: str, option: str, line: Line) -> Iterator[Candidate]:
    """Return the values of an option; behind a comma, the next of several."""
    head, comma, last = word.rpartition(",")
    return (
        (f"{head}{comma}{candidate}" if candidate[0] != ":" else candidate, text)
        for candidate, text in with_prefix(last, value_candidates(option, line, last))
    )


def root_command() -> click.Group:
    """Return the root command."""
    root = click.get_current_context().find_root().command
    assert isinstance(root, click.Group)
    return root


def options(verb: click.Command, before: Sequence[str]) -> Iterator[Candidate]:
    """Yield the options of a command, global ones included, less those given that may be given
    once.
    """
    given_names = {word.partition("=")[0] for word in before}
    for param in verb.params:
        if (
            isinstance(param, click.Option)
            and not param.hidden
            and (param.multiple or given_names.isdisjoint(param.opts))
        ):
            waits = "" if is_switch(param) else "="
            yield from (
                (name + waits, param.help or "") for name in param.opts if name.startswith("--")
            )


def subcommands(group: click.Group) -> Iterator[Candidate]:
    """Yield the subcommands of a command."""
    context = click.get_current_context()
    if group is root_command():
        yield from group.summaries().items()  # type: ignore[attr-defined]
        return
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield name, command.get_short_help_str() if command else ""
