"""The status of each listener of a Gateway or a ListenerSet."""

from collections.abc import Iterator, Mapping, Sequence

from minik.light_typing import Any
from minik.model.object import Object
from minik.ways import conditions, hosts
from minik.ways.conditions import Condition
from minik.ways.decision import Decision
from minik.ways.listeners import Listener
from minik.ways.vocabulary import GROUP

OVERLAP = "OverlappingTLSConfig"
MESSAGES = {
    "Accepted": "the listener is accepted",
    "Programmed": "the listener takes requests",
    "ResolvedRefs": "all references are resolved",
    "NoConflicts": "no other listener is like it",
    "UnsupportedProtocol": "its protocol is none of HTTP, HTTPS, TLS, TCP and UDP",
    "HostnameConflict": "another listener has the same port and host name",
    "ProtocolConflict": "another listener has the same port and a protocol that cannot share it",
    "NoValidCACertificate": "none of the certificates that are to judge clients can be used",
    "InvalidRouteKinds": "it names kinds of routes that its protocol does not have",
    "Invalid": "the listener cannot take requests",
    "OverlappingHostnames": "another TLS listener at this port has a host name in common with it",
}
FLAWS = {
    "kind": "{kind} cannot hold a certificate",
    "permission": "no ReferenceGrant in namespace {namespace} permits the reference to {kind} {name}",
    "missing": "there is no {kind} {name} in namespace {namespace}",
    "content": "{kind} {name} holds no certificate that can be used",
}


def statuses(
    decision: Decision,
    found: Sequence[Listener],
    everyone: Sequence[Listener],
    before: Object,
    obj: Object,
    now: str,
    *,
    serves: bool = True,
    shared: bool = False,
) -> list[Mapping[str, Any]]:
    """Return the statuses of listeners. `serves`: whether their Gateway takes requests at all;
    `shared`: they are those of a ListenerSet, which tell a conflict in every condition.
    """
    known = {one.get("name"): one for one in before.get("listeners") or ()}
    made: list[Mapping[str, Any]] = []
    for one in found:
        old = (known.get(one.name) or {}).get("conditions") or ()
        told = list(_conditions(one, everyone, serves=serves, shared=shared))
        if not any(condition.type == OVERLAP for condition in told):
            old = conditions.without(old, OVERLAP)
        made.append(
            {
                "name": one.name,
                "supportedKinds": [{"group": GROUP, "kind": kind} for kind in one.kinds],
                "attachedRoutes": sum(1 for _ in decision.attached(one)),
                "conditions": conditions.merge(old, told, obj, now),
            }
        )
    return made


def _conditions(
    one: Listener, everyone: Sequence[Listener], *, serves: bool, shared: bool
) -> Iterator[Condition]:
    accepted, resolved = one.accepted_reason, one.resolved_reason
    yield Condition("Accepted", accepted == "Accepted", accepted, MESSAGES[accepted])
    programmed = one.is_programmed and serves
    why = one.conflict if shared and one.conflict else "Invalid"
    reason = "Programmed" if programmed else why
    yield Condition("Programmed", programmed, reason, MESSAGES[reason])
    yield Condition("ResolvedRefs", resolved == "ResolvedRefs", resolved, _resolved(one, resolved))
    conflict = one.conflict or "NoConflicts"
    yield Condition("Conflicted", bool(one.conflict), conflict, MESSAGES[conflict])
    if overlaps(one, everyone):
        yield Condition(OVERLAP, True, "OverlappingHostnames", MESSAGES["OverlappingHostnames"])


def _resolved(one: Listener, reason: str) -> str:
    """Return what is said of the references of a listener."""
    flaw = one.flaw or one.authority
    return FLAWS[flaw.code].format(**flaw.target._asdict()) if flaw else MESSAGES[reason]


def overlaps(one: Listener, everyone: Sequence[Listener]) -> bool:
    """Return whether another TLS listener at the same port has host names in common with this one."""
    return one.protocol == "HTTPS" and any(
        other.port == one.port
        and other.protocol == "HTTPS"
        and (other.owner, other.name) != (one.owner, one.name)
        and hosts.in_common(other.hostname, one.hostname) is not None
        for other in everyone
    )
