"""The events of each controller's step. Upstream rule: client-go `tools/record`, and each
controller.

Controllers do not report events while they reconcile: their rules derive them from each object
before and after the step, so a settled cluster stays settled. Only an object that the server
refuses leaves no change: that event is stored once.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from minik.errors import MinikError
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.controller import (
    Controller,
    Dependents,
    EventRule,
    NewEvent,
    OptionalObject,
    no_notices,
)
from minik.model.object import Object
from minik.recording import node_events, pod_events
from minik.recording.events import find_earlier, owner_of, store_events

Refusals = Iterable[tuple[Object, MinikError]]
# kind → the events of an object of which its controller reports nothing else
COMMON_RULES: dict[str, EventRule] = {
    "Pod": pod_events.pod_events,
    "Node": node_events.node_events,
}


def record_events(draft: Draft, controller: Controller, refusals: Refusals = ()) -> None:
    """Store the events of a controller's step."""
    refused = (
        refusal_events(draft, controller.dependents, refusals) if controller.dependents else ()
    )
    store_events(
        draft, chain(step_events(draft, controller), refused, new_notices(draft, controller))
    )


def new_notices(draft: Draft, controller: Controller) -> Iterator[NewEvent]:
    """Yield what a controller reports of objects that it leaves alone, unless it was told before."""
    if controller.notices is no_notices:
        return
    for notice in controller.notices(draft.cluster()):
        if find_earlier(draft, notice) is None:
            yield notice


def step_events(draft: Draft, controller: Controller) -> Iterator[NewEvent]:
    """Yield the events of all objects that a controller changed."""
    dependents = controller.dependents
    for key, new in list(draft.changes.items()):
        old = draft.base.at_key(key)
        if dependents and key.kind == dependents.kind:
            yield from dependent_events(draft, dependents, old, new)
            continue
        rule = controller.events.get(key.kind) or COMMON_RULES.get(key.kind)
        if rule:
            yield from rule(draft, old, new)


def dependent_events(
    draft: Draft, dependents: Dependents, old: OptionalObject, new: OptionalObject
) -> Iterator[NewEvent]:
    """Yield the events of an object that a controller created or deleted for its owner."""
    obj = new or old
    is_created = old is None and new is not None
    is_deleted_now = (
        pod_events.is_deleted(new) and old is not None and not pod_events.is_deleted(old)
    )
    owner = (
        owner_of(draft, obj, dependents.owner) if obj and (is_created or is_deleted_now) else None
    )
    if obj and owner:
        message = dependents.created if is_created else dependents.deleted
        yield NewEvent(
            owner,
            "SuccessfulCreate" if is_created else "SuccessfulDelete",
            message.format(name=objects.name(obj), owner=objects.name(owner)),
            dependents.component,
            again=dependents.again,
        )
    if is_deleted_now and old and old["kind"] == "Pod":
        yield from pod_events.killing_events(draft, old)


def refusal_events(draft: Draft, dependents: Dependents, refusals: Refusals) -> Iterator[NewEvent]:
    """Yield a FailedCreate event for each object that the server refused; each message once."""
    reported: set[tuple[str, str]] = set()
    for obj, why in refusals:
        owner = owner_of(draft, obj, dependents.owner) if obj["kind"] == dependents.kind else None
        if owner is None or objects.name(obj) and draft.get(*objects.key(obj)) is not None:
            continue
        message = dependents.refused.format(
            why=why, name=objects.name(obj), owner=objects.name(owner)
        )
        new_event = NewEvent(owner, "FailedCreate", message, dependents.component, warning=True)
        if (objects.uid(owner), message) not in reported and find_earlier(draft, new_event) is None:
            yield new_event
        reported.add((objects.uid(owner), message))
