"""Which pods a Service chooses: the pure part of `set selector`.

Upstream rule: kubectl `pkg/cmd/set`.
"""

from minik.client import altering
from minik.client.requests import Outcome
from minik.errors import ClientError
from minik.intake import request_errors
from minik.model import selectors
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object, write


def parse_labels(text: str) -> dict[str, str]:
    """Return the labels of a selector; raise ClientError for anything but equality."""
    try:
        terms = selectors.parse_selector(text)
    except selectors.BadSelector as error:
        raise ClientError(f'couldn\'t parse the selector string "{text}": {error}') from None
    if any(term.operator not in ("=", "==", "in") or len(term.values) != 1 for term in terms):
        raise ClientError(f'"{text}" is not a simple selector: a Service chooses by equality alone')
    return {term.key: term.values[0] for term in terms}


def choose(
    draft: Draft,
    kind: Kind,
    obj: Object,
    *,
    labels: dict[str, str],
    version: str = "",
    pretend: bool = False,
) -> Outcome | None:
    """Set the selector of one Service; raise ClientError for other kinds."""
    if kind.key != "Service":
        raise ClientError("setting a selector is only supported for Services")
    if version and obj["metadata"].get("resourceVersion") != version:
        raise request_errors.stale(kind, obj)
    return altering.alter(
        draft,
        kind,
        obj,
        lambda one: write(one, "spec.selector", labels),
        "selector updated",
        pretend=pretend,
    )
