"""Hand-written Endpoints of a Service with a selector."""

from collections.abc import Iterator

from minik.diagnosis import patches
from minik.diagnosis.finding import ERROR, Cause, Finding
from minik.diagnosis.handmade_endpoints import FEW, is_handmade, of_persons
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
    few = len(view.selector_services) <= FEW
    written = {} if few else view.index(of_persons)
    for service in view.selector_services:
        place = objects.namespace(service), objects.name(service)
        endpoints = view.cluster.get("Endpoints", *place) if few else written.get(place)
        if endpoints is not None:
            yield from overwritten_endpoints(view, service, endpoints)


def overwritten_endpoints(view: View, service: Object, endpoints: Object) -> Iterator[Finding]:
    """Yield hand-written Endpoints of a Service with a selector."""
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
