"""Show the use of nodes"""

import click

from minik.command_line import container_refusal, flags
from minik.light_typing import NoReturn


@click.command(cls=flags.Verb)
@flags.selector
@container_refusal.USAGE_OPTIONS
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], **_: object) -> NoReturn:
    """Show the use of nodes. What their pods asked for is told by `describe`.

    \b
    Examples:
      minik describe nodes
    """
    container_refusal.refuse_usage("node", words, "describe nodes")
