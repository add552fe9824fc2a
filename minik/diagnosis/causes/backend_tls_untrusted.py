"""BackendTLSPolicies without a certificate that can be used."""

from collections.abc import Iterator

from minik.diagnosis import way_examples, way_faults
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

EXAMPLE = (
    way_examples.BACKEND
    + way_examples.gateway()
    + way_examples.route()
    + """\
---
apiVersion: v1
kind: ConfigMap
metadata: {name: ca}
data: {ca.pem: "-----BEGIN CERTIFICATE-----"}
---
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: {name: web}
spec:
  targetRefs: [{group: "", kind: Service, name: web}]
  validation: {hostname: web.example.com, caCertificateRefs: [{group: "", kind: ConfigMap, name: ca}]}
"""
)
CAUSE = Cause(
    "backend-tls-untrusted",
    "",
    ERROR,
    "a BackendTLSPolicy trusts nobody",
    "The gateway speaks TLS with the backends that a BackendTLSPolicy is for, and trusts the certificates that it names: ConfigMaps with the key ca.crt. If none of them can be used, every request to the backend fails.",
    example=EXAMPLE,
    sound=EXAMPLE.replace("ca.pem", "ca.crt"),
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(way_faults.facts))
