"""Mark node as schedulable"""

from minik.command_line import flags, node_selection
from minik.command_line.change_requests import Request


@flags.command(usage="NODE")
@flags.selector
@flags.dry_run
@flags.argument("words", many=True)
def command(words: tuple[str, ...], selector: str, dry_run: str) -> None:
    """Mark node as schedulable.

    New pods come to the nodes again.

    \b
    Examples:
      minik uncordon node-1
      minik uncordon -l topology.kubernetes.io/zone=zone-b
    """
    node_selection.cordon(words, Request(selector=selector, dry_run=dry_run), closed=False)
