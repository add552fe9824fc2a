"""ExternalNames that lead to a Service of the cluster which does not answer."""

from collections.abc import Iterator

from minik.diagnosis.external_names import target_path
from minik.diagnosis.finding import ERROR, Cause, Finding
from minik.diagnosis.view import View
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model import shell
from minik.model.ip import is_address
from minik.model.object import Object
from minik.proxy.answering import answers

CAUSE = Cause(
    "external-name-unanswered",
    "",
    ERROR,
    "an ExternalName leads to a Service that does not answer",
    "An ExternalName is another name for what it names: where nobody answers there, nobody answers here. Look why that Service does not.",
)
MAX_ALIASES = 10


def findings(view: View) -> Iterator[Finding]:
    for service in view.services if view.settled else ():
        path = target_path(view, service) if services.is_external_name(service) else None
        target = view.cluster.get("Service", *path) if path else None
        if target is not None and not leads_on(view, target):
            namespace, name = objects.namespace(target), objects.name(target)
            yield Finding(
                CAUSE,
                objects.key(service),
                "spec.externalName",
                f"Service {objects.key(target).path} does not answer",
                shell.command("why", f"svc/{name}", "-n", namespace),
            )


def leads_on(view: View, service: Object, aliases: int = 1) -> bool:
    """Return whether a Service answers, or leads by further names to one that does or out of the
    cluster.
    """
    if not services.is_external_name(service):
        return answers(view.cluster, service)
    path = target_path(view, service)
    if path is None or aliases > MAX_ALIASES:
        return not is_address(services.external_name(service)) and path is None
    target = view.cluster.get("Service", *path)
    if target is None and view.cluster.held.hides(path[0]):
        return True
    return target is not None and leads_on(view, target, aliases + 1)
