"""The command line: find the verb, run it, turn an error into a message and an exit status."""

import keyword
import os
import sys
from collections.abc import Sequence
from types import ModuleType

import click

from minik import commands, shelf
from minik.errors import ClientError, MinikError, NotFound, Several
from minik.light_typing import Any
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


def verbs() -> dict[str, str]:
    """Return every verb and the name of its module."""
    return {name.rstrip("_").replace("_", "-"): name for name in shelf.names(commands.__path__)}


def find_module(verb: str) -> ModuleType | None:
    """Return the module of a verb, or None; only that one module is looked up."""
    if verb == COMPLETE:
        return shelf.find("minik.command_line", "completing")
    name = verb.replace("-", "_")
    public = name.isidentifier() and not name.startswith("_")
    return shelf.find("minik.commands", name + "_" * keyword.iskeyword(name)) if public else None


def summary(name: str) -> str:
    """Return a verb's one-line help: the first paragraph of its module's docstring.

    The module is read, not imported; the loader reads it, so it may stand in a zip.
    """
    from importlib.util import find_spec  # noqa: PLC0415 only help and completion need it

    spec = find_spec(f"minik.commands.{name}")
    loader: Any = spec and spec.loader
    source: str = loader.get_source(f"minik.commands.{name}")
    return " ".join(source.split('"""')[1].split("\n\n")[0].split()).removesuffix(".")


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


def show_help(context: click.Context, _: click.Parameter, asked: bool) -> None:
    """Print a command's help and exit.

    (click's own option loads translations, which would slow down every command.)
    """
    if asked:
        echo_help(context)
        context.exit()


def echo_help(context: click.Context) -> None:
    """Print a command's help."""
    from minik.command_line import help_pages  # noqa: PLC0415 only help needs it

    click.echo(help_pages.page(context))


def show_version(context: click.Context, _: click.Parameter, asked: bool) -> None:
    """Print the versions of minik and of Kubernetes, and exit."""
    if asked:
        from minik.api import versions  # noqa: PLC0415 few ask

        click.echo(versions.in_one_line())
        context.exit()


DEFECT = (
    "error: a defect of minik: {}: {}\n  MINIK_DEBUG=1 shows where; please report it. "
    "If the state was edited by hand: minik state check"
)
BROKEN_PIPE = 141  # the exit status where a reader has seen enough: 128 and SIGPIPE
COMPLETE = "__complete"  # asked by shells, not by people


class Verbs(click.Group):
    """The verbs; each module is imported only when its verb is called."""

    def main(self, *words: Any, standalone_mode: bool = True, **extra: Any) -> Any:
        """Run a command line as click's own programs and test runner do: by itself it ends in
        SystemExit.
        """
        if standalone_mode:
            sys.exit(main(extra.get("args", *words)))
        run_line: Any = super().main
        return run_line(*words, standalone_mode=False, **extra)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(verbs())

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0].startswith("-"):
            from minik.command_line import parsing  # noqa: PLC0415 few command lines begin with an option

            place = parsing.first_word([*self.params, *self.rare()], args)
            before, after = (args, []) if place is None else (args[:place], args[place:])
            args = [*parsing.normalize_arguments(self, ctx, before), *after]
        return super().parse_args(ctx, args)

    def rare(self) -> list[click.Option]:
        """Return the global options that the help of commands does not list."""
        from minik.command_line import rare_options  # noqa: PLC0415 few command lines hold one

        return rare_options.make(store_option)

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
            from minik.command_line import plugins, unknown_verbs  # noqa: PLC0415 only a strange verb needs them

            plugins.run_instead(args, ctx.obj[: len(ctx.obj) - len(args)])
            raise unknown_verbs.error(args[0], verbs())
        return super().resolve_command(ctx, args)

    def summaries(self) -> dict[str, str]:
        """Return every verb and its one-line help."""
        return {verb: summary(name) for verb, name in verbs().items()}

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from minik.command_line import help_pages  # noqa: PLC0415 only help needs it

        summaries = self.summaries()
        for title, rows in help_pages.grouped(summaries):
            with formatter.section(title):
                formatter.write_dl(rows)
        formatter.write_paragraph()
        formatter.write_text(help_pages.refused(summaries))


def with_globals(command: click.Command) -> click.Command:
    """Add the global options that a command does not define itself."""
    own_options = {name for param in command.params for name in param.opts}
    command.params += [option for option in global_options() if not own_options & set(option.opts)]
    return command


@click.group(
    cls=Verbs,
    params=[
        *global_options(),
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=show_version,
            help="Show the versions of minik and of Kubernetes, and exit",
        ),
    ],
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
        echo_help(context)


def run(arguments: Sequence[str]) -> int:
    """Run one command line; return its exit status."""
    try:
        outcome = minik.main(
            list(arguments), prog_name="minik", standalone_mode=False, obj=tuple(arguments)
        )
        return outcome if isinstance(outcome, int) else 0
    except MinikError as error:
        from minik.command_line import error_messages  # noqa: PLC0415 only an error needs its words

        text = f"{error_messages.message(error)}\n".lstrip("\n")
        click.echo(escape_lines(text), err=True, nl=False)
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
        click.echo(DEFECT.format(type(defect).__name__, defect), err=True)
        return 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line, the process's own if none is given; return its exit status.

    For programs that call minik: it prints as ever, and never ends the process.
    """
    return run(sys.argv[1:] if arguments is None else arguments)
