"""What this command has changed so far: which controllers' queues would hold an object.

A controller of a real cluster works on an object when it, or something that belongs to it, has
changed. Most of minik's look at all objects, since sameness costs nothing; but where somebody else
may write what a controller writes too, it must be left alone until the next change that concerns
it. A command that changed nothing stands for a controller that has just been started: it looks at
everything.
"""

from collections.abc import Callable

from minik.model.cluster import Cluster
from minik.model.object import Key, Object


def concerns(cluster: Cluster, key: Key, is_related: Callable[[Object], bool]) -> bool:
    """Whether the command changed this object, or a pod of its namespace that is, or was, related
    to it.
    """
    if not cluster.changes or key in cluster.changes:
        return True
    for changed, new in cluster.changes.items():
        if changed.kind == "Pod" and changed.namespace == key.namespace:
            old = cluster.source.find("Pod", changed.path)
            if any(pod is not None and is_related(pod) for pod in (new, old)):
                return True
    return False
