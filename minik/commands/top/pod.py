"""Show the use of pods"""

from minik.command_line import container_refusal, flags
from minik.light_typing import NoReturn


@flags.command(usage="[NAME | -l label]")
@flags.namespace
@flags.all_namespaces
@flags.selector
@flags.field_selector
@container_refusal.USAGE_OPTIONS
@flags.argument("words", many=True)
def command(words: tuple[str, ...], **_: object) -> NoReturn:
    """Show the use of pods. `get` shows their state.

    \b
    Examples:
      minik get pods -o wide
    """
    container_refusal.refuse_usage("pod", words, "get pods -o wide")
