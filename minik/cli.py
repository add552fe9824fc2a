"""The command line: find the verb, run it, turn an error into a message and an exit status."""

import contextlib
import errno
import keyword
import os
import sys
from collections.abc import Iterable, Sequence
from types import ModuleType
from typing import Any

import click

from minik import commands, shelf
from minik.errors import ClientError, Invalid, MinikError, NotFound, Several, Unanswered
from minik.model.controls import escape_lines

# Options that every verb takes, before it or after it. Their values are kept with the whole command
# line (`_session.option`).
EVERYWHERE = (
    (("--state",), "FILE", "State file to work on, instead of the current context's"),
    (("--context",), "NAME", "Context to work in, instead of the current one"),
    (("-n", "--namespace"), "NAME", "Namespace to work in, instead of the current context's"),
    (
        ("--lock-timeout",),
        "DURATION",
        "How long to wait for another process that changes the state (10s)",
    ),
)
# Options that every verb takes as well, but that few are ever given: made only when a command line
# holds one. A metavar is a value.
RARE = (
    (
        ("-v", "--v"),
        "LEVEL",
        "Tell more: from 1 on, which state is read and written; from 2 on, what was decided",
    ),
    (
        ("--request-timeout",),
        "DURATION",
        "How long to follow what changes (--watch); nothing else takes time",
    ),
    (("--warnings-as-errors",), "", "Exit with an error where there were warnings"),
    (("--match-server-version",), "", "Nothing to do: minik is its own server"),
    (("--disable-compression",), "", "Nothing to do: nothing is sent"),
    (("--insecure-skip-tls-verify",), "", "Nothing to do: there is nothing to verify"),
    (("--cache-dir",), "FOLDER", "Nothing to do: nothing is fetched, so nothing is kept"),
    (("--log-flush-frequency",), "DURATION", "Nothing to do: what is told is told at once"),
)


def verbs() -> dict[str, str]:
    """Return every verb and the name of its module."""
    return {name.rstrip("_").replace("_", "-"): name for name in shelf.names(commands.__path__)}


def find_module(verb: str) -> ModuleType | None:
    """Return the module of a verb, or None; only that one module is looked up."""
    name = verb.replace("-", "_")
    public = name.isidentifier() and not name.startswith("_")
    return (
        shelf.find("minik.commands", HIDDEN.get(verb) or name + "_" * keyword.iskeyword(name))
        if public or verb in HIDDEN
        else None
    )


def summary(name: str) -> str:
    """Return a verb's one-line help: the first paragraph of its module's docstring.

    The module is read, not imported; the loader reads it, so it may stand in a zip.
    """
    import pkgutil  # noqa: PLC0415 only help and completion need it

    for file in (f"{name}.py", f"{name}/__init__.py"):
        with contextlib.suppress(OSError):
            source = (pkgutil.get_data("minik.commands", file) or b"").decode()
            return " ".join(source.split('"""')[1].split("\n\n")[0].split()).removesuffix(".")
    return ""


def store_option(context: click.Context, option: click.Parameter, value: str | None) -> None:
    """Store the value of a global option where every command finds it."""
    if option.name == "v" and not str(value or 0).lstrip("+-").isdigit():
        raise ClientError(
            f'invalid argument "{value}" for "-v, --v" flag: strconv.ParseInt: parsing "{value}": invalid syntax\n'
            f"See '{context.command_path} --help' for usage."
        )
    if value is not None:
        context.find_root().meta[f"minik.{(option.name or '').replace('_', '-')}"] = value


def global_options() -> list[click.Option]:
    """Return new global options for one command."""
    options = [
        click.Option(
            list(names), metavar=metavar, help=text, expose_value=False, callback=store_option
        )
        for names, metavar, text in EVERYWHERE
    ]
    return [
        *options,
        click.Option(
            ["-h", "--help"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=show_help,
            help="Show this message and exit",
        ),
    ]


def rare_options() -> list[click.Option]:
    """Return the global options that are rarely used."""
    return [
        click.Option(
            list(names),
            metavar=metavar,
            type=click.STRING if metavar else click.BOOL,
            help=text,
            expose_value=False,
            callback=store_option,
        )
        for names, metavar, text in RARE
    ]


def show_help(context: click.Context, _: click.Parameter, asked: bool) -> None:
    """Print a command's help and exit.

    (click's own option loads translations, which would slow down every command.)
    """
    if asked:
        click.echo(context.get_help())
        context.exit()


BROKEN_PIPE = 141  # the exit status where a reader has seen enough: 128 and SIGPIPE
HIDDEN = {"__complete": "_complete"}  # asked by shells, not by people


class Verbs(click.Group):
    """The verbs; each module is imported only when its verb is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(verbs())

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0].startswith("-"):
            from minik.command_line import flags  # noqa: PLC0415 few command lines begin with an option

            place = flags.first_word([*self.params, *rare_options()], args)
            before, after = (args, []) if place is None else (args[:place], args[place:])
            args = [*flags.normalize_arguments(self, ctx, before), *after]
        return super().parse_args(ctx, args)

    def rare(self) -> list[click.Option]:
        """Return the global options that the help of commands does not list."""
        return rare_options()

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
        except BrokenPipeError:
            raise click.exceptions.Exit(BROKEN_PIPE) from None
        except MinikError as error:
            if isinstance(error, (Several, NotFound, ClientError)):
                from minik.command_line import name_suggestions  # noqa: PLC0415 only a refusal needs it

                name_suggestions.add_hints(error, ctx.obj)
            raise
        if (warnings := ctx.meta.get("minik.warnings")) and ctx.meta.get(
            "minik.warnings-as-errors"
        ):
            raise ClientError(f"{warnings} warning{'s' * (warnings > 1)} received")
        return result

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        verb_module = find_module(cmd_name)
        return with_globals(verb_module.command) if verb_module else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and find_module(args[0]) is None:
            raise ClientError(
                f'unknown command "{args[0]}" for "minik"' + suggestion(args[0], verbs())
            )
        return super().resolve_command(ctx, args)

    def summaries(self) -> dict[str, str]:
        """Return every verb and its one-line help."""
        return {verb: summary(name) for verb, name in verbs().items()}

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(self.summaries().items()))


def with_globals(command: click.Command) -> click.Command:
    """Add the global options that a command, and its nested commands, do not define."""
    own_options = {name for param in command.params for name in param.opts}
    command.params += [option for option in global_options() if not own_options & set(option.opts)]
    if isinstance(command, click.Group):
        for nested in command.commands.values():
            with_globals(nested)
    return command


# cobra `SuggestionsFor`: at most two letters amiss, whatever their case, or the beginning of the
# word.
def suggestion(word: str, choices: Iterable[str]) -> str:
    """Return kubectl's suggestion for a misspelt word, or "" if none is similar."""
    similar = [
        choice
        for choice in choices
        if edit_distance(word.lower(), choice) <= 2 or choice.startswith(word.lower())
    ]
    return (
        "\n\nDid you mean this?\n" + "\n".join(f"\t{choice}" for choice in similar)
        if similar
        else ""
    )


def edit_distance(first: str, second: str) -> int:
    """Return how many letters must be added, removed or changed (Levenshtein)."""
    row = list(range(len(second) + 1))
    for index, letter in enumerate(first, 1):
        before, row = row, [index]
        for place, expected in enumerate(second, 1):
            row.append(
                min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != expected))
            )
    return row[-1]


@click.group(
    cls=Verbs,
    params=global_options(),
    context_settings={"help_option_names": []},
    invoke_without_command=True,
)
@click.pass_context
def minik(context: click.Context) -> None:
    """One Kubernetes cluster in one file: where does a Service lead, and why not.

    `minik COMMAND -h` tells more of a command, with examples; `minik help exit-status` and `minik
    help environment` tell what programs and shells may rely on; `minik options` lists the options
    that every command takes.
    """
    context.color = (
        True  # what is printed is printed to the byte: click is not to take anything out of it
    )
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def message(error: MinikError) -> str:
    """Return an error as kubectl prints it, with its place and hint on lines of their own."""
    if isinstance(error, Several):
        return "\n".join(map(several_message, error.errors))
    if isinstance(error, Unanswered):
        text = error.message
    elif isinstance(error, ClientError):
        text = f"error: {error.message}"
    elif isinstance(error, Invalid):
        causes = list(dict.fromkeys(map(str, error.causes)))
        text = f"The {subject(error)} is invalid: " + (
            causes[0] if len(causes) == 1 else "".join(f"\n* {cause}" for cause in causes)
        )
    else:
        text = from_server(error)
    return with_context(text, error)


def subject(error: Invalid) -> str:
    """Return what is invalid: `Deployment "web"`, or `request` for an unreadable patch."""
    kind, _, name = error.subject.partition(" ")
    return f"{kind.partition('.')[0]} {name}" if kind else "request"


def several_message(error: MinikError) -> str:
    """Return the message of one error among several.

    Only errors of the server are prefixed (kubectl `MultipleErrors`).
    """
    is_client_error = isinstance(error, (ClientError, Unanswered))
    return with_context(error.message if is_client_error else from_server(error), error)


def from_server(error: MinikError) -> str:
    """Return the message of a server error, with its reason."""
    return f"Error from server{f' ({error.reason})' if error.reason else ''}: {error.message}"


def with_context(text: str, error: MinikError) -> str:
    """Return the text, followed by the error's place and hint."""
    return "\n".join(
        part
        for part in (text, error.where and f"  at {error.where}", error.hint and f"  {error.hint}")
        if part
    )


def run(arguments: Sequence[str]) -> int:
    """Run one command line; return its exit status."""
    try:
        outcome = minik.main(
            list(arguments), prog_name="minik", standalone_mode=False, obj=tuple(arguments)
        )
        return outcome if isinstance(outcome, int) else 0
    except MinikError as error:
        click.echo(escape_lines(f"{message(error)}\n".lstrip("\n")), err=True, nl=False)
        return error.status
    except click.exceptions.Exit as outcome:
        return outcome.exit_code
    except click.ClickException as error:
        click.echo(escape_lines(f"error: {error.format_message()}"), err=True)
        return 1
    except (KeyboardInterrupt, click.Abort):
        return 130
    except RecursionError:
        click.echo("error: the input is nested too deep", err=True)
        return 1
    except UnicodeEncodeError:
        click.echo("error: the command line is not UTF-8", err=True)
        return 1
    except BrokenPipeError:
        return BROKEN_PIPE
    except OSError as error:
        click.echo(f"error: {error.filename or 'standard output'}: {error.strerror}", err=True)
        return 1
    except SystemExit as outcome:
        return outcome.code if isinstance(outcome.code, int) else 1
    except Exception as defect:
        if os.environ.get("MINIK_DEBUG"):
            raise
        click.echo(
            f"error: a defect of minik: {type(defect).__name__}: {defect}\n  MINIK_DEBUG=1 shows where; please report it. "
            "If the state was edited by hand: minik state check",
            err=True,
        )
        return 1


def flush_streams(status: int) -> int:
    """Flush all output and return the exit status; a failed write changes it.

    A closed pipe on standard output gives 141.
    """
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except OSError as error:
            if error.errno == errno.EPIPE:
                return status or BROKEN_PIPE
            if not status:
                os.write(2, f"error: standard output: {error.strerror}\n".encode())
            return status or 1
    return status


def open_streams() -> None:
    """Make sure that all three standard streams exist and that standard output is buffered.

    Otherwise a file could get the number of a closed stream; and without a buffer
    (PYTHONUNBUFFERED) Python takes a partial write for a complete one.
    """
    for number, stream in enumerate((sys.stdin, sys.stdout, sys.stderr)):
        if stream is None:
            os.dup2(os.open(os.devnull, os.O_RDWR if number == 2 else os.O_RDONLY), number)
    if getattr(sys.stdout, "write_through", True):
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", errors=getattr(sys.stdout, "errors", None))


def main(before: Sequence[str] = ()) -> None:
    """Run the script; `before` precedes the typed arguments.

    It exits without tearing down the interpreter, which would take longer than most commands.
    """
    status = 1
    open_streams()
    try:
        status = run([*before, *sys.argv[1:]])
    except Exception:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(flush_streams(status))
