"""What a command is called with: its options and arguments as records.

They are the one table of which `click_commands` makes the commands of click, which know help pages and
misuse, and `reading` reads nearly every command line, without click.
"""

from collections.abc import Callable, Sequence

from minik.light_typing import Any, NamedTuple, TypeAlias

Convert: TypeAlias = Callable[["Option", Any], Any]
VALUE, CONTENT = "value", "content"  # what is secret of an option, see `secret_options`


class Option(NamedTuple):
    """An option. `parameter` is the command's parameter that gets its value.

    `kind` is str, int or bool. `implied` is the value of an option that stands alone; "" where a value
    must follow. `convert` makes of the text what the command gets, the default included; `kept` says
    whether the command gets it at all. `stops`: it is answered instead of the command (--help).
    """

    names: Sequence[str]
    parameter: str
    help: str = ""
    metavar: str | None = None
    default: Any = None
    kind: type = str
    implied: str = ""
    multiple: bool = False
    convert: Convert | None = None
    kept: bool = True
    hidden: bool = False
    secret: str = ""
    stops: bool = False

    @property
    def longest(self) -> str:
        """Return its longest name, `--output` of `-o` and `--output`."""
        return max(self.names, key=len)


class Argument(NamedTuple):
    """An argument, or with `many` any number of them."""

    parameter: str
    many: bool = False
    required: bool = False
    default: Any = None
    metavar: str | None = None


class Command:
    """A command: the function that carries it out, and what that is called with.

    `error_status` is the exit status of misuse, where 1 has another meaning; `usage` is what comes
    after its name on the usage line, where that is not made of its arguments.
    """

    def __init__(
        self,
        run: Callable[..., Any],
        options: Sequence[Option] = (),
        arguments: Sequence[Argument] = (),
        help: str = "",  # noqa: A002
        error_status: int = 1,
        usage: str = "",
    ) -> None:
        self.run, self.help, self.usage = run, help, usage
        self.options, self.arguments = tuple(options), tuple(arguments)
        self.error_status = error_status


def parameter_name(names: Sequence[str]) -> tuple[Sequence[str], str]:
    """Return the names of an option, and that of its parameter: given as a name of its own, or that of
    the first long option.
    """
    options = [name for name in names if name.startswith("-")]
    given = next((name for name in names if not name.startswith("-")), "")
    longest = given or max(options, key=lambda name: len(name) - len(name.lstrip("-")))
    return options, longest.lstrip("-").replace("-", "_").lower()


def missing(own: Sequence[Option], more: Sequence[Option]) -> list[Option]:
    """Return those of `more` of which no name is that of an option of one's own."""
    names = {name for option in own for name in option.names}
    return [option for option in more if names.isdisjoint(option.names)]
