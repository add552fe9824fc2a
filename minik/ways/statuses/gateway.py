"""The status of a Gateway: its addresses, its conditions, its listeners."""

from collections.abc import Iterator, Mapping, Sequence

from minik.light_typing import Any
from minik.model import object as objects
from minik.model.object import Object
from minik.ways import conditions
from minik.ways.addresses import Assigned
from minik.ways.conditions import Condition
from minik.ways.decision import Decision
from minik.ways.gateways import Gateway
from minik.ways.statuses import listener

INSECURE = "InsecureFrontendValidationMode"
MESSAGES = {
    "Accepted": "the Gateway is accepted",
    "Programmed": "the Gateway takes requests",
    "ListenersNotValid": "not all of its listeners can be used",
    "UnsupportedAddress": "it asks for an address of a type other than IPAddress and Hostname",
    "InvalidParameters": "its parametersRef names an object that is not there",
    "Invalid": "the Gateway is not accepted",
    "AddressNotUsable": "it asks for an address that it cannot have",
    "AddressNotAssigned": "the pool has no address left",
    "ResolvedRefs": "all references are resolved",
    "InvalidClientCertificateRef": "its certificate for backends cannot be used",
    "RefNotPermitted": "no ReferenceGrant permits its certificate for backends",
    "ListenersNotResolved": "not all references of its listeners are resolved",
    "ConfigurationChanged": "clients without a valid certificate are let in",
}


def status(decision: Decision, gateway: Gateway, assigned: Assigned, now: str) -> Object:
    """Return the status of a Gateway that has been given these addresses."""
    obj, before = gateway.object, objects.status(gateway.object)
    told = list(_conditions(gateway, assigned))
    old = before.get("conditions") or ()
    if not any(one.type == INSECURE for one in told):
        old = conditions.without(old, INSECURE)
    everyone = list(gateway.listeners)
    serves = gateway.is_accepted and not assigned.reason
    made: dict[str, Any] = {
        **before,
        "addresses": list(assigned.addresses),
        "conditions": conditions.merge(old, told, obj, now),
        "listeners": listener.statuses(
            decision, gateway.own, everyone, before, obj, now, serves=serves
        ),
    }
    if gateway.sets:
        made["attachedListenerSets"] = sum(one.is_valid for one in gateway.sets)
    else:
        made.pop("attachedListenerSets", None)
    return made


def _conditions(gateway: Gateway, assigned: Assigned) -> Iterator[Condition]:
    accepted = gateway.accepted_reason
    yield _condition("Accepted", gateway.is_accepted, accepted)
    reason = "Invalid" if not gateway.is_accepted else assigned.reason or "Programmed"
    yield _condition("Programmed", reason == "Programmed", reason)
    resolved = resolved_reason(gateway)
    yield _condition("ResolvedRefs", resolved == "ResolvedRefs", resolved)
    if lets_in_anyone(gateway.object):
        yield _condition(INSECURE, True, "ConfigurationChanged")


def _condition(name: str, holds: bool, reason: str) -> Condition:
    return Condition(name, holds, reason, MESSAGES[reason])


def resolved_reason(gateway: Gateway) -> str:
    """Return the reason of the condition ResolvedRefs."""
    if gateway.client_flaw:
        denied = gateway.client_flaw.code == "permission"
        return "RefNotPermitted" if denied else "InvalidClientCertificateRef"
    unresolved = any(one.resolved_reason != "ResolvedRefs" for one in gateway.own)
    return "ListenersNotResolved" if unresolved else "ResolvedRefs"


def lets_in_anyone(gateway: Object) -> bool:
    """Return whether a Gateway lets in clients whose certificates are not valid."""
    frontend = objects.read_map(gateway, "spec.tls.frontend")
    rules: Sequence[Mapping[str, Any]] = [
        frontend.get("default") or {},
        *(one.get("tls") or {} for one in frontend.get("perPort") or ()),
    ]
    return any(
        (one.get("validation") or {}).get("mode") == "AllowInsecureFallback" for one in rules
    )
