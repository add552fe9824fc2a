"""The pods' node is no longer there: Endpoints list them, slices do not."""

from collections.abc import Iterator

from minik.diagnosis import unable_pods
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "node-gone",
    "F22",
    ERROR,
    "the pods' node is no longer there: Endpoints list them, slices do not",
    "The controller of EndpointSlices leaves out pods whose node it does not find; that of Endpoints does not look. kube-proxy and DNS "
    "read slices.",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(unable_pods.facts))
