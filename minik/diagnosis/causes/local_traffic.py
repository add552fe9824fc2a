"""Traffic policies Local, where not every node has a ready pod."""

from collections.abc import Iterator

from minik.diagnosis.finding import INFO, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.view import View, first_few, has_status, pluralize
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object

EXTERNAL = Cause(
    "external-policy-local",
    "F48",
    WARNING,
    "externalTrafficPolicy: Local, and not every node has a ready pod",
    "With the policy Local a node gives packets from outside to pods of its own alone, and drops them where it has none (a proxy mode "
    "may fall back to pods of other nodes). Load balancers ask the health check port first; who uses node ports directly must know the nodes.",
)
INTERNAL = Cause(
    "internal-policy-local",
    "F49",
    WARNING,
    "internalTrafficPolicy: Local, and not every node has a ready pod",
    "With the policy Local clients inside the cluster reach pods of their own node alone; on a node without one the Service does not "
    "answer. It fits Services whose pods come from a DaemonSet.",
)


def findings(view: View) -> Iterator[Finding]:
    for service in view.selector_services:
        yield from local_policies(view, service)


def local_policies(view: View, service: Object) -> Iterator[Finding]:
    """Yield traffic policies Local with nodes that have no ready pod."""
    outside = services.external_policy(service) == "Local" and services.needs_node_ports(service)
    inside = services.internal_policy(service) == "Local" and not services.is_headless(service)
    selected = view.selected_pods(service)
    if not (outside or inside) or not selected:
        return
    if any(map(has_status, selected)) and view.cluster.of("Node"):
        nodes_with_pod = {pods.node(pod) for pod in selected if pods.is_ready(pod)}
        for_every_node = inside and all(
            key.kind == "DaemonSet" for key in view.makers_behind(service)
        )
        nodes_without = [
            objects.name(node) + taint_note(node)
            for node in view.cluster.of("Node")
            if objects.name(node) not in nodes_with_pod
            and (for_every_node or not nodes.taints(node))
        ]
        evidence, doubt = (
            f"no ready pod on {first_few(nodes_without)}; {pluralize(len(nodes_with_pod), 'node')} {'has' if len(nodes_with_pod) == 1 else 'have'} one",
            "",
        )
        if not nodes_with_pod or not nodes_without:
            return
    elif all(key.kind == "DaemonSet" for key in view.makers_behind(service)):
        return
    else:
        owners_text = first_few([f"{key.kind} {key.name}" for key in view.makers_behind(service)])
        evidence, doubt = (
            f"its pods come from {owners_text}, which does not place one on every node",
            SUSPECT,
        )
    if outside:
        balanced = services.service_type(service) == services.LOAD_BALANCER
        yield Finding(
            EXTERNAL,
            objects.key(service),
            "spec.externalTrafficPolicy",
            evidence,
            "externalTrafficPolicy: Cluster, or a DaemonSet",
            level=INFO if balanced else "",
            doubt=doubt,
        )
    if inside:
        yield Finding(
            INTERNAL,
            objects.key(service),
            "spec.internalTrafficPolicy",
            evidence,
            "internalTrafficPolicy: Cluster, or a DaemonSet",
            doubt=doubt,
        )


def taint_note(node: Object) -> str:
    """Return the taints of a node in parentheses; "" if it has none."""
    texts = [f"{taint['key']}:{taint['effect']}" for taint in nodes.taints(node)]
    return f" (taint {', '.join(texts)})" if texts else ""
