"""Show the use of nodes"""

from minik.command_line import container_refusal, flags
from minik.light_typing import NoReturn


@flags.command(usage="[NAME | -l label]")
@flags.selector
@container_refusal.USAGE_OPTIONS
@flags.argument("words", many=True)
def command(words: tuple[str, ...], **_: object) -> NoReturn:
    """Show the use of nodes. What their pods asked for is told by `describe`.

    \b
    Examples:
      minik describe nodes
    """
    container_refusal.refuse_usage("node", words, "describe nodes")
