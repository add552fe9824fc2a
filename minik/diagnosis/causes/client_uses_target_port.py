"""Clients that call a port which the Service does not have."""

from collections.abc import Iterator

from minik.diagnosis.finding import ERROR, Cause, Finding
from minik.diagnosis.mentions import Call, Mentions, called_service
from minik.diagnosis.view import View, first_few
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object

CAUSE = Cause(
    "client-uses-target-port",
    "F32",
    ERROR,
    "a client calls the pods' port at the Service's name, or one that the Service does not have",
    "A Service answers at spec.ports[].port alone; targetPort is where it forwards to. At any other port nobody answers.",
)


def findings(view: View) -> Iterator[Finding]:
    for call in view.index(Mentions).calls:
        service = called_service(view, call)
        if (
            service
            and call.port
            and not services.is_headless(service)
            and not services.is_external_name(service)
        ):
            yield from wrong_port(call, service)


def wrong_port(call: Call, service: Object) -> Iterator[Finding]:
    """Yield a called port that a Service does not have."""
    ports = services.ports(service)
    if not ports or call.port in [port["port"] for port in ports]:
        return
    behind = next((port["port"] for port in ports if port.get("targetPort") == call.port), None)
    has = (
        f"that is the target port behind {behind}"
        if behind
        else "it has " + first_few([str(port["port"]) for port in ports])
    )
    yield Finding(
        CAUSE,
        call.maker.key,
        call.field,
        f"{call.text}: Service {objects.key(service).path} has no port {call.port}; {has}",
        f"{call.host}:{behind or ports[0]['port']}",
        str(behind or ports[0]["port"]),
        about=(objects.key(service),),
    )
