"""Options that mean the same for every verb, and the kinds of options that commands declare."""

from collections.abc import Sequence

from minik.command_line import invocation, options, state_access
from minik.command_line.declarations import Option as Option
from minik.command_line.declarations import argument as argument
from minik.command_line.declarations import command as command
from minik.command_line.declarations import gather as gather
from minik.command_line.declarations import option as option
from minik.command_line.declarations import together as together
from minik.command_line.parsing import FALSE, TRUE
from minik.errors import ClientError, OtherProgramError
from minik.model.duration import BadDuration, parse_duration

LEVELS = {
    "strict": ("strict", *TRUE),
    "warn": ("warn",),
    "ignore": ("ignore", *FALSE),
}  # --validate
NO_VALUE = "unchanged"  # what `--dry-run` without a value stands for, as in kubectl


def flag(*names: str, default: bool | None = False, help: str = "") -> Option:  # noqa: A002
    """A boolean option: `--name`, `--name=false`."""
    return option(*names, kind=bool, implied="true", default=default, metavar="", help=help)


def text(
    *names: str,
    default: str = "",
    help: str = "",  # noqa: A002
    metavar: str | None = None,
    secret: str = "",
) -> Option:
    """An optional string."""
    return option(*names, default=default, help=help, metavar=metavar, secret=secret)


def _split_commas(_: options.Option, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part for value in values for part in value.split(","))


def several(*names: str, help: str = "", metavar: str | None = None) -> Option:  # noqa: A002
    """A value that may be given many times, or as a list with commas."""
    return option(*names, multiple=True, convert=_split_commas, help=help, metavar=metavar)


def number(*names: str, default: int = -1, help: str = "") -> Option:  # noqa: A002
    """An integer."""
    return option(*names, default=str(default), convert=_number, metavar="N", help=help)


def _number(given: options.Option, value: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise misuse(given, value, f'strconv.ParseInt: parsing "{value}": invalid syntax') from None


def integer(given: options.Option, value: str | None) -> None:
    """Check that an option is an integer, if it is given."""
    _number(given, value or "0")


def duration(given: options.Option, value: str | None) -> None:
    """Check that an option is a duration, if it is given."""
    try:
        parse_duration(value or "0s")
    except BadDuration as wrong:
        raise misuse(given, value or "", str(wrong)) from None


def misuse(given: options.Option, value: str, why: str) -> ClientError:
    """Return pflag's error for an invalid value."""
    spellings = ", ".join(sorted(given.names, key=len))
    return ClientError(
        f'invalid argument "{value}" for "{spellings}" flag: {why}\n'
        f"See '{invocation.current().path} --help' for usage."
    )


def no_op(*names: str, why: str, metavar: str = "", check: options.Convert | None = None) -> Option:
    """An option of kubectl that needs no action here; its help says why."""
    return option(
        *names,
        kind=str if metavar else bool,
        implied="" if metavar else "true",
        metavar=metavar,
        kept=False,
        convert=check,
        help=f"Nothing to do: {why}",
    )


def repeatable(
    *names: str,
    help: str = "",  # noqa: A002
    metavar: str | None = None,
    secret: str = "",
) -> Option:
    """A value that may be given many times; commas are part of it."""
    return option(*names, multiple=True, help=help, metavar=metavar, secret=secret)


def _kubernetes_version(_: Option, text: str) -> str:
    return kubernetes_version_of(text)


def kubernetes_version_of(text: str) -> str:
    """Return `1.29` for `v1.29.4`; raise ClientError for a version that minik does not know."""
    if not text:
        return ""
    from minik.bootstrap import init_options  # noqa: PLC0415 few ask for another version

    return init_options.parse_kubernetes_version(text)


def _dry_run_strategy(_: options.Option, value: str) -> str:
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


def _validation_level(_: options.Option, value: str) -> str:
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


def judged_filename(status: int) -> Option:
    """-f, -R and -k of a verb that judges: what the program behind -k refuses is told as its own words,
    with this exit status.
    """

    def judged_sources(filenames: Sequence[str], recursive: bool, kustomize: str) -> Sequence[str]:
        try:
            return file_sources(filenames, recursive, kustomize)
        except OtherProgramError as error:
            error.status, error.hint = status, error.speaker
            raise
        except ClientError as error:
            error.status = status
            raise

    return gather(
        judged_sources, _kustomization, _recursive, _files, into="filenames", reads=("recursive",)
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
dry_run: Option = option(
    "--dry-run",
    default="none",
    implied=NO_VALUE,
    convert=_dry_run_strategy,
    metavar="none|client|server",
    help="Print what would be sent (client), or what the cluster would answer (server); change nothing",
)
validate: Option = option(
    "--validate",
    default="strict",
    implied="strict",
    convert=_validation_level,
    metavar="strict|warn|ignore",
    help="What to do with fields that the kind does not know: refuse, warn or drop them",
)
kubernetes_version: Option = option(
    "--kubernetes-version",
    default="",
    convert=_kubernetes_version,
    metavar="VERSION",
    help="The version of Kubernetes whose API server it is: 1.27 to 1.37",
)
raw: Option = text(
    "--raw", metavar="PATH", help="Send it to this path of the API as it is, and print the answer"
)
field_manager: Option = text(
    "--field-manager",
    metavar="NAME",
    help="The name under which is recorded who wrote which field",
)
step: Option = flag(
    "--step",
    help="Stop after one round of the controllers, in the middle of what follows from the change",
)
save_config: Option = flag(
    "--save-config", help="Remember the configuration in an annotation, as apply does"
)
