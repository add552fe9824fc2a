"""The status of a ListenerSet."""

from collections.abc import Iterator

from minik.model import object as objects
from minik.model.object import Object
from minik.ways import conditions
from minik.ways.conditions import Condition
from minik.ways.decision import Decision
from minik.ways.gateways import Gateway, ListenerSet
from minik.ways.statuses import listener

MESSAGES = {
    "Accepted": "the listeners are those of the Gateway",
    "Programmed": "its listeners take requests",
    "NotAllowed": "the Gateway does not let in ListenerSets of this namespace",
    "ParentNotAccepted": "the Gateway is not accepted",
    "ParentNotProgrammed": "the Gateway takes no requests",
    "ListenersNotValid": "not all of its listeners can be used",
}


def status(
    decision: Decision, gateway: Gateway, one: ListenerSet, now: str, *, serves: bool
) -> Object:
    """Return the status; `serves`: whether its Gateway takes requests."""
    before = objects.status(one.object)
    told = list(_conditions(gateway, one, serves=serves))
    made = {
        **before,
        "conditions": conditions.merge(before.get("conditions") or (), told, one.object, now),
    }
    if not one.allowed:
        return {name: value for name, value in made.items() if name != "listeners"}
    found = listener.statuses(
        decision,
        one.listeners,
        list(gateway.listeners),
        before,
        one.object,
        now,
        serves=serves,
        shared=True,
    )
    return {**made, "listeners": found}


def _conditions(gateway: Gateway, one: ListenerSet, *, serves: bool) -> Iterator[Condition]:
    if not one.allowed:
        wrong = "NotAllowed", "NotAllowed"
    elif gateway.refusal:
        wrong = "ParentNotAccepted", "ParentNotAccepted"
    elif not one.is_valid:
        wrong = "ListenersNotValid", "ListenersNotValid"
    else:
        whole = all(part.is_programmed for part in one.listeners)
        reason = "Accepted" if whole else "ListenersNotValid"
        yield Condition("Accepted", True, reason, MESSAGES[reason])
        programmed = "Programmed" if serves else "ParentNotProgrammed"
        yield Condition("Programmed", serves, programmed, MESSAGES[programmed])
        return
    for name, reason in zip(("Accepted", "Programmed"), wrong):
        yield Condition(name, False, reason, MESSAGES[reason])
