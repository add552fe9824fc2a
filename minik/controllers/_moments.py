"""What a workload is like at one moment of a rollout: its pods, and who is ready behind each Service that leads to them."""
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from minik.controllers import _steps
from minik.intake import admission, rollouts
from minik.kinds import of_key
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Key, Object, read

SERVICE_NAME = "kubernetes.io/service-name"


class Moment(NamedTuple):
    """The pods by name, each with what it is doing, and the addresses that are ready behind each Service."""

    pods: Mapping[str, str]
    ready: Mapping[str, Sequence[str]]


def moment(cluster: Cluster, workload: Object) -> Moment:
    """A workload at this moment."""
    found = {objects.name(pod): doing(pod) for pod in members(cluster, workload)}
    return Moment(found, {objects.name(service): ready(cluster, service) for service in before(cluster, workload)})


def members(cluster: Cluster, workload: Object) -> Iterator[Object]:
    """The pods of a workload, its own and those of its replica sets."""
    uid = objects.uid(workload)
    for owner in (uid, *(objects.uid(one) for one in cluster.owned_by(uid, "ReplicaSet"))):
        yield from cluster.owned_by(owner, "Pod")


def doing(pod: Object) -> str:
    """What a pod is doing, in a word."""
    if pods.is_terminating(pod):
        return "Terminating"
    return "Ready" if pods.is_ready(pod) else pods.phase(pod) or "Pending"


def before(cluster: Cluster, workload: Object) -> Iterator[Object]:
    """The Services that choose a workload's pods."""
    labels = read(workload, "spec.template.metadata.labels", {}).items()
    for service in cluster.within("Service", objects.namespace(workload)):
        selector = services.selector(service)
        if selector and selector.items() <= labels:
            yield service


def ready(cluster: Cluster, service: Object) -> list[str]:
    """The addresses that are ready behind a Service."""
    slices = cluster.selected("EndpointSlice", objects.namespace(service), {SERVICE_NAME: objects.name(service)})
    return sorted(address for one in slices for endpoint in one.get("endpoints") or ()
                  if read(endpoint, "conditions.ready", True) is not False for address in endpoint["addresses"])


def gaps(moments: Iterable[Moment]) -> dict[str, int]:
    """The Services that had somebody ready and then, at some moment, nobody: each with the first such step, counted from 1."""
    served: set[str] = set()
    found: dict[str, int] = {}
    for step, now in enumerate(moments):
        for name, addresses in now.ready.items():
            if addresses:
                served.add(name)
            elif name in served:
                found.setdefault(name, step)
    return found


def rehearsed(cluster: Cluster, key: Key) -> dict[str, int]:
    """Which Services would, at some moment, have nobody ready if a workload were rolled out anew; nothing comes of it."""
    workload = cluster.get(*key)
    kind = of_key(key.kind)
    if workload is None or kind.key not in rollouts.KINDS or read(workload, "spec.paused"):
        return {}
    draft = cluster.draft(rehearsal=True)
    admission.update(draft, kind, workload, rollouts.restarted(kind, workload, cluster.now))
    return gaps(moment(later, workload) for later in (cluster, *_steps.steps(draft.cluster())))
