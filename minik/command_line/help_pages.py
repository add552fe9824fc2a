"""Help pages in kubectl's order: what a command is for, examples, its commands and options, its usage,
and where to read on; prose is wrapped between words.
"""

import inspect
from collections.abc import Iterable, Iterator, Mapping

import click

from minik.command_line.command_group import AnyCommand

NO_BREAK = "\u2011"  # a hyphen at which no line is broken
GROUPS = (
    ("Answers", "resolve why check trace dns env proxy simulate review graph"),
    ("Learning", "learn explain help options"),
    ("State", "init import export serve state log undo redo reset settle config"),
    ("Basic commands", "create expose run set get edit delete"),
    ("Deploying", "rollout scale autoscale"),
    ("Managing the cluster", "cluster-info cordon uncordon drain taint"),
    ("Troubleshooting", "describe events auth"),
    ("Advanced commands", "validate diff apply patch replace wait kustomize"),
    ("Settings", "label annotate completion"),
)
OTHER = "Other commands"
GLOBAL = (
    'Use "minik options" for a list of global command-line options (applies to all commands).\n'
)
# the options that every command takes, of which `minik options` tells
COMMON = frozenset(("--namespace", "--state", "--context", "--lock-timeout", "--help"))
GENERAL = (
    "[OPTIONS]",
    "[WORDS]...",
    "COMMAND [ARGS]...",
    "[COMMAND] [ARGS]...",
)  # what says nothing on a usage line
SUMMARY, LINE = 200, 70  # letters of a subcommand's summary
# what only a running container or a home of kubectl's could do
REFUSED = [
    "attach",
    "cp",
    "debug",
    "exec",
    "kuberc",
    "logs",
    "port-forward",
    "top",
]


class WordFormatter(click.HelpFormatter):
    """A formatter that breaks lines between words alone: `exit-status` stays whole."""

    def write_text(self, text: str) -> None:
        super().write_text(text.replace("-", NO_BREAK))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        kept = [(first, second.replace("-", NO_BREAK)) for first, second in rows]
        super().write_dl(kept, col_max, col_spacing)

    def getvalue(self) -> str:
        return super().getvalue().replace(NO_BREAK, "-")


def page(context: click.Context) -> str:
    """Return the help of a command."""
    command = context.command
    formatter = WordFormatter(width=context.terminal_width, max_width=context.max_content_width)
    prose, *examples = inspect.cleandoc(command.help or "").split("\b\n")
    formatter.write_text(prose.strip())
    for block in examples:
        title, *lines = block.strip().splitlines()
        formatter.write(f"\n{title}\n" + "".join(f"{line}\n" for line in lines))
    is_root = context.parent is None
    if is_root:
        command.format_commands(context, formatter)  # type: ignore[attr-defined]  # the root is a group
    elif isinstance(command, click.Group):
        with formatter.section("Available Commands"):
            formatter.write_dl(list(_subcommands(context, command)))
    if options := [] if is_root else list(_option_rows(context)):
        with formatter.section("Options"):
            formatter.write_dl(options)
    path = context.command_path
    formatter.write(f"\nUsage:\n  {' '.join([path, *command.collect_usage_pieces(context)])}\n\n")
    if isinstance(command, click.Group):
        formatter.write(
            f'Use "{path} <command> --help" for more information about a given command.\n'
        )
    formatter.write(GLOBAL)
    return formatter.getvalue().rstrip("\n")


def usage_pieces(record: AnyCommand, arguments: Iterable[str]) -> list[str]:
    """Return what a usage line says after the command: its own words, or those of click's pieces that
    say something.
    """
    own = [record.usage] if record.usage else [word for word in arguments if word not in GENERAL]
    return [*(own or ["[flags]"]), "[options]"]


def _subcommands(context: click.Context, group: click.Group) -> Iterator[tuple[str, str]]:
    """Yield each subcommand and its summary."""
    for name in group.list_commands(context):
        subcommand = group.get_command(context, name)
        if subcommand is not None and not subcommand.hidden:
            summary = subcommand.get_short_help_str(SUMMARY)
            yield name, summary if len(summary) <= LINE else summary.partition(": ")[0]


def _option_rows(context: click.Context) -> Iterator[tuple[str, str]]:
    """Yield the command's own options, each with its help."""
    for param in context.command.get_params(context):
        is_own = isinstance(param, click.Option) and not COMMON.intersection(param.opts)
        if is_own and (record := param.get_help_record(context)):
            yield record


def grouped(summaries: Mapping[str, str]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the title of each group, and its verbs with their summaries; verbs of no group are the
    last.
    """
    rest = {verb: text for verb, text in summaries.items() if verb not in REFUSED}
    for title, verbs in GROUPS:
        rows = [(verb, rest.pop(verb)) for verb in verbs.split() if verb in rest]
        if rows:
            yield title, rows
    if rest:
        yield OTHER, list(rest.items())


def refused(summaries: Mapping[str, str]) -> str:
    """Return the line about verbs that minik can only refuse."""
    names = ", ".join(verb for verb in REFUSED if verb in summaries)
    return f"These need a running container, or what else only a real cluster has, and say what minik knows instead: {names}."
