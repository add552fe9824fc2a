"""Set which pods a Service chooses"""

from functools import partial

from minik.client import altering
from minik.client.requests import Outcome
from minik.command_line import flags, selection
from minik.command_line.selection import Selection
from minik.errors import ClientError
from minik.intake import request_errors
from minik.model import object as objects
from minik.model import selectors
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object, write


@flags.command()
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
    labels = parse_labels(text)
    selection.check_options(chosen, object_words)
    pretend = chosen.local or chosen.request.dry_run == "client"
    selection.change(
        chosen._replace(typed=True),
        object_words,
        partial(set_selector, labels=labels, version=version, pretend=pretend),
    )


def parse_labels(text: str) -> dict[str, str]:
    """Return the labels of a selector; raise ClientError for anything but equality."""
    try:
        terms = selectors.parse_selector(text)
    except selectors.BadSelector as error:
        raise ClientError(f'couldn\'t parse the selector string "{text}": {error}') from None
    if any(term.operator not in ("=", "==", "in") or len(term.values) != 1 for term in terms):
        raise ClientError(f'"{text}" is not a simple selector: a Service chooses by equality alone')
    return {term.key: term.values[0] for term in terms}


def set_selector(
    draft: Draft, kind: Kind, obj: Object, *, labels: dict[str, str], version: str, pretend: bool
) -> Outcome | None:
    """Set the selector of one Service; raise ClientError for other kinds."""
    if kind.key != "Service":
        raise ClientError("setting a selector is only supported for Services")
    if version and obj["metadata"].get("resourceVersion") != version:
        raise request_errors.conflict(kind, objects.name(obj))
    return altering.alter(
        draft,
        kind,
        obj,
        lambda one: write(one, "spec.selector", labels),
        "selector updated",
        pretend=pretend,
    )
