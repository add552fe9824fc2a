"""Hand-written Endpoints of a Service with a selector."""

from collections.abc import Iterator

from minik.diagnosis import patches
from minik.diagnosis.finding import ERROR, Cause, Finding
from minik.diagnosis.handmade_endpoints import is_handmade
from minik.diagnosis.view import View
from minik.intake import last_applied
from minik.model import object as objects
from minik.model.object import Object

CAUSE = Cause(
    "endpoints-overwritten",
    "F13",
    ERROR,
    "the Service has a selector, so the controller overwrites the hand-written Endpoints",
    "Endpoints of a Service with a selector belong to the controller, which writes over them whatever stands there. Remove the selector or "
    "the Endpoints.",
)


def findings(view: View) -> Iterator[Finding]:
    for service in view.selector_services:
        yield from overwritten_endpoints(view, service)


def overwritten_endpoints(view: View, service: Object) -> Iterator[Finding]:
    """Yield hand-written Endpoints of a Service with a selector."""
    endpoints = view.cluster.get("Endpoints", objects.namespace(service), objects.name(service))
    if endpoints is None:
        return
    if is_handmade(endpoints) or view.settled and last_applied.annotation_text(endpoints):
        yield Finding(
            CAUSE,
            objects.key(endpoints),
            "metadata.name",
            f"Service {objects.name(service)} has a selector: the endpoint controller writes over these Endpoints",
            patches.command("delete", objects.key(service)._replace(kind="Endpoints"))
            if view.settled
            else "remove spec.selector from the Service, or remove these Endpoints",
            about=(objects.key(service),),
        )
