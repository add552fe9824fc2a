"""Let new pods come to nodes again"""

import click

from minik.commands import _nodes, _options
from minik.commands._changes import Request


@click.command(cls=_options.Verb)
@_options.selector
@_options.dry_run
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], selector: str, dry_run: str) -> None:
    """Let new pods come to nodes again.

    \b
    Examples:
      minik uncordon node-1
      minik uncordon -l topology.kubernetes.io/zone=zone-b
    """
    _nodes.cordon(words, Request(selector=selector, dry_run=dry_run), closed=False)
