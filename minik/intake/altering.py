"""Objects that are there, changed in one respect: what `scale`, `set` and `rollout` ask of the API server."""
from collections.abc import Callable
from typing import TypeAlias

from minik.errors import ClientError, MinikError
from minik.intake import admission, requests
from minik.intake.requests import Outcome
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object

Change: TypeAlias = Callable[[Object], Object]


def alter(draft: Draft, kind: Kind, obj: Object, change: Change, done: str, *, pretend: bool = False, failing: str = "") -> Outcome | None:
    """The object as `change` makes it; nothing where it is so already. `failing` stands before the server's reason if it is refused."""
    current = obj if pretend else draft.get(*objects.key(obj))
    if current is None:
        raise requests.missing(kind, objects.name(obj))
    wanted = change(current)
    if wanted == current:
        return None
    if pretend:
        return Outcome(kind, wanted, done)
    try:
        stored, warnings = admission.update(draft, kind, current, wanted)
    except MinikError as error:
        raise (ClientError(f"{failing}: {error.message}") if failing else error) from None
    return Outcome(kind, stored, done, requests.told(kind, warnings))
