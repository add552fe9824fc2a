"""Certificates of listeners that are not there, or are none."""

from collections.abc import Iterator

from minik.diagnosis import way_examples, way_faults
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

EXAMPLE = (
    way_examples.BACKEND
    + way_examples.gateway(
        '{name: https, port: 443, protocol: HTTPS, hostname: "*.example.com", tls: {certificateRefs: [{name: web-tsl}]}}'
    )
    + way_examples.route()
    + way_examples.CERTIFICATE
)
CAUSE = Cause(
    "listener-certificate-missing",
    "",
    ERROR,
    "the certificate of a listener cannot be used",
    "A listener for HTTPS, or for TLS that it ends, needs a Secret of type kubernetes.io/tls with tls.crt and tls.key; those that judge clients come from a ConfigMap with ca.crt. Without them the listener takes no requests: ResolvedRefs and Programmed are False.",
    example=EXAMPLE,
    sound=EXAMPLE.replace("web-tsl", "web-tls"),
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(way_faults.facts))
