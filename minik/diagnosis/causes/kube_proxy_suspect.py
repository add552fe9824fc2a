"""Everything is in order here; perhaps kube-proxy does not run or runs otherwise."""

from collections.abc import Iterator

from minik.diagnosis.finding import INFO, SUSPECT, Cause, Finding
from minik.diagnosis.view import View

CAUSE = Cause(
    "kube-proxy-suspect",
    "F73",
    INFO,
    "everything is in order here; perhaps kube-proxy does not run or runs otherwise",
    "No manifest tells whether kube-proxy runs on the node, in which mode, and whether it knows the pods' range. Look at its pods, its "
    "logs and its rules.",
    SUSPECT,
)


def findings(view: View) -> Iterator[Finding]:
    """Yield nothing: it is what remains where all else is in order."""
    del view
    return iter(())
