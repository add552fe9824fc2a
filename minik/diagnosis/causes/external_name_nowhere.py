"""ExternalNames that lead to a Service of the cluster which is not there."""

from collections.abc import Iterator

from minik.diagnosis import patches, references
from minik.diagnosis.external_names import target_path
from minik.diagnosis.finding import ERROR, Cause, Finding
from minik.diagnosis.nearness import nearest
from minik.diagnosis.view import View
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object

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


def findings(view: View) -> Iterator[Finding]:
    for service in filter(services.is_external_name, view.services):
        if view.settled and not services.external_name(service).strip("."):
            why, fix = "it is an ExternalName and names nothing", "externalName: NAME"
            yield Finding(CAUSE, objects.key(service), "spec.externalName", why, fix)
        path = target_path(view, service)
        if path and not references.is_there(view, "Service", *path):
            yield from missing_target(view, service, *path)


def missing_target(view: View, service: Object, namespace: str, name: str) -> Iterator[Finding]:
    """Yield that the target of an ExternalName is not there; not of files without its namespace."""
    if not view.settled and namespace not in view.namespaces_with_services:
        return
    suffix = f".svc.{view.cluster.settings.cluster_domain}"
    names = [objects.name(other) for other in view.cluster.within("Service", namespace)]
    near = nearest(name, names)
    yield Finding(
        CAUSE,
        objects.key(service),
        "spec.externalName",
        f"there is no Service {name} in namespace {namespace}",
        patches.field("externalName", f"{near}.{namespace}{suffix}") if near else "",
        near,
    )
