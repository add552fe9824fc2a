"""Hosts of an Ingress that have a certificate and no rule."""

from collections.abc import Iterator

from minik.diagnosis import way_examples, way_rules
from minik.diagnosis.finding import WARNING, Cause, Finding, with_cause
from minik.diagnosis.view import View

EXAMPLE = way_examples.INGRESS.replace(
    "SPEC",
    "{tls: [{hosts: [HOST], secretName: web-tls}], rules: [{host: shop.example.com, http: PATHS}]}",
).replace("PATHS", way_examples.PATHS)
CAUSE = Cause(
    "tls-host-without-rule",
    "",
    WARNING,
    "a host has a certificate, and no rule: requests for it get 404",
    "`tls` says with which certificate a host is answered, `rules` where its requests go. A host that stands in `tls` alone is answered 404 "
    "by the controller, and the host that was meant shows the controller's own certificate.",
    example=EXAMPLE.replace("HOST", "shop.example.org"),
    sound=EXAMPLE.replace("HOST", "shop.example.com"),
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(way_rules.facts))
