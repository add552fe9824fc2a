"""Command lines parsed by Go's rules, as kubectl parses them (pflag)."""

from collections.abc import Callable, Iterator, Sequence

from minik.command_line.options import Option
from minik.errors import ClientError
from minik.light_typing import NamedTuple, TypeAlias

Unlisted: TypeAlias = Callable[[str], Option | None]

TRUE, FALSE = ("1", "t", "T", "true", "TRUE", "True"), ("0", "f", "F", "false", "FALSE", "False")
NO_VALUE = "\0"  # no argument can hold it


class Given(NamedTuple):
    """An option as it was given: the name that was typed, and the value."""

    option: Option
    name: str
    value: str


def first_word(options: Sequence[Option], args: Sequence[str]) -> int | None:
    """Return the index of the first argument that is neither an option nor an option's value; None
    where there is none.

    Upstream rule: cobra `stripFlags`. An option that is not known here has a value, which is the
    next word, unless it brings one along (`--name=value`, `-n=value`, `-nvalue`).
    """
    by_name = {name: option for option in options for name in option.names}
    skip = False
    for place, arg in enumerate(args):
        if skip or arg == "-":
            skip = False
        elif not arg.startswith("-"):
            return place
        elif arg == "--":
            return None
        else:
            option = by_name.get(arg)
            is_whole = "=" in arg or not arg.startswith("--") and len(arg) > 2
            skip = not option.implied if option else not is_whole
    return None


def parse(
    options: Sequence[Option], args: Sequence[str], unlisted: Unlisted
) -> Iterator[Given | str]:
    """Yield the options of a command line with their values, and its other words (pflag).

    `unlisted` returns the option of a name that is not among the options, or None. Raises ClientError.
    """
    by_name = {name: option for option in options for name in option.names}
    remaining = iter(args)
    for arg in remaining:
        if arg.startswith("--"):
            yield _long(arg, by_name, remaining, unlisted)
        elif arg.startswith("-") and arg != "-":
            yield from _short(arg, by_name, remaining, unlisted)
        else:
            yield arg


def _long(
    arg: str, by_name: dict[str, Option], remaining: Iterator[str], unlisted: Unlisted
) -> Given:
    name, equals, value = arg.partition("=")
    option = by_name.get(name) or unlisted(name)
    if option is None:
        raise ClientError(f"unknown flag: {name}")
    if not equals:
        value = option.implied or next(remaining, NO_VALUE)
    if value == NO_VALUE:
        raise ClientError(f"flag needs an argument: {name}")
    return _given(option, name, value)


def _short(
    arg: str, by_name: dict[str, Option], remaining: Iterator[str], unlisted: Unlisted
) -> Iterator[Given]:
    for index, letter in enumerate(arg[1:], 1):
        option, rest = by_name.get("-" + letter) or unlisted("-" + letter), arg[index + 1 :]
        if option is None:
            raise ClientError(f"unknown shorthand flag: {letter!r} in -{arg[index:]}")
        if option.implied and not rest.startswith("="):
            yield _given(option, "-" + letter, option.implied)
            continue
        value = rest.removeprefix("=") if rest else next(remaining, NO_VALUE)
        if value == NO_VALUE:
            raise ClientError(f"flag needs an argument: {letter!r} in -{arg[index:]}")
        yield _given(option, "-" + letter, value)
        return


def _given(option: Option, name: str, value: str) -> Given:
    if option.kind is bool and value not in TRUE + FALSE:
        spellings = ", ".join(sorted(option.names, key=len))
        raise ClientError(
            f'invalid argument "{value}" for "{spellings}" flag: strconv.ParseBool: parsing "{value}": invalid syntax'
        )
    return Given(option, name, value)
