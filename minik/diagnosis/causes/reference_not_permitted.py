"""References into other namespaces that nobody permits."""

from collections.abc import Iterator

from minik.diagnosis import way_examples, way_faults
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

EXAMPLE = (
    way_examples.BACKEND
    + way_examples.gateway()
    + way_examples.route("{backendRefs: [{name: shop, namespace: shop, port: 80}]}")
    + """\
---
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: Service
metadata: {name: shop, namespace: shop}
spec: {type: ExternalName, externalName: shop.example.com, ports: [{port: 80}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: ReferenceGrant
metadata: {name: from-default, namespace: shop}
spec:
  from: [{group: gateway.networking.k8s.io, kind: TCPRoute, namespace: default}]
  to: [{group: "", kind: Service}]
"""
)
CAUSE = Cause(
    "reference-not-permitted",
    "",
    ERROR,
    "a reference into another namespace without a grant",
    "An object of Gateway API may refer into another namespace only if a ReferenceGrant there permits it: its from names the group, the kind and the namespace of who refers, its to the group and the kind, perhaps the name, of what is referred to. Without it the backend counts as not there and its share answers 500.",
    example=EXAMPLE,
    sound=EXAMPLE.replace("kind: TCPRoute", "kind: HTTPRoute"),
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(way_faults.facts))
