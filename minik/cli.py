"""The command line: find the verb, run it, turn an error into a message and an exit status."""

import os
import sys
from collections.abc import Sequence

from minik import commands
from minik.command_line import invocation, parsing, reading, streams
from minik.command_line.command_tree import CommandTree
from minik.command_line.global_options import EVERYWHERE as EVERYWHERE
from minik.command_line.invocation import Invocation
from minik.errors import ClientError, MinikError, NotFound, Several
from minik.light_typing import Any
from minik.model.controls import escape_lines

DEFECT = (
    "error: a defect of minik: {}: {}\n  MINIK_DEBUG=1 shows where; please report it. "
    "If the state was edited by hand: minik state check"
)
OUT_OF_MEMORY = "error: there is not enough memory for this; nothing was changed"
BROKEN_PIPE = 141  # the exit status where a reader has seen enough: 128 and SIGPIPE
COMPLETE = "__complete"  # asked by shells, not by people
TREE = CommandTree("minik.commands", commands.__path__)
verbs, summary = TREE.verbs, TREE.summary


def __getattr__(name: str) -> Any:
    """Return `minik`, the root command of click; it is made when somebody asks for it."""
    if name != "minik":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from minik.command_line import click_root  # noqa: PLC0415 most command lines do without click

    globals()[name] = click_root.Verbs(TREE, main)
    return globals()[name]


def run(arguments: Sequence[str], *, own_process: bool = False) -> int:
    """Run one command line; return its exit status. `own_process`: the process is for this alone."""
    with Invocation(arguments, TREE) as line:
        if own_process:
            invocation.is_last(line)
        try:
            return carry_out(line, own_process)
        except MinikError as error:
            from minik.command_line import error_messages  # noqa: PLC0415 only an error needs its words

            text = error_messages.to_show(error).lstrip("\n")
            streams.echo(escape_lines(text), err=True, nl=bool(text) and not text.endswith("\n"))
            return error.status
        except BrokenPipeError:
            return BROKEN_PIPE
        except SystemExit as outcome:
            return outcome.code if isinstance(outcome.code, int) else 1
        except KeyboardInterrupt:
            return 130
        except MemoryError:
            streams.echo(OUT_OF_MEMORY, err=True)
            return 1
        except Exception as error:
            return failure_status(error)


def carry_out(line: Invocation, own_process: bool) -> int:
    """Run the command line; return its exit status. Raises what its command raises."""
    if line.typed[:1] == (COMPLETE,):
        from minik.command_line import completing  # noqa: PLC0415 only a TAB needs it

        completing.complete(line.typed[1:])
        return 0
    if line.typed == ("--version",):
        from minik.api import versions  # noqa: PLC0415 few ask

        streams.echo(versions.in_one_line())
        return 0
    if has_preferences(line.typed):
        from minik.command_line import preferences  # noqa: PLC0415 few have some

        line.typed = tuple(preferences.expand(TREE, line.typed))
    call = reading.read(TREE, line.typed)
    try:
        if call:
            call.carry_out(line)
            status = 0
        else:
            status = run_by_click(line.typed, own_process)
    except MinikError as error:
        if isinstance(error, (Several, NotFound, ClientError)):
            from minik.command_line import name_suggestions  # noqa: PLC0415 only a refusal needs it

            name_suggestions.add_hints(error, line.typed)
            if line.live:
                line.live.explain(error)
        raise
    if line.warnings and line.global_options.get("warnings-as-errors"):
        raise ClientError(f"{line.warnings} warning{'s' * (line.warnings > 1)} received")
    return status


def has_preferences(arguments: Sequence[str]) -> bool:
    """Whether somebody's preferences (kuberc) are to be applied: there is a file, or one is named."""
    if not arguments or os.environ.get("KUBECTL_KUBERC") in parsing.FALSE:
        return False
    named = os.environ.get("KUBERC") or any(word.startswith("--kuberc") for word in arguments)
    return bool(named) or os.path.exists(os.path.expanduser("~/.kube/kuberc"))


def run_by_click(arguments: Sequence[str], own_process: bool) -> int:
    """Run a command line by click, which knows help pages and words misuse; plug-ins come first."""
    if tuple(arguments[:1]) == ("create",):
        from minik.command_line import plugins  # noqa: PLC0415 most command lines are no plug-in's

        plugins.run_subcommand(arguments)
    if own_process:
        from minik.command_line import light_click  # noqa: PLC0415 most command lines do without click

        light_click.prepare()
    from minik.command_line import click_root  # noqa: PLC0415 as above

    return click_root.run(__getattr__("minik"), arguments)


def failure_status(error: Exception) -> int:
    """Tell of an error that is not minik's own; return the exit status."""
    click: Any = sys.modules.get("click")
    if click and isinstance(error, click.Abort):
        return 130
    if click and isinstance(error, click.ClickException):
        message = f"error: {error.format_message()}"
    elif isinstance(error, RecursionError):
        message = "error: the input is nested too deep"
    elif isinstance(error, UnicodeEncodeError):
        message = "error: the command line is not UTF-8"
    elif isinstance(error, OSError):
        message = f"error: {error.filename or 'standard output'}: {error.strerror}"
    elif os.environ.get("MINIK_DEBUG"):
        raise error
    else:
        streams.echo(DEFECT.format(type(error).__name__, error), err=True)
        return 1
    streams.echo(escape_lines(message), err=True)
    return 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line, the process's own if none is given; return its exit status.

    For programs that call minik: it prints as ever, and never ends the process.
    """
    return run(sys.argv[1:] if arguments is None else arguments)
