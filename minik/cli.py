"""Find the verb, run it, turn an error into a message and an exit status."""
import gc
import os
import sys
from collections.abc import Sequence

import click

from minik import commands, shelf
from minik.errors import ClientError, Invalid, MinikError


def verbs() -> dict[str, str]:
    """Every verb and the module that is its file."""
    return {name.rstrip("_").replace("_", "-"): name for name in shelf.names(commands.__path__)}


def summary(module: str) -> str:
    """A verb's help line: the first line of its file."""
    with open(os.path.join(commands.__path__[0], module + ".py"), encoding="utf-8") as file:
        return file.readline().strip().strip('"')


class Verbs(click.Group):
    """The verbs, each imported only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(verbs())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = verbs().get(cmd_name)
        found = shelf.find("minik.commands", module) if module else None
        return found.command if found else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(verb, summary(module)) for verb, module in verbs().items()])


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]}, invoke_without_command=True)
@click.option("--state", help="State file to work on, instead of the current context's")
@click.pass_context
def minik(context: click.Context, state: str | None) -> None:
    """One Kubernetes cluster in one file: where does a Service lead, and why not."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def message(error: MinikError) -> str:
    """An error as kubectl prints it; where it happened and the way out on lines of their own."""
    if isinstance(error, ClientError):
        text = f"error: {error.message}"
    elif isinstance(error, Invalid):
        causes = list(dict.fromkeys(map(str, error.causes)))
        text = f"The {error.subject} is invalid: " + (causes[0] if len(causes) == 1 else "".join(f"\n* {cause}" for cause in causes))
    else:
        text = f"Error from server ({error.reason}): {error.message}"
    return "\n".join(part for part in (text, error.where and f"  at {error.where}", error.hint and f"  {error.hint}") if part)


def run(arguments: Sequence[str]) -> int:
    """Run one command line; gives its exit status."""
    try:
        minik.main(list(arguments), prog_name="minik", standalone_mode=False)
    except MinikError as error:
        click.echo(message(error), err=True)
        return 1
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as error:
        click.echo(f"error: {error.format_message()}", err=True)
        return 1
    except (KeyboardInterrupt, click.Abort):
        return 130
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    return 0


def main() -> None:
    """The script: no garbage is collected in a process this short, and nothing is torn down at its end."""
    gc.disable()
    status = run(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
