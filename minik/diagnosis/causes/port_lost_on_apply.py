"""Of two ports with one number, for TCP and UDP, one was lost when the file was applied."""

from collections.abc import Iterator

from minik.diagnosis.applied_changes import last_applied_spec
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.view import View
from minik.intake import last_applied
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object

CAUSE = Cause(
    "port-lost-on-apply",
    "F36",
    WARNING,
    "of two ports with one number, for TCP and UDP, one was lost when the file was applied",
    "Client-side apply merges the ports of a Service by their number alone, so an added port with the same number and another protocol "
    "overwrites or drops one of them. Use server-side apply, or replace.",
)


def findings(view: View) -> Iterator[Finding]:
    for service in view.services:
        yield from lost_ports(service)


def lost_ports(service: Object) -> Iterator[Finding]:
    """Yield ports of the last applied file that the Service has lost."""
    if last_applied.annotation_text(service).count('"port"') < 2:
        return  # most have one, and are read no further
    ports = [
        port for port in last_applied_spec(service).get("ports") or () if isinstance(port, dict)
    ]
    existing = {(port["port"], port.get("protocol") or "TCP") for port in services.ports(service)}
    numbers = [port.get("port") for port in ports]
    for port in ports:
        protocol = port.get("protocol") or "TCP"
        if numbers.count(port.get("port")) > 1 and (port.get("port"), protocol) not in existing:
            text = f"the file has {port['port']}/{protocol}, the Service has not"
            yield Finding(
                CAUSE,
                objects.key(service),
                "spec.ports",
                text,
                "minik replace -f FILE",
            )
