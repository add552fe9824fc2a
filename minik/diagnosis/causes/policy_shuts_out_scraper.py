"""NetworkPolicies that keep metrics from being scraped."""

from collections.abc import Iterator

from minik.diagnosis import shut_doors
from minik.diagnosis.finding import WARNING, Cause, Finding, with_cause
from minik.diagnosis.view import View

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata:
  name: web
  labels: {app: web}
  annotations: {prometheus.io/scrape: "true", prometheus.io/port: "9090"}
spec: {containers: [{name: web, image: "web:1", ports: [{containerPort: 8080}, {containerPort: 9090}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web}
spec: {podSelector: {matchLabels: {app: web}}, ingress: [{ports: [PORTS]}]}
"""
CAUSE = Cause(
    "policy-shuts-out-scraper",
    "",
    WARNING,
    "a NetworkPolicy keeps metrics from being scraped",
    "Metrics are scraped from outside the pod, at a port of their own. A policy that opens the port of the application alone makes the "
    "target `down`, and nothing in the application says so.",
    example=EXAMPLE.replace("PORTS", "{port: 8080}"),
    sound=EXAMPLE.replace("PORTS", "{port: 8080}, {port: 9090}"),
)


def findings(view: View) -> Iterator[Finding]:
    yield from with_cause(CAUSE, view.facts(shut_doors.facts))
