"""The names that programs call: a wire from a workload to the Service, broken where it does not lead
there or a policy closes it.
"""

from collections.abc import Iterator

from minik.diagnosis.finding import ERROR, INFO, Finding
from minik.diagnosis.graph.blame import Blame, health
from minik.diagnosis.graph.records import Bond, Card, Health, Wire, card_id
from minik.diagnosis.graph.service_cards import ghost
from minik.diagnosis.mentions import Call, Mentions, called_service
from minik.diagnosis.view import View
from minik.model import object as objects
from minik.model.object import Key

ABSENT = "name-without-service"
# The call does not get through, however sure it is that it is made.
CLOSED = frozenset(
    (
        ABSENT,
        "network-policy-denies",
        "client-uses-target-port",
        "short-name-from-another-namespace",
    )
)


def wires(view: View, blame: Blame, namespaces: frozenset[str]) -> Iterator[Wire | Card]:
    """Yield the calls of the workloads in these namespaces, and cards of Services that they call and
    that are not there.
    """
    drawn: set[tuple[Key, Key]] = set()
    for call in view.index(Mentions).calls:
        if call.maker.key.namespace not in namespaces:
            continue
        found = _found(blame, call)
        service = called_service(view, call)
        absent = next((one for one in found if one.code.name == ABSENT), None)
        if service is None and absent is None:
            continue
        target = objects.key(service) if service is not None else _absent_key(call)
        if (call.maker.key, target) in drawn or _is_idle_loop(view, call, target, found):
            continue
        drawn.add((call.maker.key, target))
        if service is None:
            yield ghost(blame, target)._replace(findings=(absent,) if absent else ())
        yield _wire(call, target, found)


def _found(blame: Blame, call: Call) -> list[Finding]:
    """Return what was found about a call: at its field."""
    return [
        finding
        for finding in blame.of(call.maker.key)
        if finding.field == call.field and finding.severity != INFO
    ]


def _absent_key(call: Call) -> Key:
    labels = call.host.split(".")
    namespace = labels[1] if len(labels) > 1 else call.maker.key.namespace
    return Key("Service", namespace, labels[0])


def _is_idle_loop(view: View, call: Call, target: Key, found: list[Finding]) -> bool:
    """Return whether a workload calls its own Service, and nothing is wrong with that."""
    service = view.cluster.get(*target)
    return not found and service is not None and call.maker.key in view.makers_behind(service)


def _wire(call: Call, target: Key, found: list[Finding]) -> Wire:
    labels = (str(call.port),) if call.port else ()
    wire = Wire(card_id(call.maker.key), card_id(target), Bond.CALL, labels, evidence=call.text)
    if not found:
        return wire
    worst = max(found, key=lambda one: (one.code.name in CLOSED, one.severity == ERROR))
    return wire._replace(
        health=Health.BROKEN if worst.code.name in CLOSED else health(found),
        reason=worst.because,
        fix=worst.fix,
        code=worst.code.name,
    )
