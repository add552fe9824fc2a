"""Pods that the Pod Security level of their namespace does not admit."""

from collections.abc import Iterator

from minik.diagnosis import references
from minik.diagnosis.finding import ERROR, INFO, Cause, Finding
from minik.diagnosis.view import Maker, View
from minik.intake.pod_security import labels, levels
from minik.model import object as objects

EXAMPLE = """
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: LEVEL}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "web:1"}]}
"""
CAUSE = Cause(
    "pod-security-refuses",
    "",
    ERROR,
    "the Pod Security level of the namespace does not admit the pods",
    "A namespace with the label pod-security.kubernetes.io/enforce admits only pods that keep to the level: baseline forbids what lets a pod "
    "take over its node, restricted asks for a hardened securityContext besides. A workload is taken, and its pods are refused "
    "(FailedCreate).",
    example=EXAMPLE.replace("LEVEL", "restricted"),
    sound=EXAMPLE.replace("LEVEL", "baseline"),
)
HARDENED = (
    "securityContext: {runAsNonRoot: true, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, "
    "seccompProfile: {type: RuntimeDefault}}, in each container"
)
SEVERITIES = {labels.ENFORCE: "", labels.WARN: INFO}


def findings(view: View) -> Iterator[Finding]:
    asking = view.index(labelled)
    for maker in references.unstarted(view):
        for label, level in SEVERITIES.items() if maker.key.namespace in asking else ():
            text = judge(view, maker, label)
            if text:
                yield Finding(
                    CAUSE,
                    maker.key,
                    references.field(maker, "spec.containers"),
                    text,
                    HARDENED
                    if '"restricted:' in text
                    else f"what namespace {maker.key.namespace} admits",
                    level=level,
                    about=(objects.key(maker.pod),),
                )
                break


def labelled(view: View) -> frozenset[str]:
    """Return the namespaces that ask for a level."""
    return frozenset(
        objects.name(namespace)
        for namespace in view.cluster.of("Namespace")
        if any(name.startswith(labels.PREFIX) for name in objects.labels(namespace))
    )


def judge(view: View, maker: Maker, label: str) -> str:
    """Return the server's words about the pods of a maker; "" if it admits them."""
    namespace = view.cluster.get("Namespace", "", maker.key.namespace)
    server = view.cluster.settings.kubernetes_version
    level = labels.asked(objects.labels(namespace) if namespace else {}, label, server)
    pod = maker.pod
    found = list(levels.violations(level, objects.annotations(pod), objects.spec(pod)))
    if not found:
        return ""
    return f"{'the server refuses its pods' if label == labels.ENFORCE else 'the server warns'}: {levels.refusal(level, found)}"
