"""Traffic inside the cluster that stays on its node, where not every node has a ready pod."""

from collections.abc import Iterator

from minik.diagnosis.finding import SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.local_traffic import missing_nodes
from minik.diagnosis.view import View
from minik.kinds.service import fields as services
from minik.model import object as objects

CAUSE = Cause(
    "internal-policy-local",
    "F49",
    WARNING,
    "internalTrafficPolicy: Local, and not every node has a ready pod",
    "With the policy Local clients inside the cluster reach pods of their own node alone; on a node without one the Service does not "
    "answer. It fits Services whose pods come from a DaemonSet.",
)


def findings(view: View) -> Iterator[Finding]:
    for service in view.selector_services:
        if services.internal_policy(service) != "Local" or services.is_headless(service):
            continue
        by_daemons = all(maker.kind == "DaemonSet" for maker in view.makers_behind(service))
        evidence = missing_nodes(view, service, every=by_daemons)
        if evidence:
            yield Finding(
                CAUSE,
                objects.key(service),
                "spec.internalTrafficPolicy",
                evidence.text,
                "internalTrafficPolicy: Cluster, or tolerations for the taints in the DaemonSet"
                if by_daemons
                else "internalTrafficPolicy: Cluster, or a DaemonSet",
                doubt="" if evidence.certain else SUSPECT,
            )
