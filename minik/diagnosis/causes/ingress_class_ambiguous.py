"""IngressClasses that cannot be chosen between, and Ingresses that none takes."""

from collections.abc import Iterator

from minik.diagnosis import ingress_classes
from minik.diagnosis.finding import WARNING, Cause, Finding, with_cause
from minik.diagnosis.view import View

EXAMPLE = """
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: edge, annotations: {ingressclass.kubernetes.io/is-default-class: "true"}}
spec: {controller: example.com/edge}
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: inner, annotations: {ingressclass.kubernetes.io/is-default-class: "true"}}
spec: {controller: example.com/inner}
"""
CAUSE = Cause(
    "ingress-class-ambiguous",
    "",
    WARNING,
    "it is not clear which controller takes an Ingress",
    "An Ingress without a class gets the default one, when it is created: the IngressClass with the annotation ingressclass.kubernetes.io/is-default-class: true. Of several the newest is taken; without any, no controller takes the Ingress.",
    example=EXAMPLE,
    sound=EXAMPLE.replace(
        '{name: inner, annotations: {ingressclass.kubernetes.io/is-default-class: "true"}}',
        "{name: inner}",
    ),
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(ingress_classes.facts))
