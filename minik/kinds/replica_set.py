"""ReplicaSets: a number of identical pods."""

from collections.abc import Iterable, Iterator

from minik.errors import Problem
from minik.kinds import _workload as workload
from minik.kinds._metadata import immutable_fields, metadata_problems
from minik.kinds._rules import check_nonnegative
from minik.kinds._workload_columns import CONTAINERS, SELECTOR, count_cell
from minik.kinds.layout import annotation_lines, controller_line, format_selector, label_lines
from minik.kinds.pod_template_description import condition_lines, pods_status, template_lines
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Column, Kind
from minik.model.object import Object, fill, read
from minik.model.problem import invalid

COUNTS = (
    Column("DESIRED", count_cell("spec.replicas", 1)),
    Column("CURRENT", count_cell("status.replicas")),
    Column("READY", count_cell("status.readyReplicas")),
)


def default(replica_set: Object) -> Object:
    return workload.with_template_defaults(fill(replica_set, "spec.replicas", 1))


def prepare(new: Object, old: Object | None, _: Draft) -> Object:
    return workload.with_status(new, old, {"replicas": 0})


def problems(replica_set: Object) -> Iterator[Problem]:
    """Check a ReplicaSet. Upstream rule: apps `ValidateReplicaSetSpec`."""
    spec = objects.spec(replica_set)
    yield from metadata_problems(replica_set)
    yield from check_nonnegative("spec.replicas", spec["replicas"])
    yield from check_nonnegative("spec.minReadySeconds", spec.get("minReadySeconds") or 0)
    yield from workload.selector_problems(spec, "deployment")
    if workload.is_invalid_selector(spec.get("selector")):
        yield invalid("spec.selector", spec.get("selector"), "invalid label selector")
        return
    yield from workload.selector_match_problems(spec)
    yield from workload.pod_template_problems(spec["template"], "spec.template", "ReplicaSet")


def describe(replica_set: Object, cluster: Cluster) -> str:
    selector_text = format_selector(read(replica_set, "spec.selector"))
    return "\n".join(
        description_lines(replica_set, cluster, selector_text, controller_line(replica_set))
    )


def description_lines(
    workload_: Object, cluster: Cluster, selector_text: str, owner: Iterable[str]
) -> Iterator[str]:
    """Yield the description of a ReplicaSet or a ReplicationController; `owner` is empty for the
    latter.
    """
    yield f"Name:\t{objects.name(workload_)}"
    yield f"Namespace:\t{objects.namespace(workload_)}"
    yield f"Selector:\t{selector_text}"
    yield from label_lines("Labels", objects.labels(workload_))
    yield from annotation_lines("Annotations", objects.annotations(workload_))
    yield from owner
    yield f"Replicas:\t{workload.read_number(workload_, 'status.replicas')} current / {workload.replicas(workload_)} desired"
    yield f"Pods Status:\t{pods_status(workload_, cluster)}"
    yield from template_lines(read(workload_, "spec.template"))
    yield from condition_lines(workload_)


KIND = Kind(
    "ReplicaSet",
    default=default,
    prepare=prepare,
    problems=problems,
    update_problems=immutable_fields("spec.selector"),
    free_names=("spec.selector.matchLabels", "spec.template.metadata.labels"),
    warnings=workload.workload_warnings,
    columns=(*COUNTS, *CONTAINERS, SELECTOR),
    describe=describe,
)
