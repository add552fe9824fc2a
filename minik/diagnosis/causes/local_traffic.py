"""Traffic policies Local, where not every node has a ready pod."""

from collections.abc import Iterator
from typing import NamedTuple

from minik.diagnosis.finding import INFO, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.view import View, first_few, has_status
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object
from minik.model.wording import pluralize

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
    key, fix = objects.key(service), "{}TrafficPolicy: Cluster, or a DaemonSet"
    if outside and (evidence := missing_nodes(view, service, every=False)):
        balanced = services.service_type(service) == services.LOAD_BALANCER
        level, doubt = INFO if balanced else "", "" if evidence.certain else SUSPECT
        field, fix_text = "spec.externalTrafficPolicy", fix.format("external")
        yield Finding(EXTERNAL, key, field, evidence.text, fix_text, level=level, doubt=doubt)
    by_daemons = all(maker.kind == "DaemonSet" for maker in view.makers_behind(service))
    if inside and (evidence := missing_nodes(view, service, every=by_daemons)):
        doubt = "" if evidence.certain else SUSPECT
        fix_text = (
            "internalTrafficPolicy: Cluster, or tolerations for the taints in the DaemonSet"
            if by_daemons
            else fix.format("internal")
        )
        yield Finding(
            INTERNAL, key, "spec.internalTrafficPolicy", evidence.text, fix_text, doubt=doubt
        )


class Missing(NamedTuple):
    """Which nodes have no ready pod; `certain` if the pods were seen."""

    text: str
    certain: bool


def missing_nodes(view: View, service: Object, *, every: bool) -> Missing | None:
    """Return the nodes without a ready pod, tainted ones if `every` node counts; None if all have
    one, or none has.
    """
    selected = view.selected_pods(service)
    if not selected:
        return None
    if any(map(has_status, selected)) and view.cluster.of("Node"):
        having = {pods.node(pod) for pod in selected if pods.is_ready(pod)}
        without = [
            objects.name(node) + taint_note(node)
            for node in view.cluster.of("Node")
            if objects.name(node) not in having and (every or not nodes.taints(node))
        ]
        has = "has" if len(having) == 1 else "have"
        text = f"no ready pod on {first_few(without)}; {pluralize(len(having), 'node')} {has} one"
        return Missing(text, True) if having and without else None
    makers = view.makers_behind(service)
    if all(key.kind == "DaemonSet" for key in makers):
        return None
    listed = first_few([f"{key.kind} {key.name}" for key in makers])
    return Missing(f"its pods come from {listed}, which does not place one on every node", False)


def taint_note(node: Object) -> str:
    """Return the taints of a node in parentheses; "" if it has none."""
    texts = [f"{taint['key']}:{taint['effect']}" for taint in nodes.taints(node)]
    return f" (taint {', '.join(texts)})" if texts else ""
