"""Change one aspect of an existing object, as `scale`, `set` and `rollout` do."""

from collections.abc import Callable

from minik.client import requests
from minik.client.requests import Outcome
from minik.errors import ClientError, MinikError
from minik.intake import registry, request_errors
from minik.light_typing import TypeAlias
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object

Change: TypeAlias = Callable[[Object], Object]


class FailedUpdate(ClientError):
    """The server refused the update; the message says what was attempted."""


def alter(
    draft: Draft,
    kind: Kind,
    obj: Object,
    change: Change,
    done: str,
    *,
    pretend: bool = False,
    failing: str = "",
) -> Outcome | None:
    """Update the object with what `change` makes of it; None if it changes nothing. `failing` is
    put before the server's reason if the update is refused.
    """
    current = obj if pretend else registry.live(draft, obj)
    if current is None:
        raise request_errors.not_found(kind, objects.name(obj))
    changed = change(current)
    if changed == current:
        return None
    if pretend:
        return Outcome(kind, changed, done)
    try:
        stored, warnings = registry.update(draft, kind, current, changed)
    except MinikError as error:
        raise (FailedUpdate(f"{failing}: {error.message}") if failing else error) from None
    return Outcome(kind, stored, done, requests.with_notice(kind, warnings))
