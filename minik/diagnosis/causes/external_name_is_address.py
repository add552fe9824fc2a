"""ExternalName is an address, for which DNS answers nothing."""

from collections.abc import Iterator

from minik.diagnosis import external_names
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "external-name-is-address",
    "F60",
    ERROR,
    "externalName is an address, for which DNS answers nothing",
    "An ExternalName becomes a CNAME record, which holds a name. The server takes an address, since it looks like one, but CoreDNS "
    "serves no record. Use a Service without a selector and an EndpointSlice.",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(external_names.facts))
