"""What may stand where something is being typed: asked by the scripts of `minik completion`, one candidate a line."""
from collections.abc import Iterator, Sequence
from itertools import islice

import click

from minik.commands._candidates import line as lines
from minik.commands._candidates.arguments import arguments
from minik.commands._candidates.line import Candidate, Line, Typed, is_switch, starting
from minik.commands._candidates.values import values
from minik.errors import MinikError
from minik.model.controls import visible

MOST = 1000  # candidates: nobody reads more
OF_TEXT = ("bash", "powershell")  # these hand over the line as it stands
NO_SPACE, NO_FILES = 2, 4  # cobra's directives, which `kubectl` reads behind a plugin's candidates


@click.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}, add_help_option=False)
@click.argument("shell")
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def command(shell: str, words: tuple[str, ...]) -> None:
    """Candidates for the word that is being typed, for a shell's completion script."""
    typed, kept = lines.of_text(*words[:2]) if shell in OF_TEXT else (Typed(words[:-1], words[-1] if words else ""), 0)
    lines.remember(typed.before)
    try:
        found = dict(islice(candidates(typed), MOST))
    except (MinikError, OSError, ValueError):
        found = {}
    click.echo("".join(f"{visible(line)}\n" for line in (for_kubectl(found) if shell == "kubectl" else for_shell(found, kept))), nl=False)


def open_ended(found: dict[str, str]) -> bool:
    """Whether something must follow each candidate, so that no space may."""
    return bool(found) and all(value[-1] in "=/,:" for value in found)


def for_shell(found: dict[str, str], kept: int) -> Iterator[str]:
    """The candidates, less the letters that a shell keeps, each with what it is; `:nospace` and `:files` are told on lines of their own."""
    if open_ended(found):
        yield ":nospace"
    yield from (f"{value[kept:]}\t{text}" if value[0] != ":" else value for value, text in found.items())


def for_kubectl(found: dict[str, str]) -> Iterator[str]:
    """The candidates as `kubectl` reads them from a plugin: the last line says what it is to do with them."""
    yield from (f"{value}\t{text}".rstrip() for value, text in found.items() if value[0] != ":")
    yield f":{(0 if ':files' in found else NO_FILES) + NO_SPACE * open_ended(found)}"


def candidates(typed: Typed) -> Iterator[Candidate]:
    """Everything that may stand here and begins as the word does."""
    root = minik()
    line = lines.read(typed, root)
    option = lines.waiting(line, root)
    name, equals, value = typed.current.partition("=")
    if option:
        return parts(typed.current, option, line)
    if typed.current.startswith("--") and equals:
        return ((f"{name}={found}" if found[0] != ":" else found, text) for found, text in parts(value, name, line))
    if typed.current.startswith("-"):
        return starting(typed.current, options(line.command, typed.before))
    if isinstance(line.command, click.Group) and not line.words:
        return starting(typed.current, (*nested(line.command), *arguments(line)))
    return starting(typed.current, arguments(line))


def parts(word: str, option: str, line: Line) -> Iterator[Candidate]:
    """The values of an option; behind a comma, the next of several."""
    head, comma, last = word.rpartition(",")
    return ((f"{head}{comma}{found}" if found[0] != ":" else found, text) for found, text in starting(last, values(option, line, last)))


def minik() -> click.Group:
    """The command that has all verbs under it."""
    root = click.get_current_context().find_root().command
    assert isinstance(root, click.Group)
    return root


def options(known: click.Command, before: Sequence[str]) -> Iterator[Candidate]:
    """The options of a command, the global ones among them, less those that were given and are given once."""
    given = {word.partition("=")[0] for word in before}
    for param in known.params:
        if isinstance(param, click.Option) and not param.hidden and (param.multiple or given.isdisjoint(param.opts)):
            waits = "" if is_switch(param) else "="
            yield from ((name + waits, param.help or "") for name in param.opts if name.startswith("--"))


def nested(known: click.Group) -> Iterator[Candidate]:
    """The commands under a command."""
    context = click.get_current_context()
    if known is minik():
        yield from known.summaries().items()  # type: ignore[attr-defined]
        return
    for name in known.list_commands(context):
        command = known.get_command(context, name)
        yield name, command.get_short_help_str() if command else ""
