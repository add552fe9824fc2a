"""Show what DNS answers, with the walk along the search path; or serve it"""

from typing import Any

import click

from minik.command_line import parsing
from minik.command_line.command_group import CommandGroup
from minik.commands.dns import _ask

HELP = """Show what DNS answers, or serve it: `minik dns NAME [TYPE]`, `minik dns serve`.

    \b
    Examples:
      minik dns my-service
      minik dns serve --listen 127.0.0.1:10053
    """


class Questions(CommandGroup):
    """`dns`: a first word that is not a subcommand is a name to look up."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        asking = self.with_globals(_ask.command)
        first = parsing.first_word(asking.params, args)
        is_verb = first is not None and args[first] in self.list_commands(click.Context(self))
        if is_verb or not args:
            return super().make_context(info_name, args, parent, **extra)
        return asking.make_context(info_name, args, parent, **extra)


command = Questions("minik.commands.dns", list(__path__), help=HELP)
