"""The pod's dnsPolicy keeps it from the cluster's name server."""

from collections.abc import Iterator

from minik.diagnosis import name_servers_asked
from minik.diagnosis.finding import INFO, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "without-cluster-dns",
    "F65",
    INFO,
    "the pod's dnsPolicy keeps it from the cluster's name server",
    "With dnsPolicy Default a pod uses the name servers of its node, with None those of its dnsConfig; neither knows Services, unless the "
    "cluster's own server is among them.",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(name_servers_asked.facts))
