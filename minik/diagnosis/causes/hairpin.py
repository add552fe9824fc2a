"""Pods that call the Service behind which they stand themselves."""

from collections.abc import Iterator

from minik.diagnosis.finding import INFO, SUSPECT, Cause, Finding
from minik.diagnosis.mentions import Mentions, called_service
from minik.diagnosis.view import View
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object

CAUSE = Cause(
    "hairpin",
    "F54",
    INFO,
    "a pod calls the Service behind which it stands itself",
    "Sooner or later the connection comes back to the pod that made it; this works only where the network plugin allows hairpin traffic. "
    "Use localhost, or a headless Service.",
    SUSPECT,
)


def findings(view: View) -> Iterator[Finding]:
    for call in view.index(Mentions).calls:
        service = called_service(view, call)
        if service and calls_itself(service, call.maker.pod):
            yield Finding(
                CAUSE,
                call.maker.key,
                call.field,
                f"{call.text} is Service {objects.name(service)}, which selects it, too",
                "localhost, or a headless Service",
                about=(objects.key(service),),
            )


def calls_itself(service: Object, pod: Object) -> bool:
    """Return whether a Service may lead a pod's call back to the pod; a headless one needs no
    hairpin.
    """
    if services.is_headless(service) or objects.namespace(service) != objects.namespace(pod):
        return False
    return (
        bool(services.selector(service))
        and services.selector(service).items() <= objects.labels(pod).items()
    )
