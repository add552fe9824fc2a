"""A change followed round by round, with the cluster as it is in between.

In a round each acting controller runs once: nodes, kubelets (which start the pods of the round
before), the controllers that create pods, deployments and the scheduler; then the controllers that
only read pods run until they settle. So each round shows the endpoints of that moment, as a real
cluster would pass through them.
"""

from collections.abc import Iterable, Iterator

from minik import controllers
from minik.controllers import LIMIT
from minik.errors import InternalError
from minik.model.cluster import Cluster
from minik.model.controller import Phase
from minik.recording import pod_events

ACTING_PHASES = (
    Phase.NODES,
    Phase.KUBELETS,
    Phase.WORKLOADS,
    Phase.ROLLOUTS,
    Phase.SCHEDULER,
)


def run_controllers(cluster: Cluster, changed: Iterable[str], *, step: bool = False) -> Cluster:
    """Return the cluster after a change of these kinds: settled, or with `step` one round later."""
    cluster = pod_events.with_killing_events(cluster)
    return mark_underway(run_round(cluster)) if step else run_to_end(cluster, changed)


def run_to_end(cluster: Cluster, changed: Iterable[str]) -> Cluster:
    """Return the settled cluster; rounds left over from an earlier command are finished too."""
    if not cluster.settings.underway:
        return controllers.settle(cluster, changed)
    return with_underway(controllers.settle(cluster), underway=False)


def run_round(cluster: Cluster) -> Cluster:
    """Return the cluster one round later; the same object if it is settled."""
    everyone = controllers.load_all()
    for phase in ACTING_PHASES:
        for controller in everyone:
            if controller.phase == phase:
                cluster, _ = controllers.step(cluster, controller)
    observers = [controller for controller in everyone if controller.phase not in ACTING_PHASES]
    return controllers.settle(cluster, order=observers)


def mark_underway(cluster: Cluster) -> Cluster:
    """Return the cluster with a mark whether more rounds follow."""
    return with_underway(cluster, underway=run_round(cluster).version != cluster.version)


def with_underway(cluster: Cluster, *, underway: bool) -> Cluster:
    return (
        cluster
        if cluster.settings.underway == underway
        else cluster.with_settings(cluster.settings._replace(underway=underway))
    )


def run_rounds(cluster: Cluster) -> Iterator[Cluster]:
    """Yield the cluster after each round until it is settled."""
    for _ in range(LIMIT):
        after = run_round(cluster)
        if after.version == cluster.version:
            return
        yield after
        cluster = after
    raise InternalError("the controllers do not come to rest")
