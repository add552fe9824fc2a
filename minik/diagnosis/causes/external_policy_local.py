"""External traffic that stays on its node, where not every node has a ready pod."""

from collections.abc import Iterator

from minik.diagnosis.finding import INFO, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.local_traffic import missing_nodes
from minik.diagnosis.view import View
from minik.kinds.service import fields as services
from minik.model import object as objects

CAUSE = Cause(
    "external-policy-local",
    "F48",
    WARNING,
    "externalTrafficPolicy: Local, and not every node has a ready pod",
    "With the policy Local a node gives packets from outside to pods of its own alone, and drops them where it has none (a proxy mode "
    "may fall back to pods of other nodes). Load balancers ask the health check port first; who uses node ports directly must know the nodes.",
)


def findings(view: View) -> Iterator[Finding]:
    for service in view.selector_services:
        local = services.external_policy(service) == "Local" and services.needs_node_ports(service)
        if local and (evidence := missing_nodes(view, service, every=False)):
            balanced = services.service_type(service) == services.LOAD_BALANCER
            yield Finding(
                CAUSE,
                objects.key(service),
                "spec.externalTrafficPolicy",
                evidence.text,
                "externalTrafficPolicy: Cluster, or a DaemonSet",
                level=INFO if balanced else "",
                doubt="" if evidence.certain else SUSPECT,
            )
