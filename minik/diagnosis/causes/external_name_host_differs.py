"""An ExternalName for HTTP: the server sees the name in the cluster, not its own."""

from collections.abc import Iterator

from minik.diagnosis import external_names
from minik.diagnosis.finding import INFO, SUSPECT, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "external-name-host-differs",
    "F61",
    INFO,
    "an ExternalName for HTTP: the server sees the name in the cluster, not its own",
    "DNS leads to the outside host, but clients send the name that they called as Host header and for TLS; many servers refuse one that "
    "is not theirs.",
    SUSPECT,
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(external_names.facts))
