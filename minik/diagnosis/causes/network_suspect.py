"""Everything is in order here; perhaps the network plugin or a firewall of the node is at fault."""

from collections.abc import Iterator

from minik.diagnosis.finding import INFO, SUSPECT, Cause, Finding
from minik.diagnosis.view import View

CAUSE = Cause(
    "network-suspect",
    "F74",
    INFO,
    "everything is in order here; perhaps the network plugin or a firewall of the node is at fault",
    "No manifest tells whether packets get from node to node. Try the pod's address directly, from a pod on the same node and from one on "
    "another.",
    SUSPECT,
)


def findings(view: View) -> Iterator[Finding]:
    """Yield nothing: it is what remains where all else is in order."""
    del view
    return iter(())
