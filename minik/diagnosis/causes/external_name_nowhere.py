"""ExternalNames that lead to a Service of the cluster which is not there."""

from collections.abc import Iterator

from minik.diagnosis.finding import ERROR, Cause, Finding
from minik.diagnosis.nearness import nearest
from minik.diagnosis.view import View
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.ip import is_address
from minik.model.object import Object
from minik.model.shell import quote
from minik.proxy.answering import answers

EXAMPLE = """
apiVersion: v1
kind: Service
metadata: {name: db, namespace: default}
spec: {type: ExternalName, externalName: database.shop.svc.cluster.local}
---
apiVersion: v1
kind: Service
metadata: {name: databases, namespace: shop}
spec: {type: ExternalName, externalName: db.example.com}
"""
CAUSE = Cause(
    "external-name-nowhere",
    "",
    ERROR,
    "an ExternalName leads to a Service that is not there",
    "An ExternalName answers with a CNAME, and a name of the cluster's own domain is looked up there: without such a Service nobody finds "
    "an address.",
    example=EXAMPLE,
    sound=EXAMPLE.replace("name: databases", "name: database"),
)


UNANSWERED_EXAMPLE = """
apiVersion: v1
kind: Service
metadata: {name: db, namespace: default}
spec: {type: ExternalName, externalName: database.shop.svc.cluster.local}
---
apiVersion: v1
kind: Service
metadata: {name: database, namespace: shop}
spec: {type: ExternalName, externalName: 192.0.2.1}
"""
UNANSWERED = Cause(
    "external-name-unanswered",
    "",
    ERROR,
    "an ExternalName leads to a Service that does not answer",
    "An ExternalName is another name for what it names: where nobody answers there, nobody answers here. Look why that Service does not.",
    example=UNANSWERED_EXAMPLE,
    sound=UNANSWERED_EXAMPLE.replace("192.0.2.1", "db.example.com"),
)
MAX_ALIASES = 10


def findings(view: View) -> Iterator[Finding]:
    for service in view.services:
        if services.is_external_name(service):
            yield from of_service(view, service)


def of_service(view: View, service: Object) -> Iterator[Finding]:
    """Yield that the target of an ExternalName is not there, or does not answer."""
    path = target_path(view, service)
    if path is None:
        return
    namespace, name = path
    target = view.cluster.get("Service", namespace, name)
    if target is None and (view.settled or namespace in view.namespaces_with_services):
        suffix = f".svc.{view.cluster.settings.cluster_domain}"
        names = [objects.name(other) for other in view.cluster.within("Service", namespace)]
        near = nearest(name, names)
        yield Finding(
            CAUSE,
            objects.key(service),
            "spec.externalName",
            f"there is no Service {name} in namespace {namespace}",
            f"externalName: {near}.{namespace}{suffix}" if near else "",
            near,
        )
    elif target is not None and view.settled and not leads_on(view, target):
        yield Finding(
            UNANSWERED,
            objects.key(service),
            "spec.externalName",
            f"Service {objects.key(target).path} does not answer",
            f"minik why svc/{quote(name)} -n {quote(namespace)}",
        )


def target_path(view: View, service: Object) -> tuple[str, str] | None:
    """Return namespace and name of the Service of this cluster that an ExternalName names; None for
    other names.
    """
    suffix = f".svc.{view.cluster.settings.cluster_domain}"
    target = services.external_name(service).removesuffix(".")
    labels = target.removesuffix(suffix).split(".")
    return (labels[1], labels[0]) if target.endswith(suffix) and len(labels) == 2 else None


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
    return target is not None and leads_on(view, target, aliases + 1)
