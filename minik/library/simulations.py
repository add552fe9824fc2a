"""What-ifs: what may happen to a cluster."""

from minik.library import changing
from minik.library.refusals import GUARD
from minik.library.verbs import Changeable
from minik.light_typing import Generic, TypeVar

C = TypeVar("C", bound=Changeable)


class Simulation(Generic[C]):
    """What may happen to a cluster: every method returns the cluster after it."""

    def __init__(self, cluster: C) -> None:
        """Let things happen to this cluster; it stays as it is."""
        self._cluster = cluster

    def _happen(self, event: str, name: str, namespace: str = "", **options: str) -> C:
        was = self._cluster
        with GUARD:
            inside = namespace or was.namespace
            core = changing.happen(was._core, event, name, inside, **options)
        return was._of(core, was.namespace)

    def node_down(self, node: str, *, length: str = "") -> C:
        """Let a node fail, and all pass that follows; or only so much time (`length="2m"`)."""
        return self._happen("node-down", node, **{"for": length})

    def node_up(self, node: str) -> C:
        """Let a node that failed come back."""
        return self._happen("node-up", node)

    def pressure(self, node: str, kind: str = "memory", *, evict: int = 1) -> C:
        """Let a node run short of memory, disk or pid, and evict pods."""
        return self._happen("pressure", node, **{kind: "true", "evict": str(evict)})

    def pod_exit(self, pod: str, *, code: int = 0, namespace: str = "") -> C:
        """Let the containers of a pod exit."""
        return self._happen("pod-exit", pod, namespace, code=str(code))

    def unready(self, pod: str, *, namespace: str = "") -> C:
        """Let the readiness probes of a pod fail."""
        return self._happen("unready", pod, namespace)

    def ready(self, pod: str, *, namespace: str = "") -> C:
        """Let the readiness probes of a pod succeed."""
        return self._happen("ready", pod, namespace)

    def advance(self, duration: str) -> C:
        """Let time pass: `advance("5m")`; what is due on the way happens at its moment."""
        return self._happen("advance", duration)
