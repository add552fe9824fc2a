"""Command lines parsed by Go's rules, as kubectl parses them (pflag)."""

import functools
from collections.abc import Callable, Iterator, Sequence

import click

from minik.errors import ClientError
from minik.light_typing import TypeAlias

Unlisted: TypeAlias = Callable[[str], click.Option | None]

TRUE, FALSE = ("1", "t", "T", "true", "TRUE", "True"), ("0", "f", "F", "false", "FALSE", "False")


def normalize_arguments(
    command: click.Command, ctx: click.Context, args: Sequence[str]
) -> list[str]:
    """Return the command line with every option in the form click parses."""
    after = list(args[args.index("--") + 1 :]) if "--" in args else []
    ctx.meta["command"] = after
    try:
        before = args[: args.index("--")] if "--" in args else args
        normalized = list(
            expand_options(
                command.get_params(ctx), before, functools.partial(find_unlisted, command, ctx)
            )
        )
    except ClientError as error:
        message, suggestion = (
            f"{error.message}\nSee '{ctx.command_path} --help' for usage.",
            near_options(command, error.message),
        )
        raise ClientError(message, hint=suggestion) from None
    return [*normalized, *(["--", *after] if after else [])]


def near_options(command: click.Command, message: str) -> str:
    """Return the similar options for an unknown one, as a hint; "" for other errors."""
    from minik.model import suggestions  # noqa: PLC0415 only a refusal needs it

    unknown = message.removeprefix("unknown flag: --")
    names = (
        name
        for param in command.params
        if isinstance(param, click.Option) and not param.hidden
        for name in param.opts
    )
    return (
        suggestions.suggest(f"--{unknown}", (name for name in names if name.startswith("--")))
        if unknown != message
        else ""
    )


def find_unlisted(command: click.Command, ctx: click.Context, name: str) -> click.Option | None:
    """Return a global option that the command does not list; None if there is none.

    Raises ClientError for a flag of kubectl that minik does not have.
    """
    from minik.command_line import unsupported_flags  # noqa: PLC0415 most command lines hold no such option

    option: click.Option | None = next(
        (candidate for candidate in ctx.find_root().command.rare() if name in candidate.opts),  # type: ignore[attr-defined]
        None,
    )
    if option:
        option.hidden = True  # `minik options` tells of it, help stays as it is
        command.params.append(option)
    elif why := unsupported_flags.reason(ctx.command_path.partition(" ")[2], name):
        raise ClientError(f"minik does not have kubectl's {name}: {why}")
    return option


def first_word(params: Sequence[click.Parameter], args: Sequence[str]) -> int | None:
    """Return the index of the first argument that is neither an option nor an option's value; None
    where there is none.

    Upstream rule: cobra `stripFlags`. An option that is not known here has a value, which is the
    next word, unless it brings one along (`--name=value`, `-n=value`, `-nvalue`).
    """
    by_name = {
        name: param for param in params if isinstance(param, click.Option) for name in param.opts
    }
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
            skip = not _implied_value(option) if option else not is_whole
    return None


def expand_options(
    params: Sequence[click.Parameter], args: Sequence[str], unlisted: Unlisted
) -> Iterator[str]:
    """Yield the command line with every option as `--name=value`, the rest unchanged (pflag)."""
    by_name = {
        name: param
        for param in params
        if isinstance(param, click.Option)
        for name in (*param.opts, *param.secondary_opts)
    }
    remaining = iter(args)
    for arg in remaining:
        if arg.startswith("--"):
            yield from _long(arg, by_name, remaining, unlisted)
        elif arg.startswith("-") and arg != "-":
            yield from _short(arg, by_name, remaining, unlisted)
        else:
            yield arg


def _long(
    arg: str, by_name: dict[str, click.Option], remaining: Iterator[str], unlisted: Unlisted
) -> Iterator[str]:
    name, equals, value = arg.partition("=")
    option = by_name.get(name) or unlisted(name)
    if option is None:
        raise ClientError(f"unknown flag: {name}")
    if not equals:
        value = _implied_value(option) or next(remaining, "\0")
    if value == "\0":
        raise ClientError(f"flag needs an argument: {name}")
    yield from _write_option(option, name, value)


def _short(
    arg: str, by_name: dict[str, click.Option], remaining: Iterator[str], unlisted: Unlisted
) -> Iterator[str]:
    for index, letter in enumerate(arg[1:], 1):
        option, rest = by_name.get("-" + letter) or unlisted("-" + letter), arg[index + 1 :]
        if option is None:
            raise ClientError(f"unknown shorthand flag: {letter!r} in -{arg[index:]}")
        if _implied_value(option) and not rest.startswith("="):
            yield from _write_option(option, "-" + letter, _implied_value(option))
            continue
        value = rest.removeprefix("=") if rest else next(remaining, "\0")
        if value == "\0":
            raise ClientError(f"flag needs an argument: {letter!r} in -{arg[index:]}")
        yield from _write_option(option, "-" + letter, value)
        return


def _implied_value(option: click.Option) -> str:
    """Return the value of an option that is named without one; "" where it must have one."""
    if option.is_flag or option.type is click.BOOL:
        return "true"
    return option.flag_value if isinstance(option.flag_value, str) else ""


def _write_option(option: click.Option, name: str, value: str) -> Iterator[str]:
    if option.is_flag or option.type is click.BOOL:
        if value not in TRUE + FALSE:
            spellings = ", ".join(sorted(option.opts, key=len))
            raise ClientError(
                f'invalid argument "{value}" for "{spellings}" flag: strconv.ParseBool: parsing "{value}": invalid syntax'
            )
        if option.is_flag:
            yield from [name] * (value in TRUE)
            return
    yield f"{max(option.opts, key=len)}={value}"
