"""Keep new pods away from nodes"""

import click

from minik.command_line import flags, node_selection
from minik.command_line.change_requests import Request


@click.command(cls=flags.Verb)
@flags.selector
@flags.dry_run
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], selector: str, dry_run: str) -> None:
    """Keep new pods away from nodes; those that are there stay and go on serving.

    \b
    Examples:
      minik cordon node-1
      minik cordon -l topology.kubernetes.io/zone=zone-b
    """
    node_selection.cordon(words, Request(selector=selector, dry_run=dry_run), closed=True)
