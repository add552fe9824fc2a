"""How a command is declared:

    @flags.command()
    @flags.argument("words", many=True)
    @flags.namespace
    @flags.flag("--quick", help="Do it quickly")
    def command(words: tuple[str, ...], namespace: str, quick: bool) -> None:

Each decorator adds records to a declaration; `command` makes a `Command` of it.
"""

from collections.abc import Callable, Sequence

from minik.command_line import options as records
from minik.command_line.options import Argument, Command
from minik.light_typing import Any, NamedTuple, TypeAlias

Option: TypeAlias = Callable[[Any], Any]  # a decorator of commands


class Gathering(NamedTuple):
    """Values of options that are made into one argument of the command."""

    make: Callable[..., Any]
    into: str
    takes: Sequence[str]
    reads: Sequence[str]

    def gathered(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return the values of the options with the one argument for those that are taken."""
        taken = {name: values[name] for name in self.takes if name in values}
        others = {
            name: value for name, value in values.items() if name not in taken or name in self.reads
        }
        made = self.make(**taken)
        return {**others, self.into: made} if self.into else others


class Declaration:
    """A command in the making: decorators add to it from the last one to the first."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.options: list[records.Option] = []
        self.arguments: list[Argument] = []
        self.gatherings: list[Gathering] = []

    def __call__(self, **values: Any) -> Any:
        """Carry the command out with the values of its options and arguments."""
        for gathering in reversed(self.gatherings):
            values = gathering.gathered(values)
        return self.function(**values)


def _declaration(command: Any) -> Declaration:
    return command if isinstance(command, Declaration) else Declaration(command)


def command(
    *,
    usage: str = "",
    help: str = "",  # noqa: A002
    error_status: int = 1,
) -> Callable[[Any], Command]:
    """Return the decorator that makes a command of a function and of its options.

    `usage` is what its usage line says after its name; `help` is said instead of the function's
    docstring; `error_status` is the exit status of misuse.
    """

    def decorate(command: Any) -> Command:
        declaration = _declaration(command)
        return Command(
            declaration,
            declaration.options[::-1],
            declaration.arguments[::-1],
            help or declaration.function.__doc__ or "",
            error_status,
            usage,
        )

    return decorate


def argument(
    name: str,
    *,
    many: bool = False,
    required: bool | None = None,
    default: str | None = None,
    metavar: str | None = None,
) -> Option:
    """An argument; `many`: any number of them."""
    must = required if required is not None else not many and default is None

    def decorate(command: Any) -> Declaration:
        declaration = _declaration(command)
        declaration.arguments.append(Argument(name, many, must, default, metavar))
        return declaration

    return decorate


def option(*names: str, **fields: Any) -> Option:
    """An option with these names, and with these fields of its record."""
    spellings, parameter = records.parameter_name(names)
    record = records.Option(tuple(spellings), parameter, **fields)

    def decorate(command: Any) -> Declaration:
        declaration = _declaration(command)
        declaration.options.append(record)
        return declaration

    return decorate


def together(*options: Option) -> Option:
    """Return all these options as one."""

    def decorate(command: Any) -> Any:
        for option in options:
            command = option(command)
        return command

    return decorate


def gather(
    make: Callable[..., Any],
    *options: Option,
    into: str,
    takes: Sequence[str] = (),
    reads: Sequence[str] = (),
) -> Option:
    """Return all these options as one; the command gets what `make` makes of them as one argument.

    `make` is a NamedTuple, or a function: it `takes` the options that its fields or parameters
    name, unless told which. Those that it only `reads` are passed on as well. Without `into` the
    command gets nothing of them.
    """
    names = takes or getattr(make, "_fields", None) or _parameters(make)

    def decorate(command: Any) -> Any:
        declaration = _declaration(command)
        declaration.gatherings.append(Gathering(make, into, names, reads))
        return together(*options)(declaration)

    return decorate


def _parameters(function: Any) -> Sequence[str]:
    """Return the names of a function's parameters."""
    code = function.__code__
    names: Sequence[str] = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return names
