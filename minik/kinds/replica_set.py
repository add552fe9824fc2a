"""ReplicaSets: so many pods that are all alike."""
from collections.abc import Iterable, Iterator

from minik.errors import Problem
from minik.kinds import _workload as workload
from minik.kinds._layout import annotations, controlled_by, labels, selector
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._pod_template import conditions, pod_template, pods_status
from minik.kinds._rules import immutable, nonnegative
from minik.kinds._workload_columns import CONTAINERS, SELECTOR, count
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Column, Kind
from minik.model.object import Object, fill, read
from minik.model.problem import invalid

COUNTS = (Column("DESIRED", count("spec.replicas", 1)), Column("CURRENT", count("status.replicas")),
          Column("READY", count("status.readyReplicas")))


def default(replica_set: Object) -> Object:
    return workload.with_template_defaults(fill(replica_set, "spec.replicas", 1))


def prepare(new: Object, old: Object | None, _: Draft) -> Object:
    return workload.with_status(new, old, {"replicas": 0})


def problems(replica_set: Object) -> Iterator[Problem]:
    """Upstream rule: apps `ValidateReplicaSetSpec`."""
    spec = objects.spec(replica_set)
    yield from metadata_problems(replica_set)
    yield from nonnegative("spec.replicas", spec["replicas"])
    yield from nonnegative("spec.minReadySeconds", spec.get("minReadySeconds") or 0)
    yield from workload.selection_problems(spec, "deployment")
    if workload.is_broken(spec.get("selector")):
        yield invalid("spec.selector", spec.get("selector"), "invalid label selector")
        return
    yield from workload.likeness_problems(spec)
    yield from workload.pods_problems(spec["template"], "spec.template", "ReplicaSet")


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    yield from metadata_update_problems(new, old)
    yield from immutable("spec.selector", read(new, "spec.selector"), read(old, "spec.selector"))


def describe(replica_set: Object, cluster: Cluster) -> str:
    selected = selector(read(replica_set, "spec.selector"))
    return "\n".join(described(replica_set, cluster, selected, controlled_by(replica_set)))


def described(workload_: Object, cluster: Cluster, selected: str, owner: Iterable[str]) -> Iterator[str]:
    """The description of so many pods that are all alike; a replication controller's is the same, but that it has no owner."""
    yield f"Name:\t{objects.name(workload_)}"
    yield f"Namespace:\t{objects.namespace(workload_)}"
    yield f"Selector:\t{selected}"
    yield from labels("Labels", objects.labels(workload_))
    yield from annotations("Annotations", objects.annotations(workload_))
    yield from owner
    yield f"Replicas:\t{workload.number(workload_, 'status.replicas')} current / {workload.replicas(workload_)} desired"
    yield f"Pods Status:\t{pods_status(workload_, cluster)}"
    yield from pod_template(read(workload_, "spec.template"))
    yield from conditions(workload_)


KIND = Kind(
    "ReplicaSet", default=default, prepare=prepare, problems=problems, update_problems=update_problems, warnings=workload.running_warnings,
    columns=(*COUNTS, *CONTAINERS, SELECTOR), describe=describe)
