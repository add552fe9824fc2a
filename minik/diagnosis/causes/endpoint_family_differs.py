"""The hand-written endpoints of a Service are of another address family."""

from collections.abc import Iterator

from minik.diagnosis import unusable_endpoints
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

EXAMPLE = """
apiVersion: v1
kind: Service
metadata: {name: db, namespace: default}
spec:
  clusterIP: 10.96.0.9
  clusterIPs: [10.96.0.9]
  ipFamilies: [IPv4]
  ports: [{port: 5432, protocol: TCP}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-1, namespace: default, labels: {kubernetes.io/service-name: db}}
addressType: IPv4
ports: [{name: "", port: 5432, protocol: TCP}]
endpoints: [{addresses: [192.168.2.2], conditions: {ready: true}}]
"""
CAUSE = Cause(
    "endpoint-family-differs",
    "",
    ERROR,
    "the hand-written endpoints of a Service are of another address family",
    "kube-proxy leads from an address of one family to endpoints of the same family alone. A slice is of the family that its addressType says.",
    example=EXAMPLE.replace("addressType: IPv4", "addressType: IPv6").replace(
        "192.168.2.2", '"fd00::5"'
    ),
    sound=EXAMPLE,
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(unusable_endpoints.facts))
