"""Namespaces that are Terminating and do not get empty."""

from collections.abc import Iterator

from minik.diagnosis import recorded_pods
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.view import View
from minik.model import object as objects

EXAMPLE = """
apiVersion: v1
kind: Namespace
metadata: {name: shop, uid: u1, deletionTimestamp: "2020-01-01T00:00:00Z"}
spec: {finalizers: [kubernetes]}
status:
  phase: Terminating
  conditions: [{type: NamespaceFinalizersRemaining, status: "True", reason: SomeFinalizersRemain, message: "Some content in the namespace has finalizers remaining: example.com/x in 1 resource instances"}]
"""
CAUSE = Cause(
    "namespace-stuck",
    "",
    WARNING,
    "a namespace is Terminating, and something in it does not go",
    "A namespace goes when everything in it is gone. Objects with finalizers stay, and where an aggregated API does not answer nobody "
    "knows what is left. The conditions of the namespace say which.",
    symptom="is still Terminating",
    example=EXAMPLE,
    sound=EXAMPLE.partition("  conditions")[0]
    .replace("Terminating", "Active")
    .replace(', deletionTimestamp: "2020-01-01T00:00:00Z"', ""),
)


def findings(view: View) -> Iterator[Finding]:
    for namespace in view.of("Namespace"):
        words = [
            recorded_pods.clean(condition.get("message") or condition.get("reason") or "")
            for condition in objects.status(namespace).get("conditions") or ()
            if condition.get("status") == "True"
        ]
        if namespace["metadata"].get("deletionTimestamp") and words:
            yield Finding(CAUSE, objects.key(namespace), "status.conditions", "; ".join(words))
