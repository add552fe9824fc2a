"""Where traffic that stays on its node finds no ready pod."""

from minik.diagnosis.view import View, first_few, has_status
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.object import Object
from minik.model.wording import pluralize


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
