"""The priority classes of the system, which every API server makes.

Upstream fact: `schedulingpolicy`.
"""

from collections.abc import Iterator

from minik.kinds.priority_class import SYSTEM_CLASSES
from minik.model.object import Object

CLASSES = {
    "system-node-critical": "Used for system critical pods that must not be moved from their current node.",
    "system-cluster-critical": "Used for system critical pods that must run in the cluster, but can be moved to "
    "another node if necessary.",
}


def make() -> Iterator[Object]:
    """Yield the objects."""
    for name, description in CLASSES.items():
        yield {
            "apiVersion": "scheduling.k8s.io/v1",
            "kind": "PriorityClass",
            "metadata": {"generation": 1, "name": name},
            "value": SYSTEM_CLASSES[name],
            "description": description,
            "preemptionPolicy": "PreemptLowerPriority",
        }
