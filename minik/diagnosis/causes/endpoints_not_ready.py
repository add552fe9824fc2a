"""No hand-written endpoint of a Service is ready."""

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
endpoints: [{addresses: [192.168.2.2], conditions: {ready: false}}]
"""
CAUSE = Cause(
    "endpoints-not-ready",
    "",
    ERROR,
    "no hand-written endpoint of a Service is ready",
    "Nothing watches hand-written endpoints: what they say of readiness stays as it was written. Addresses among notReadyAddresses, and endpoints "
    "with conditions.ready false, get no connections.",
    example=EXAMPLE,
    sound=EXAMPLE.replace("ready: false", "ready: true"),
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(unusable_endpoints.facts))
