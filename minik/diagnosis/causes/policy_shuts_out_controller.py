"""NetworkPolicies that keep the ingress controller from the backends of an Ingress."""

from collections.abc import Iterator

from minik.diagnosis import shut_doors
from minik.diagnosis.finding import WARNING, Cause, Finding, with_cause
from minik.diagnosis.view import View

EXAMPLE = """
apiVersion: v1
kind: Namespace
metadata: {name: ingress-nginx}
---
apiVersion: v1
kind: Pod
metadata: {name: controller, namespace: ingress-nginx, labels: {app.kubernetes.io/name: ingress-nginx}}
spec: {containers: [{name: controller, image: "controller:1"}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: default, labels: {app: web}}
spec: {containers: [{name: web, image: "web:1", ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: default}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: default}
spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: default}
spec: {podSelector: {matchLabels: {app: web}}, ingress: [{from: [PEER]}]}
"""
CAUSE = Cause(
    "policy-shuts-out-controller",
    "",
    WARNING,
    "a NetworkPolicy keeps the ingress controller from the pods behind an Ingress",
    "An ingress controller is a client like others: it connects to the pods from its own namespace, at the port of the pods. A policy that "
    "lets in pods of the own namespace alone makes it answer 502 or 504.",
    example=EXAMPLE.replace("PEER", "{podSelector: {}}"),
    sound=EXAMPLE.replace(
        "PEER",
        "{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}}",
    ),
)


def findings(view: View) -> Iterator[Finding]:
    yield from with_cause(CAUSE, view.facts(shut_doors.facts))
