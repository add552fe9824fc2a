"""ListenerSets that their Gateway does not let in."""

from collections.abc import Iterator

from minik.diagnosis import way_examples, way_faults
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

EXAMPLE = (
    way_examples.BACKEND
    + way_examples.gateway(fields="allowedListeners: {namespaces: {from: None}}")
    + way_examples.route()
    + """\
---
apiVersion: gateway.networking.k8s.io/v1
kind: ListenerSet
metadata: {name: more}
spec:
  parentRef: {name: edge}
  listeners: [{name: shop, port: 80, protocol: HTTP, hostname: shop.example.org}]
"""
)
CAUSE = Cause(
    "listener-set-not-allowed",
    "",
    ERROR,
    "a Gateway does not let in a ListenerSet",
    "A ListenerSet adds listeners to a Gateway only if the Gateway lets in sets of its namespace: allowedListeners.namespaces.from is None by default.",
    example=EXAMPLE,
    sound=EXAMPLE.replace("from: None", "from: Same"),
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(way_faults.facts))
