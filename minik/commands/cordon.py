"""Keep new pods away from nodes"""

import click

from minik.commands import _nodes, _options
from minik.commands._changes import Request


@click.command(cls=_options.Verb)
@_options.selector
@_options.dry_run
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], selector: str, dry_run: str) -> None:
    """Keep new pods away from nodes; those that are there stay and go on serving.

    \b
    Examples:
      minik cordon node-1
      minik cordon -l topology.kubernetes.io/zone=zone-b
    """
    _nodes.cordon(words, Request(selector=selector, dry_run=dry_run), closed=True)
