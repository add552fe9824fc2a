"""Ports whose name clients look up by SRV records, and that have another or none."""

from collections.abc import Iterator

from minik.diagnosis import patches
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.mentions import Mentions, called_service
from minik.diagnosis.view import View, first_few
from minik.kinds.service import fields as services
from minik.model import object as objects

CAUSE = Cause(
    "srv-port-unnamed",
    "F34",
    WARNING,
    "a client asks for the SRV record of a port that has no such name",
    "SRV records stand under _port._protocol of the Service's name, by the name of the Service's port. A port without that name has no "
    "such record.",
)


def findings(view: View) -> Iterator[Finding]:
    for call, port in view.index(Mentions).srv_calls:
        service = called_service(view, call)
        if service and not any(
            (service_port.get("name") or "").casefold() == port.casefold()
            for service_port in services.ports(service)
        ):
            port_names = [
                service_port.get("name") or f"{service_port['port']} without a name"
                for service_port in services.ports(service)
            ]
            yield Finding(
                CAUSE,
                objects.key(service),
                "spec.ports",
                f"{call.maker.title} asks for {call.text}; its ports: {first_few(port_names)}",
                patches.field("name", port),
            )
