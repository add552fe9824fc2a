"""Reads a command line without click: nearly every one.

click takes 3 starts of Python to import. What only it knows (help pages, the words for misuse, options
that few are ever given) is left to it: then `read` returns None, and nothing has been done yet. Both
read by the same table, and a law (tests/laws/test_laws_command_lines.py) compares what they read.
"""

from collections.abc import Mapping, Sequence

from minik.command_line import global_options, parsing
from minik.command_line.command_group import AnyCommand, CommandGroup
from minik.command_line.command_tree import CommandTree
from minik.command_line.invocation import Invocation
from minik.command_line.options import Argument, Command, Option, missing
from minik.errors import ClientError, MinikError
from minik.light_typing import Any, NamedTuple, NoReturn


class Unusual(Exception):
    """The command line is one for click."""


class Words(NamedTuple):
    """What was typed: the values of each option, in the order in which they came first, and the rest."""

    values: Mapping[Option, Sequence[str]]
    words: Sequence[str]
    after: Sequence[str]


class Call(NamedTuple):
    """A command, the words that name it, and what it is called with, as text.

    `before` are the global options in front of the verb.
    """

    command: Command
    path: str
    options: Sequence[Option]
    typed: Words
    arguments: Mapping[str, Any]
    before: Words

    def carry_out(self, line: Invocation) -> None:
        """Convert the values, and run the command. Raises MinikError."""
        converted(global_options.ROOT, self.before)
        line.path, line.after, line.options = self.path, self.typed.after, self.options
        line.given = {option.parameter for option in self.typed.values}
        try:
            values = {**self.arguments, **converted(self.options, self.typed)}
        except MinikError as error:
            error.status = self.command.error_status
            raise
        line.values = values
        self.command.run(**values)


def read(tree: CommandTree, args: Sequence[str]) -> Call | None:
    """Return what a command line calls; None where click has to read it."""
    try:
        return _read(tree, args)
    except (Unusual, ClientError):
        return None


def _read(tree: CommandTree, args: Sequence[str]) -> Call:
    place = parsing.first_word(tree.options, args)
    found = None if place is None else tree.find(args[place])
    if place is None or found is None:
        raise Unusual
    command, path, rest, given = descend(found, f"minik {args[place]}", args[place + 1 :])
    options = [*command.options, *missing(command.options, given)]
    typed = split(options, rest)
    return Call(
        command,
        path,
        options,
        typed,
        assigned(command.arguments, [*typed.words, *typed.after]),
        split(tree.options, args[:place]),
    )


def descend(
    command: AnyCommand, path: str, args: Sequence[str]
) -> tuple[Command, str, Sequence[str], Sequence[Option]]:
    """Return the subcommand that the first words name, whatever options stand before them, its path,
    the rest of the words, and the global options that it takes.
    """
    given: Sequence[Option] = global_options.GLOBAL
    while isinstance(command, CommandGroup):
        given = missing(command.options, given)
        place = command.place([*command.options, *given], args)
        word = "" if place is None else command.aliases.get(args[place], args[place])
        nested = command.find(word) if word else None
        if nested and place is not None:
            command, path = nested, f"{path} {word}"
            args = [*args[:place], *args[place + 1 :]]
        elif command.alone is None or word and not command.alone.arguments:
            raise Unusual
        else:
            command = command.alone
    return command, path, args, given


def split(options: Sequence[Option], args: Sequence[str]) -> Words:
    """Return the options and the words of a command line. Raises Unusual, or ClientError for misuse."""
    end = args.index("--") if "--" in args else len(args)
    values: dict[Option, list[str]] = {}
    words: list[str] = []
    for item in parsing.parse(options, args[:end], _leave_to_click):
        if isinstance(item, str):
            words.append(item)
        elif not item.option.stops:
            values.setdefault(item.option, []).append(_checked(item))
        elif item.value in parsing.TRUE:
            raise Unusual
    return Words(values, words, args[end + 1 :])


def _checked(given: parsing.Given) -> str:
    if given.option.kind is int:
        try:
            int(given.value)
        except ValueError:
            raise Unusual from None
    return given.value


def _leave_to_click(name: str) -> NoReturn:
    raise Unusual


def assigned(arguments: Sequence[Argument], words: Sequence[str]) -> dict[str, Any]:
    """Return the value of each argument; raise Unusual for too few or too many words."""
    remaining = list(words)
    values: dict[str, Any] = {}
    for argument in arguments:
        if argument.required and not remaining:
            raise Unusual
        if argument.many:
            values[argument.parameter], remaining = tuple(remaining), []
        else:
            values[argument.parameter] = remaining.pop(0) if remaining else argument.default
    if remaining:
        raise Unusual
    return values


def converted(options: Sequence[Option], typed: Words) -> dict[str, Any]:
    """Return the value of each option that the command gets: those given first, in their order."""
    values: dict[str, Any] = {}
    for option in dict.fromkeys((*typed.values, *options)):
        value = _value(option, typed.values.get(option))
        if option.convert:
            value = option.convert(option, value)
        if option.kept and not option.stops:
            values[option.parameter] = value
    return values


def _value(option: Option, texts: Sequence[str] | None) -> Any:
    if option.multiple:
        return tuple(texts or ())
    if texts is None:
        return option.default
    return texts[-1] in parsing.TRUE if option.kind is bool else option.kind(texts[-1])
