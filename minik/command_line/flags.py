"""Options that mean the same for every verb, and command lines parsed as kubectl parses them."""

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias, TypeVar

import click

from minik.command_line import state_access
from minik.errors import ClientError
from minik.model.duration import BadDuration, parse_duration

F = TypeVar("F", bound=Callable[..., Any])
Option: TypeAlias = Callable[[F], F]
Unlisted: TypeAlias = Callable[[str], click.Option | None]

TRUE, FALSE = ("1", "t", "T", "true", "TRUE", "True"), ("0", "f", "F", "false", "FALSE", "False")
LEVELS = {
    "strict": ("strict", *TRUE),
    "warn": ("warn",),
    "ignore": ("ignore", *FALSE),
}  # --validate
NO_VALUE = "unchanged"  # what `--dry-run` without a value stands for, as in kubectl


class Verb(click.Command):
    """A command whose arguments are parsed by Go's rules: `--flag=false`, `-Rf x`, options
    anywhere, kubectl's words for misuse.

    What follows `--` is kept apart in `context.meta["command"]`.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, normalize_arguments(self, ctx, args))

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the summary in one line; where it is too long, the part before the colon."""
        summary = super().get_short_help_str(10 * limit).removesuffix(".")
        return (
            summary
            if len(summary) <= limit
            else super().get_short_help_str(limit)
            if ": " not in summary
            else summary.partition(": ")[0]
        )


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
            skip = option is not None and not _implied_value(option)
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


def flag(*names: str, default: bool | None = False, help: str = "") -> Option[Any]:  # noqa: A002
    """A boolean option: `--name`, `--name=false`."""
    return click.option(*names, type=click.BOOL, default=default, metavar="", help=help)


def text(*names: str, default: str = "", help: str = "", metavar: str | None = None) -> Option[Any]:  # noqa: A002
    """An optional string."""
    return click.option(*names, default=default, help=help, metavar=metavar)


def _split_commas(
    _: click.Context, __: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    return tuple(part for value in values for part in value.split(","))


def several(*names: str, help: str = "", metavar: str | None = None) -> Option[Any]:  # noqa: A002
    """A value that may be given many times, or as a list with commas."""
    return click.option(*names, multiple=True, callback=_split_commas, help=help, metavar=metavar)


def number(*names: str, default: int = -1, help: str = "") -> Option[Any]:  # noqa: A002
    """An integer."""
    return click.option(*names, default=str(default), callback=_number, metavar="N", help=help)


def _number(context: click.Context, option: click.Parameter, value: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise misuse(
            context, option, value, f'strconv.ParseInt: parsing "{value}": invalid syntax'
        ) from None


def integer(context: click.Context, option: click.Parameter, value: str | None) -> None:
    """Check that an option is an integer, if it is given."""
    _number(context, option, value or "0")


def duration(context: click.Context, option: click.Parameter, value: str | None) -> None:
    """Check that an option is a duration, if it is given."""
    try:
        parse_duration(value or "0s")
    except BadDuration as wrong:
        raise misuse(context, option, value or "", str(wrong)) from None


def misuse(context: click.Context, option: click.Parameter, value: str, why: str) -> ClientError:
    """Return pflag's error for an invalid value."""
    spellings = ", ".join(sorted(option.opts, key=len))
    return ClientError(
        f'invalid argument "{value}" for "{spellings}" flag: {why}\nSee \'{context.command_path} --help\' for usage.'
    )


def no_op(*names: str, why: str, metavar: str = "", check: Any = None) -> Option[Any]:
    """An option of kubectl that needs no action here; its help says why."""
    kind: Any = click.STRING if metavar else click.BOOL
    return click.option(
        *names,
        type=kind,
        metavar=metavar,
        expose_value=False,
        callback=check,
        help=f"Nothing to do: {why}",
    )


def ignored_options(*names: str) -> Option[Any]:
    """Options that a verb accepts and ignores, as it is refused anyway; a name that ends in `=`
    takes a value.
    """

    def decorate(command: Any) -> Any:
        for name in names:
            plain = name.removesuffix("=")
            implied: dict[str, Any] = (
                {} if plain != name else {"is_flag": False, "flag_value": "true"}
            )
            option = click.option(
                plain,
                plain.strip("-").replace("-", "_"),
                expose_value=False,
                hidden=True,
                **implied,
            )
            command = option(command)
        return command

    return decorate


def repeatable(*names: str, help: str = "", metavar: str | None = None) -> Option[Any]:  # noqa: A002
    """A value that may be given many times; commas are part of it."""
    return click.option(*names, multiple=True, help=help, metavar=metavar)


def _dry_run_strategy(_: click.Context, __: click.Parameter, value: str) -> str:
    if value == NO_VALUE:
        state_access.tell("--dry-run is deprecated and can be replaced with --dry-run=client.")
        return "client"
    if value not in ("none", "client", "server"):
        raise ClientError(
            f'Invalid dry-run value ({value}). Must be "none", "server", or "client".'
        )
    return "" if value == "none" else value


_files: Option[Any] = several(
    "-f", "--filename", "filenames", metavar="FILE", help="Files, folders, or - for standard input"
)
_recursive: Option[Any] = flag(
    "-R", "--recursive", help="Also read the folders within the folders given with -f"
)


def _validation_level(_: click.Context, __: click.Parameter, value: str) -> str:
    strictness = next((level for level, words in LEVELS.items() if value in words), "")
    if not strictness:
        raise ClientError(
            f'invalid - validate option "{value}"; must be one of: strict (or true), warn, ignore (or false)'
        )
    return strictness


_kustomization: Option[Any] = text(
    "-k", "--kustomize", metavar="FOLDER", help="A kustomization, which kustomize or kubectl builds"
)


def filename(command: F) -> F:
    """-f, -R, -k: where the documents are."""

    @functools.wraps(command)
    def wrapper(
        *args: Any, kustomize: str, filenames: Sequence[str], recursive: bool, **kwargs: Any
    ) -> Any:
        if kustomize:
            from minik.command_line import kustomizations  # noqa: PLC0415 few have a kustomization

            filenames = kustomizations.kustomization_files(kustomize, filenames, recursive)
        return command(*args, filenames=filenames, recursive=recursive, **kwargs)

    decorated: F = _files(_recursive(_kustomization(wrapper)))
    return decorated


namespace: Option[Any] = text(
    "-n",
    "--namespace",
    metavar="NAME",
    help="Namespace to work in, instead of the current context's",
)
all_namespaces: Option[Any] = flag("-A", "--all-namespaces", help="Work in all namespaces")
output: Option[Any] = text(
    "-o",
    "--output",
    metavar="FORMAT",
    help="Print the result in this format: name, json, yaml, ...",
)
template: Option[Any] = text(
    "--template", metavar="TEMPLATE", help="Template, or file of one, for the formats that need it"
)
managed_fields: Option[Any] = flag(
    "--show-managed-fields", "managed_fields", help="Also show who wrote which field"
)
missing_keys: Option[Any] = flag(
    "--allow-missing-template-keys",
    "missing_keys",
    default=True,
    help="Let a template ask for what is not there",
)
selector: Option[Any] = text(
    "-l",
    "--selector",
    metavar="LABELS",
    help="Only objects with these labels: a=b,c!=d,e in (f,g),!h",
)
chunk_size: Option[Any] = no_op(
    "--chunk-size", metavar="N", check=integer, why="nothing is ever fetched in chunks"
)
field_selector: Option[Any] = text(
    "--field-selector", metavar="FIELDS", help="Only objects with these fields: metadata.name=a,..."
)
dry_run: Option[Any] = click.option(
    "--dry-run",
    default="none",
    is_flag=False,
    flag_value=NO_VALUE,
    callback=_dry_run_strategy,
    metavar="none|client|server",
    help="Print what would be sent (client), or what the cluster would answer (server); change nothing",
)
validate: Option[Any] = click.option(
    "--validate",
    default="strict",
    is_flag=False,
    flag_value="strict",
    callback=_validation_level,
    metavar="strict|warn|ignore",
    help="What to do with fields that the kind does not know: refuse, warn or drop them",
)
raw: Option[Any] = text(
    "--raw", metavar="PATH", help="Send it to this path of the API as it is, and print the answer"
)
field_manager: Option[Any] = text(
    "--field-manager",
    metavar="NAME",
    help="The name under which is recorded who wrote which field, where "
    "that is recorded: from an object's first apply --server-side on",
)
step: Option[Any] = flag(
    "--step",
    help="Stop after one round of the controllers, in the middle of what follows from the change",
)
save_config: Option[Any] = flag(
    "--save-config", help="Remember the configuration in an annotation, as apply does"
)
