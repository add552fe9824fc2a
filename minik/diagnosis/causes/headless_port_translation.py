"""Headless Services with another target port, which nothing translates."""

from collections.abc import Iterator

from minik.diagnosis import patches
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.view import View
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object

CAUSE = Cause(
    "headless-port-translation",
    "F33",
    WARNING,
    "headless, with another targetPort: nothing translates port to targetPort",
    "The name of a headless Service leads straight to the pods' addresses; no proxy stands in between. Clients must use the port on which "
    "the pods listen, so port and targetPort should be the same.",
)


def findings(view: View) -> Iterator[Finding]:
    for service in view.selector_services:
        yield from untranslated_ports(view, service)


def untranslated_ports(view: View, service: Object) -> Iterator[Finding]:
    """Yield ports of a headless Service that differ from their target port, which nothing
    translates.
    """
    for index, port in enumerate(services.ports(service) if services.is_headless(service) else ()):
        target = port.get("targetPort")
        if isinstance(target, int) and target != port["port"]:
            fix = patches.replace_field(objects.key(service), f"spec.ports[{index}].port", target)
            yield Finding(
                CAUSE,
                objects.key(service),
                f"spec.ports[{index}].port",
                f"headless: clients get pod addresses, so port {port['port']} is never translated to {target}",
                patches.choose_fix(view, fix, patches.field("port", target)),
                str(target),
            )
