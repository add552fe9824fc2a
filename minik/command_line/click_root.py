"""The root command of click: all verbs, and the options before them."""

import sys
from collections.abc import Callable, Sequence

import click

from minik.command_line import (
    click_commands,
    global_options,
    help_pages,
    invocation,
    parsing,
    streams,
)
from minik.command_line.command_tree import CommandTree
from minik.light_typing import Any

HELP = """One Kubernetes cluster in one file: where does a Service lead, and why not.

`minik COMMAND -h` tells more of a command, with examples; `minik help exit-status` and `minik
help environment` tell what programs and shells may rely on; `minik options` lists the options
that every command takes.
"""


class Verbs(click.Group):
    """The verbs; each module is imported only when its verb is called.

    `main` runs a command line as click's own programs and test runner do, by itself; it ends in
    SystemExit.
    """

    def __init__(
        self, tree: CommandTree, main: Callable[[Sequence[str] | None], int] | None = None
    ) -> None:
        self.tree, self.records, self._main = tree, tree.options, main
        super().__init__(
            "minik",
            params=[click_commands.ClickOption(option) for option in tree.options],
            help=HELP,
            callback=self._show_help,
            invoke_without_command=True,
            add_help_option=False,
        )

    def main(self, *words: Any, standalone_mode: bool = True, **extra: Any) -> Any:
        if standalone_mode and self._main:
            sys.exit(self._main(extra.get("args", *words)))
        run_line: Any = super().main
        return run_line(*words, standalone_mode=False, **extra)

    def _show_help(self, **_: Any) -> None:
        context = click.get_current_context()
        if context.invoked_subcommand is None:
            streams.echo(help_pages.page(context))

    def list_commands(self, ctx: click.Context) -> list[str]:
        return self.tree.names()

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0].startswith("-"):
            place = parsing.first_word([*self.records, *global_options.rare()], args)
            before, after = (args, []) if place is None else (args[:place], args[place:])
            args = [*click_commands.normalize_arguments(self, self.records, ctx, before), *after]
        return super().parse_args(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        found = self.tree.find(cmd_name)
        return click_commands.click_command(found, global_options.GLOBAL) if found else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.tree.find(args[0]) is None:
            from minik.command_line import plugins, unknown_verbs  # noqa: PLC0415 only a strange verb needs them

            typed = invocation.current().typed
            plugins.run_instead(args, typed[: len(typed) - len(args)])
            raise unknown_verbs.error(args[0], self.tree.verbs())
        return super().resolve_command(ctx, args)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return ["[flags]", "[options]"]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        summaries = self.tree.summaries()
        for title, rows in help_pages.grouped(summaries):
            with formatter.section(title):
                formatter.write_dl(rows)
        formatter.write_paragraph()
        formatter.write_text(help_pages.refused(summaries))


def run(root: Verbs, arguments: Sequence[str]) -> int:
    """Run a command line; return its exit status. Raises what the command raises."""
    try:
        outcome = root.main(list(arguments), prog_name="minik", standalone_mode=False, color=True)
    except click.exceptions.Exit as end:
        return end.exit_code
    return outcome if isinstance(outcome, int) else 0


def context_of(tree: CommandTree, words: Sequence[str]) -> click.Context:
    """Return click's context of the command that the words name."""
    context = click.Context(Verbs(tree), info_name="minik")
    for word in words:
        group: Any = context.command
        context = click.Context(group.get_command(context, word), info_name=word, parent=context)
    return context
