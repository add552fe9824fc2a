"""Options that mean the same for every verb, and how a command gathers them."""

import functools
from collections.abc import Callable, Sequence

import click

from minik.command_line import state_access
from minik.command_line.parsing import FALSE, TRUE, normalize_arguments
from minik.errors import ClientError
from minik.light_typing import Any, TypeAlias
from minik.model.duration import BadDuration, parse_duration

Option: TypeAlias = Callable[[Any], Any]  # a decorator of commands
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
    name, unless told which. Those that it only `reads` are passed on as well.
    """
    names = takes or getattr(make, "_fields", None) or _parameters(make)

    def decorate(command: Any) -> Any:
        @functools.wraps(command)
        def with_record(*args: Any, **kwargs: Any) -> Any:
            taken = {name: kwargs[name] for name in names if name in kwargs}
            others = {
                name: value for name, value in kwargs.items() if name not in taken or name in reads
            }
            return command(*args, **{**others, into: make(**taken)})

        return together(*options)(with_record)

    return decorate


def _parameters(function: Any) -> Sequence[str]:
    """Return the names of a function's parameters."""
    code = function.__code__
    names: Sequence[str] = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return names


def flag(*names: str, default: bool | None = False, help: str = "") -> Option:  # noqa: A002
    """A boolean option: `--name`, `--name=false`."""
    return click.option(*names, type=click.BOOL, default=default, metavar="", help=help)


def text(
    *names: str,
    default: str = "",
    help: str = "",  # noqa: A002
    metavar: str | None = None,
    cls: type[click.Option] = click.Option,
) -> Option:
    """An optional string."""
    return click.option(*names, default=default, help=help, metavar=metavar, cls=cls)


def _split_commas(
    _: click.Context, __: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    return tuple(part for value in values for part in value.split(","))


def several(*names: str, help: str = "", metavar: str | None = None) -> Option:  # noqa: A002
    """A value that may be given many times, or as a list with commas."""
    return click.option(*names, multiple=True, callback=_split_commas, help=help, metavar=metavar)


def number(*names: str, default: int = -1, help: str = "") -> Option:  # noqa: A002
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


def no_op(*names: str, why: str, metavar: str = "", check: Any = None) -> Option:
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


def repeatable(
    *names: str,
    help: str = "",  # noqa: A002
    metavar: str | None = None,
    cls: type[click.Option] = click.Option,
) -> Option:
    """A value that may be given many times; commas are part of it."""
    return click.option(*names, multiple=True, help=help, metavar=metavar, cls=cls)


def _dry_run_strategy(_: click.Context, __: click.Parameter, value: str) -> str:
    if value == NO_VALUE:
        state_access.tell("--dry-run is deprecated and can be replaced with --dry-run=client.")
        return "client"
    if value in TRUE + FALSE:
        word, instead = ("true", "client") if value in TRUE else ("false", "none")
        state_access.tell(
            f"--dry-run={word} is deprecated (boolean value) and can be replaced with --dry-run={instead}."
        )
        return "client" if value in TRUE else ""
    if value not in ("none", "client", "server"):
        raise ClientError(
            f'Invalid dry-run value ({value}). Must be "none", "server", or "client".'
        )
    return "" if value == "none" else value


_files: Option = several(
    "-f", "--filename", "filenames", metavar="FILE", help="Files, folders, or - for standard input"
)
_recursive: Option = flag(
    "-R", "--recursive", help="Also read the folders within the folders given with -f"
)


def _validation_level(_: click.Context, __: click.Parameter, value: str) -> str:
    strictness = next((level for level, words in LEVELS.items() if value in words), "")
    if not strictness:
        raise ClientError(
            f'invalid - validate option "{value}"; must be one of: strict (or true), warn, ignore (or false)'
        )
    return strictness


_kustomization: Option = text(
    "-k", "--kustomize", metavar="FOLDER", help="A kustomization, which kustomize or kubectl builds"
)


def file_sources(filenames: Sequence[str], recursive: bool, kustomize: str) -> Sequence[str]:
    """Return the files of -f, or what the kustomization of -k builds."""
    if not kustomize:
        return filenames
    from minik.command_line import kustomizations  # noqa: PLC0415 few have a kustomization

    return kustomizations.kustomization_files(kustomize, filenames, recursive)


# -f, -R, -k: where the documents are
filename: Option = gather(
    file_sources, _kustomization, _recursive, _files, into="filenames", reads=("recursive",)
)


namespace: Option = text(
    "-n",
    "--namespace",
    metavar="NAME",
    help="Namespace to work in, instead of the current context's",
)
all_namespaces: Option = flag("-A", "--all-namespaces", help="Work in all namespaces")
output: Option = text(
    "-o",
    "--output",
    metavar="FORMAT",
    help="Print the result in this format: name, json, yaml, ...",
)
template: Option = text(
    "--template", metavar="TEMPLATE", help="Template, or file of one, for the formats that need it"
)
managed_fields: Option = flag(
    "--show-managed-fields", "managed_fields", help="Also show who wrote which field"
)
missing_keys: Option = flag(
    "--allow-missing-template-keys",
    "missing_keys",
    default=True,
    help="Let a template ask for what is not there",
)
selector: Option = text(
    "-l",
    "--selector",
    metavar="LABELS",
    help="Only objects with these labels: a=b,c!=d,e in (f,g),!h",
)
chunk_size: Option = no_op(
    "--chunk-size", metavar="N", check=integer, why="nothing is ever fetched in chunks"
)
field_selector: Option = text(
    "--field-selector", metavar="FIELDS", help="Only objects with these fields: metadata.name=a,..."
)
dry_run: Option = click.option(
    "--dry-run",
    default="none",
    is_flag=False,
    flag_value=NO_VALUE,
    callback=_dry_run_strategy,
    metavar="none|client|server",
    help="Print what would be sent (client), or what the cluster would answer (server); change nothing",
)
validate: Option = click.option(
    "--validate",
    default="strict",
    is_flag=False,
    flag_value="strict",
    callback=_validation_level,
    metavar="strict|warn|ignore",
    help="What to do with fields that the kind does not know: refuse, warn or drop them",
)
raw: Option = text(
    "--raw", metavar="PATH", help="Send it to this path of the API as it is, and print the answer"
)
field_manager: Option = text(
    "--field-manager",
    metavar="NAME",
    help="The name under which is recorded who wrote which field, where "
    "that is recorded: from an object's first apply --server-side on",
)
step: Option = flag(
    "--step",
    help="Stop after one round of the controllers, in the middle of what follows from the change",
)
save_config: Option = flag(
    "--save-config", help="Remember the configuration in an annotation, as apply does"
)
