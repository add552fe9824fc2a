"""Find the verb, run it, turn an error into a message and an exit status."""
import errno
import keyword
import os
import sys
from collections.abc import Iterable, Sequence
from types import ModuleType
from typing import Any

import click

from minik import commands, shelf
from minik.errors import ClientError, Invalid, MinikError, Several, Unanswered
from minik.model.controls import visible_lines

# Options that every verb takes, before it or after it. Their values are kept with the whole command line (`_session.option`).
EVERYWHERE = (
    (("--state",), "FILE", "State file to work on, instead of the current context's"),
    (("--context",), "NAME", "Context to work in, instead of the current one"),
    (("-n", "--namespace"), "NAME", "Namespace to work in, instead of the current context's"),
    (("--lock-timeout",), "DURATION", "How long to wait for another process that changes the state (10s)"),
)
# Options that every verb takes as well, but that few are ever given: made only when a command line holds one. A metavar is a value.
RARE = (
    (("-v", "--v"), "LEVEL", "Tell more: from 1 on, which state is read and written; from 2 on, what was decided"),
    (("--request-timeout",), "DURATION", "How long to follow what changes (--watch); nothing else takes time"),
    (("--warnings-as-errors",), "", "Exit with an error where there were warnings"),
    (("--match-server-version",), "", "Nothing to do: minik is its own server"),
    (("--disable-compression",), "", "Nothing to do: nothing is sent"),
    (("--insecure-skip-tls-verify",), "", "Nothing to do: there is nothing to verify"),
    (("--cache-dir",), "FOLDER", "Nothing to do: nothing is fetched, so nothing is kept"),
    (("--log-flush-frequency",), "DURATION", "Nothing to do: what is told is told at once"),
)


def verbs() -> dict[str, str]:
    """Every verb and the module that is its file."""
    return {name.rstrip("_").replace("_", "-"): name for name in shelf.names(commands.__path__)}


def module(verb: str) -> ModuleType | None:
    """The file of a verb, if there is such a verb; it is found by its name, so the others are not even listed."""
    name = verb.replace("-", "_")
    public = name.isidentifier() and not name.startswith("_")
    return shelf.find("minik.commands", HIDDEN.get(verb) or name + "_" * keyword.iskeyword(name)) if public or verb in HIDDEN else None


def summary(name: str) -> str:
    """A verb's help line: the first line of its file."""
    with open(os.path.join(commands.__path__[0], name + ".py"), encoding="utf-8") as file:
        return file.readline().strip().strip('"').removesuffix(".")


def remember(context: click.Context, option: click.Parameter, value: str | None) -> None:
    """Keep a global option's value where every command finds it."""
    if option.name == "v" and not str(value or 0).lstrip("+-").isdigit():
        raise ClientError(f'invalid argument "{value}" for "-v, --v" flag: strconv.ParseInt: parsing "{value}": invalid syntax\n'
                          f"See '{context.command_path} --help' for usage.")
    if value is not None:
        context.find_root().meta[f"minik.{(option.name or '').replace('_', '-')}"] = value


def everywhere() -> list[click.Option]:
    """The global options, anew for one command."""
    options = [click.Option(list(names), metavar=metavar, help=text, expose_value=False, callback=remember)
               for names, metavar, text in EVERYWHERE]
    return [*options, click.Option(["-h", "--help"], is_flag=True, is_eager=True, expose_value=False, callback=show_help,
                                   help="Show this message and exit")]


def rare() -> list[click.Option]:
    """The global options that few are ever given."""
    return [click.Option(list(names), metavar=metavar, type=click.STRING if metavar else click.BOOL, help=text, expose_value=False,
                         callback=remember) for names, metavar, text in RARE]


def show_help(context: click.Context, _: click.Parameter, asked: bool) -> None:
    """-h: what the command does, and nothing else. (click's own option looks for translations, which costs every command.)"""
    if asked:
        click.echo(context.get_help())
        context.exit()


UNREAD = 141  # the exit status where a reader has seen enough: 128 and SIGPIPE
HIDDEN = {"__complete": "_complete"}  # asked by shells, not by people


class Verbs(click.Group):
    """The verbs, each imported only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(verbs())

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0].startswith("-"):
            from minik.commands import _options  # noqa: PLC0415 few command lines begin with an option
            place = _options.first_word([*self.params, *rare()], args)
            before, after = (args, []) if place is None else (args[:place], args[place:])
            args = [*_options.written(self, ctx, before), *after]
        return super().parse_args(ctx, args)

    def rare(self) -> list[click.Option]:
        """The global options that commands do not list."""
        return rare()

    def invoke(self, ctx: click.Context) -> Any:
        try:
            ended = super().invoke(ctx)
        except BrokenPipeError:
            raise click.exceptions.Exit(UNREAD) from None
        except MinikError as error:
            if isinstance(error, Several) or error.message.endswith("not found"):
                from minik.commands import _near_misses  # noqa: PLC0415 only a refusal needs it
                _near_misses.way_out(error, ctx.obj)
            raise
        if (warnings := ctx.meta.get("minik.warnings")) and ctx.meta.get("minik.warnings-as-errors"):
            raise ClientError(f"{warnings} warning{'s' * (warnings > 1)} received")
        return ended

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        found = module(cmd_name)
        return with_globals(found.command) if found else None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and module(args[0]) is None:
            raise ClientError(f'unknown command "{args[0]}" for "minik"' + suggested(args[0], verbs()))
        return super().resolve_command(ctx, args)

    def summaries(self) -> dict[str, str]:
        """Every verb and its help line."""
        return {verb: summary(name) for verb, name in verbs().items()}

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(self.summaries().items()))


def with_globals(command: click.Command) -> click.Command:
    """The command, and the commands under it, with the global options that they do not have of their own."""
    taken = {name for param in command.params for name in param.opts}
    command.params += [option for option in everywhere() if not taken & set(option.opts)]
    if isinstance(command, click.Group):
        for nested in command.commands.values():
            with_globals(nested)
    return command


# cobra `SuggestionsFor`: at most two letters amiss, whatever their case, or the beginning of the word.
def suggested(word: str, choices: Iterable[str]) -> str:
    """What was probably meant, as kubectl suggests it; nothing where nothing is near."""
    found = [choice for choice in choices if distance(word.lower(), choice) <= 2 or choice.startswith(word.lower())]
    return "\n\nDid you mean this?\n" + "\n".join(f"\t{choice}" for choice in found) if found else ""


def distance(one: str, other: str) -> int:
    """How many letters must be added, left out or changed to make one word of another (Levenshtein)."""
    row = list(range(len(other) + 1))
    for index, letter in enumerate(one, 1):
        before, row = row, [index]
        for place, wanted in enumerate(other, 1):
            row.append(min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != wanted)))
    return row[-1]


@click.group(cls=Verbs, params=everywhere(), context_settings={"help_option_names": []}, invoke_without_command=True)
@click.pass_context
def minik(context: click.Context) -> None:
    """One Kubernetes cluster in one file: where does a Service lead, and why not.

    `minik COMMAND -h` tells more of a command, with examples; `minik help exit-status` and `minik help environment` tell what programs and
    shells may rely on; `minik options` lists the options that every command takes.
    """
    context.color = True  # what is printed is printed to the byte: click is not to take anything out of it
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def message(error: MinikError) -> str:
    """An error as kubectl prints it; where it happened and the way out on lines of their own."""
    if isinstance(error, Several):
        return "\n".join(map(one_of_several, error.errors))
    if isinstance(error, Unanswered):
        text = error.message
    elif isinstance(error, ClientError):
        text = f"error: {error.message}"
    elif isinstance(error, Invalid):
        causes = list(dict.fromkeys(map(str, error.causes)))
        text = f"The {subject(error)} is invalid: " + (causes[0] if len(causes) == 1 else "".join(f"\n* {cause}" for cause in causes))
    else:
        text = from_server(error)
    return with_context(text, error)


def subject(error: Invalid) -> str:
    """What is invalid: `Deployment "web"`, the kind without its group; of a patch that cannot be read, the request."""
    kind, _, name = error.subject.partition(" ")
    return f"{kind.partition('.')[0]} {name}" if kind else "request"


def one_of_several(error: MinikError) -> str:
    """An error among others: only the server's say whose they are (kubectl `MultipleErrors`)."""
    ours = isinstance(error, (ClientError, Unanswered))
    return with_context(error.message if ours else from_server(error), error)


def from_server(error: MinikError) -> str:
    """What a server refused, with the reason that it gives."""
    return f"Error from server{f' ({error.reason})' if error.reason else ''}: {error.message}"


def with_context(text: str, error: MinikError) -> str:
    """The text, then where it happened and the way out."""
    return "\n".join(part for part in (text, error.where and f"  at {error.where}", error.hint and f"  {error.hint}") if part)


def run(arguments: Sequence[str]) -> int:
    """Run one command line; gives its exit status."""
    try:
        ended = minik.main(list(arguments), prog_name="minik", standalone_mode=False, obj=tuple(arguments))
        return ended if isinstance(ended, int) else 0
    except MinikError as error:
        click.echo(visible_lines(f"{message(error)}\n".lstrip("\n")), err=True, nl=False)
        return error.status
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as error:
        click.echo(visible_lines(f"error: {error.format_message()}"), err=True)
        return 1
    except (KeyboardInterrupt, click.Abort):
        return 130
    except RecursionError:
        click.echo("error: the input is nested too deep", err=True)
        return 1
    except UnicodeEncodeError:
        click.echo("error: what was typed is not UTF-8", err=True)
        return 1
    except BrokenPipeError:
        return UNREAD
    except OSError as error:
        click.echo(f"error: {error.filename or 'standard output'}: {error.strerror}", err=True)
        return 1
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    except Exception as defect:
        if os.environ.get("MINIK_DEBUG"):
            raise
        click.echo(f"error: a defect of minik: {type(defect).__name__}: {defect}\n  MINIK_DEBUG=1 shows where; please report it. "
                   "If the state was edited by hand: minik state check", err=True)
        return 1


def flushed(status: int) -> int:
    """Everything written is out; what could not be written is an error, but for a reader that has seen enough."""
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except OSError as error:
            if error.errno == errno.EPIPE:
                return status or UNREAD
            if not status:
                os.write(2, f"error: standard output: {error.strerror}\n".encode())
            return status or 1
    return status


def opened() -> None:
    """No file takes the number of a standard stream that is closed; what is written to a closed output is an error.

    An output without a buffer (PYTHONUNBUFFERED) gets one: without it Python takes half a write for a whole one.
    """
    for number, stream in enumerate((sys.stdin, sys.stdout, sys.stderr)):
        if stream is None:
            os.dup2(os.open(os.devnull, os.O_RDWR if number == 2 else os.O_RDONLY), number)
    if getattr(sys.stdout, "write_through", True):
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", errors=getattr(sys.stdout, "errors", None))


def main(before: Sequence[str] = ()) -> None:
    """The script: nothing is torn down at the end of a process this short. `before` stands before what was typed."""
    status = 1
    opened()
    try:
        status = run([*before, *sys.argv[1:]])
    except Exception:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(flushed(status))
