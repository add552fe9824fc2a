"""Mark node as unschedulable"""

from minik.command_line import flags, node_selection
from minik.command_line.change_requests import Request


@flags.command(usage="NODE")
@flags.selector
@flags.dry_run
@flags.argument("words", many=True)
def command(words: tuple[str, ...], selector: str, dry_run: str) -> None:
    """Mark node as unschedulable.

    New pods stay away from it; those that are there stay and go on serving.

    \b
    Examples:
      minik cordon node-1
      minik cordon -l topology.kubernetes.io/zone=zone-b
    """
    node_selection.cordon(words, Request(selector=selector, dry_run=dry_run), closed=True)
