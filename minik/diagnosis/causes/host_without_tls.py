"""Hosts of an Ingress that have a rule and no certificate, where others have one."""

from collections.abc import Iterator

from minik.diagnosis import way_examples, way_rules
from minik.diagnosis.finding import WARNING, Cause, Finding, with_cause
from minik.diagnosis.view import View

EXAMPLE = way_examples.INGRESS.replace(
    "SPEC",
    "{tls: [{hosts: [shop.example.com], secretName: web-tls}], rules: [{host: shop.example.com, http: PATHS}, {host: OTHER, http: PATHS}]}",
).replace("PATHS", way_examples.PATHS)
CAUSE = Cause(
    "host-without-tls",
    "",
    WARNING,
    "a host has a rule and no certificate, though other hosts of its Ingress have one",
    "A host that no `tls` names is answered with the controller's own certificate, which browsers refuse. A wildcard in `tls` stands for one label.",
    example=EXAMPLE.replace("OTHER", "www.shop.example.com"),
    sound=EXAMPLE.replace("[shop.example.com]", "[shop.example.com, www.shop.example.com]").replace(
        "OTHER", "www.shop.example.com"
    ),
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(way_rules.facts))
