"""Redirects that lead back to themselves."""

from collections.abc import Iterator

from minik.diagnosis import way_examples, way_faults
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

EXAMPLE = (
    way_examples.BACKEND
    + way_examples.gateway(
        way_examples.HTTP,
        '{name: https, port: 443, protocol: HTTPS, hostname: "*.example.com", tls: {certificateRefs: [{name: web-tls}]}}',
    )
    + way_examples.route("{filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]}")
    + way_examples.CERTIFICATE
)
CAUSE = Cause(
    "redirect-loop",
    "",
    ERROR,
    "a redirect leads back to the very request",
    "A route without sectionName is attached to every listener of its Gateway: a redirect from HTTP to HTTPS then answers at the HTTPS listener, too, and sends the client to where it is already. Attach it to the listener for HTTP by its sectionName.",
    example=EXAMPLE,
    sound=EXAMPLE.replace("{name: edge}]", "{name: edge, sectionName: http}]"),
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(way_faults.facts))
