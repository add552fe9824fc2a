"""A change step by step: one round of the controllers at a time, with the cluster as it is in between.

A round is: nodes, then kubelets, which start what came in the round before, then those who make pods, deployments and the scheduler have
their say once; then those who only look on, until they have nothing to say. So after each round the endpoints are those of that moment,
and what a real cluster would pass through can be seen.
"""
from collections.abc import Iterable, Iterator

from minik import controllers
from minik.controllers import LIMIT, _recording
from minik.errors import InternalError
from minik.model.cluster import Cluster

ROUND = (0, 4, 1, 2, 3)  # the `PATIENCE` of those who act


def carried_on(cluster: Cluster, changed: Iterable[str], *, step: bool = False) -> Cluster:
    """The cluster after a change of these kinds: settled to the end, or one round later."""
    cluster = _recording.witnessed(cluster)
    return marked(advanced(cluster)) if step else finished(cluster, changed)


def finished(cluster: Cluster, changed: Iterable[str]) -> Cluster:
    """The cluster at rest; if it was left in the middle of something, that is brought to its end too."""
    if not cluster.settings.underway:
        return controllers.settle(cluster, changed)
    return with_mark(controllers.settle(cluster), underway=False)


def advanced(cluster: Cluster) -> Cluster:
    """The cluster one round later; the very same where it is at rest."""
    modules = controllers.every()
    for patience in ROUND:
        for module in modules:
            if controllers.patience(module) == patience:
                cluster, _ = controllers.step(cluster, module.reconcile)
    return controllers.settle(cluster, order=[module for module in modules if controllers.patience(module) not in ROUND])


def marked(cluster: Cluster) -> Cluster:
    """The cluster, with a mark that says whether there is more to come."""
    return with_mark(cluster, underway=advanced(cluster).version != cluster.version)


def with_mark(cluster: Cluster, *, underway: bool) -> Cluster:
    return cluster if cluster.settings.underway == underway else cluster.with_settings(cluster.settings._replace(underway=underway))


def steps(cluster: Cluster) -> Iterator[Cluster]:
    """The cluster after each round, to its end; nothing where it is at rest."""
    for _ in range(LIMIT):
        later = advanced(cluster)
        if later.version == cluster.version:
            return
        yield later
        cluster = later
    raise InternalError("the controllers do not come to rest")
