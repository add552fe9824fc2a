"""Which nodes a daemon set's pods are for. Upstream rule: `pkg/controller/daemon`."""

from minik.kinds import pod as pods
from minik.model.object import Object, read
from minik.scheduling import node_info
from minik.scheduling.node_info import REQUIRED, NodeInfo, Requirements

TOLERATED = (
    ("not-ready", "NoExecute"),
    ("unreachable", "NoExecute"),
    ("disk-pressure", "NoSchedule"),
    ("memory-pressure", "NoSchedule"),
    ("pid-pressure", "NoSchedule"),
    ("unschedulable", "NoSchedule"),
)
TOLERATED_ON_HOST = ("network-unavailable", "NoSchedule")


def pod_tolerations(owner: Object) -> list[Object]:
    """Return the template's tolerations plus those that every daemon set pod has."""
    tolerated = (
        (*TOLERATED, TOLERATED_ON_HOST)
        if read(owner, "spec.template.spec.hostNetwork")
        else TOLERATED
    )
    added: list[Object] = [
        {"effect": effect, "key": f"node.kubernetes.io/{name}", "operator": "Exists"}
        for name, effect in tolerated
    ]
    template_tolerations = read(owner, "spec.template.spec.tolerations", [])
    return [
        *template_tolerations,
        *(toleration for toleration in added if toleration not in template_tolerations),
    ]


def pod_requirements(owner: Object) -> Requirements:
    """Return what the set's pods require of a node, apart from free resources."""
    spec = read(owner, "spec.template.spec", {})
    affinity = read(spec, "affinity.nodeAffinity", {})
    return Requirements(
        pod_tolerations(owner), spec.get("nodeSelector") or {}, affinity, {}, frozenset()
    )


def target_node(pod: Object) -> str:
    """Return the node that a pod is assigned to or is meant for; "" if unknown."""
    if pods.node(pod):
        return pods.node(pod)
    node_names = node_info.named_nodes(
        Requirements((), {}, read(pod, "spec.affinity.nodeAffinity", {}), {}, frozenset())
    )
    return next(iter(node_names), "") if node_names else ""


def may_stay(owner: Object, node: NodeInfo | None) -> bool:
    """Whether a pod may stay on a node; of taints only untolerated NoExecute ones evict it."""
    required = pod_requirements(owner)
    if (
        node is None
        or not required.selector.items() <= node.labels.items()
        or not node_info.matches_node_selector(node, required.affinity.get(REQUIRED))
    ):
        return False
    return all(
        taint["effect"] != "NoExecute" or node_info.is_tolerated(taint, pod_tolerations(owner))
        for taint in node.taints
    )
