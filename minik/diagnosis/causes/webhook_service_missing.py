"""Webhooks and APIServices whose Service is not there."""

from collections.abc import Iterator, Mapping

from minik.diagnosis import patches, references
from minik.diagnosis.finding import ERROR, INFO, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.view import View
from minik.kinds.service import fields as services
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.object import Object

EXAMPLE = """
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: policy}
webhooks:
- name: policy.example.com
  admissionReviewVersions: [v1]
  sideEffects: None
  clientConfig: {service: {name: polcy, namespace: default}}
---
apiVersion: v1
kind: Service
metadata: {name: policy}
spec: {selector: {app: policy}, ports: [{port: 443}]}
---
apiVersion: v1
kind: Pod
metadata: {name: policy, labels: {app: policy}}
spec: {containers: [{name: policy, image: "policy:1", ports: [{containerPort: 443}]}]}
"""
CAUSE = Cause(
    "webhook-service-missing",
    "",
    ERROR,
    "a webhook or an APIService leads to a Service or a port that is not there",
    "The API server calls a webhook through a Service, by name, namespace and port (443 unless it says otherwise). If it is not there every "
    "request that the webhook judges is refused (failurePolicy Fail) or passes unjudged (Ignore); the group of an APIService is unavailable, "
    "which also keeps namespaces from being deleted.",
    example=EXAMPLE,
    sound=EXAMPLE.replace("polcy", "policy"),
)
WEBHOOKS = ("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration")


def findings(view: View) -> Iterator[Finding]:
    for obj, path, client in clients(view):
        name, namespace = str(client.get("name")), str(client.get("namespace"))
        service = view.cluster.get("Service", namespace, name)
        if service is None:
            if not view.cluster.held.hides(namespace):
                yield missing(view, obj, path, name, namespace)
        elif not services.is_external_name(service):
            port, ports = (
                client.get("port") or 443,
                [port["port"] for port in services.ports(service)],
            )
            if port not in ports:
                text = f"Service {namespace}/{name} has no port {port}; it has {', '.join(map(str, ports))}"
                yield Finding(
                    CAUSE,
                    objects.key(obj),
                    f"{path}.port",
                    text,
                    patches.field("port", ports[0]) if ports else "",
                )


def clients(view: View) -> Iterator[tuple[Object, str, Mapping[str, Any]]]:
    """Yield what names a Service for the API server to call, with the path to the name."""
    for kind in WEBHOOKS:
        for obj in view.of(kind):
            for index, webhook in enumerate(obj.get("webhooks") or ()):
                client = (webhook.get("clientConfig") or {}).get("service")
                if client:
                    yield obj, f"webhooks[{index}].clientConfig.service", client
    for obj in view.of("APIService"):
        if objects.spec(obj).get("service"):
            yield obj, "spec.service", objects.spec(obj)["service"]


def missing(view: View, obj: Object, path: str, name: str, namespace: str) -> Finding:
    """Return the finding for a Service that is not there."""
    near = references.meant(view, "Service", namespace, name)
    others = sorted(references.elsewhere(view, "Service", name))
    known = bool(near or others) or view.settled
    level = "" if known else WARNING if references.names(view, "Service", namespace) else INFO
    return Finding(
        CAUSE,
        objects.key(obj),
        f"{path}.name" if near or not others else f"{path}.namespace",
        f'there is no Service "{name}" in namespace {namespace}'
        + (f"; there is one in {others[0]}" if others else ""),
        patches.field("name", near)
        if near
        else patches.field("namespace", others[0])
        if others
        else f"a Service {name}",
        near,
        level=level,
        doubt="" if known else SUSPECT,
    )
