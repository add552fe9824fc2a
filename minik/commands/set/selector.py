"""Set which pods a Service chooses"""

from functools import partial

from minik.client import service_selectors
from minik.command_line import flags, selection, usages
from minik.command_line.selection import Selection
from minik.errors import ClientError


@flags.command(usage=f"{usages.FILES_OR_NAMES} EXPRESSIONS [--resource-version=version]")
@flags.text(
    "--resource-version", "version", metavar="VERSION", help="Only if the object is in this version"
)
@selection.options(selection.ALL, selection.LOCAL_ONLY)
@flags.argument("words", many=True)
def command(words: tuple[str, ...], version: str, chosen: Selection) -> None:
    """Set which pods a Service chooses, by their labels: TYPE NAME LABELS.

    \b
    Examples:
      minik set selector service web app=web,tier=front
    """
    if not words:
        raise ClientError("one selector is required")
    *object_words, text = words
    wanted = service_selectors.parse(text)
    selection.check_options(chosen, object_words)
    pretend = chosen.local or chosen.request.dry_run == "client"
    selection.change(
        chosen._replace(typed=True),
        object_words,
        partial(service_selectors.choose, chosen=wanted, version=version, pretend=pretend),
    )
