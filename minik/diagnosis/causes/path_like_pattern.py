"""Paths that look like patterns, and are compared as they stand."""

from collections.abc import Iterator

from minik.diagnosis import way_examples, way_rules
from minik.diagnosis.finding import WARNING, Cause, Finding, with_cause
from minik.diagnosis.view import View

EXAMPLE = way_examples.INGRESS.replace("SPEC", "{rules: [{http: {paths: [PATH]}}]}")
PATH = "{path: VALUE, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}"
CAUSE = Cause(
    "path-like-pattern",
    "",
    WARNING,
    "a path looks like a pattern, and is compared as it stands: no request has it",
    "Prefix, PathPrefix and Exact know no wildcards: `/api/*` is a path whose last part is a star. Prefix `/api` takes `/api`, `/api/` and all "
    "below. Patterns need pathType ImplementationSpecific, with what the controller understands, or the type RegularExpression of a route.",
    example=EXAMPLE.replace("PATH", PATH.replace("VALUE", "/api/*")),
    sound=EXAMPLE.replace("PATH", PATH.replace("VALUE", "/api")),
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(way_rules.facts))
