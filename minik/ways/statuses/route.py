"""The status of a route: an entry for each of its parents."""

from collections.abc import Iterator, Mapping, Sequence

from minik.light_typing import Any
from minik.model import object as objects
from minik.model.object import Object
from minik.ways import backends, conditions, filters
from minik.ways.attachment import Parent
from minik.ways.backends import Target
from minik.ways.conditions import Condition
from minik.ways.decision import Decision

MESSAGES = {
    "Accepted": "the route is accepted",
    "NoMatchingParent": "the parent has no listener of this name or port",
    "NotAllowedByListeners": "no listener of the parent takes routes of this kind or namespace",
    "NoMatchingListenerHostname": "no listener of the parent has a host name in common with the route",
    "RouteConflict": "an older route of another kind has the same host names at the listener",
    "ResolvedRefs": "all references are resolved",
    "InvalidKind": "a backend is of a kind that is not supported",
    "RefNotPermitted": "no ReferenceGrant permits a backend in another namespace",
    "BackendNotFound": "a backend is not there",
}


def status(decision: Decision, route: Object, parents: Sequence[Parent], now: str) -> Object:
    """Return the status: what came of each parent; what other controllers wrote stays."""
    before = objects.status(route)
    entries = before.get("parents") or ()
    controllers = {one.controller for one in decision.gateways}
    kept = [one for one in entries if one.get("controllerName") not in controllers]
    resolved = resolved_reason(decision, route)
    made = [_entry(parent, resolved, entries, now) for parent in parents]
    return {**before, "parents": [*made, *kept]}


def _entry(
    parent: Parent, resolved: str, entries: Sequence[Mapping[str, Any]], now: str
) -> Mapping[str, Any]:
    name = parent.gateway.controller
    old = next(
        (
            one
            for one in entries
            if one.get("parentRef") == parent.value and one.get("controllerName") == name
        ),
        {},
    )
    told = [
        Condition("Accepted", parent.is_accepted, parent.reason, MESSAGES[parent.reason]),
        Condition("ResolvedRefs", resolved == "ResolvedRefs", resolved, MESSAGES[resolved]),
    ]
    return {
        "parentRef": parent.value,
        "controllerName": name,
        "conditions": conditions.merge(old.get("conditions") or (), told, parent.route, now),
    }


def resolved_reason(decision: Decision, route: Object) -> str:
    """Return the reason of the condition ResolvedRefs: that of the first reference that is not."""
    return backends.reason(targets(decision, route)) or "ResolvedRefs"


def targets(decision: Decision, route: Object) -> Iterator[Target]:
    """Yield all that the rules of a route lead to: backends, mirrors, and filters of other kinds."""
    kind, namespace = route["kind"], objects.namespace(route)
    for rule in objects.read_list(route, "spec.rules"):
        for value in rule.get("backendRefs") or ():
            yield decision.target(value, kind, namespace)
            yield from _of_filters(decision, value.get("filters") or (), kind, namespace)
        yield from _of_filters(decision, rule.get("filters") or (), kind, namespace)


def _of_filters(
    decision: Decision, given: Sequence[Mapping[str, Any]], kind: str, namespace: str
) -> Iterator[Target]:
    for mirror in filters.of_type(given, filters.MIRROR):
        yield decision.target(mirror.get("backendRef") or {}, kind, namespace)
    for extension in filters.of_type(given, filters.EXTENSION):
        yield decision.target({"kind": "?", **extension}, kind, namespace)
