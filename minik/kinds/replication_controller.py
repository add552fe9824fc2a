"""ReplicationControllers: the predecessors of ReplicaSets, with plain equality selectors."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from minik.errors import Problem
from minik.kinds import _workload as workload
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import check_nonnegative
from minik.kinds._workload_columns import CONTAINERS
from minik.kinds.layout import format_labels
from minik.kinds.replica_set import COUNTS, description_lines
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Column, Kind
from minik.model.object import Object, fill, read, write
from minik.model.problem import invalid, required


def selector(controller: Object) -> Mapping[str, str]:
    """Return the labels that select the controller's pods."""
    return objects.read_map(controller, "spec.selector")


def default(controller: Object) -> Object:
    """Copy the template's labels to the selector and the labels, unless those are set; fill in the
    rest.
    """
    labels = read(controller, "spec.template.metadata.labels")
    for path in ("spec.selector", "metadata.labels"):
        if labels and not read(controller, path):
            controller = write(controller, path, labels)
    controller = fill(controller, "spec.replicas", 1)
    return (
        workload.with_template_defaults(controller)
        if read(controller, "spec.template") is not None
        else controller
    )


def prepare(new: Object, old: Object | None, _: Draft) -> Object:
    return workload.with_status(new, old, {"replicas": 0})


def problems(controller: Object) -> Iterator[Problem]:
    """Check a ReplicationController. Upstream rule: core `ValidateReplicationControllerSpec`."""
    spec = objects.spec(controller)
    yield from metadata_problems(controller)
    yield from check_nonnegative("spec.minReadySeconds", spec.get("minReadySeconds") or 0)
    if not spec.get("selector"):
        yield required("spec.selector")
    yield from check_nonnegative("spec.replicas", spec["replicas"])
    template, labels = spec.get("template"), workload.template_labels(controller)
    if template is None:
        yield required("spec.template")
        return
    if not selector(controller).items() <= labels.items():
        yield invalid("spec.template.metadata.labels", labels or None, workload.SELECTOR_MISMATCH)
    yield from workload.pod_template_problems(template, "spec.template", "ReplicationController")


def describe(controller: Object, cluster: Cluster) -> str:
    return "\n".join(
        description_lines(controller, cluster, format_labels(selector(controller)), ())
    )


def selector_column(controller: Object, _: datetime) -> str:
    return format_labels(selector(controller))


def status_replicas(controller: Object) -> str:
    return str(workload.read_number(controller, "status.replicas"))


KIND = Kind(
    "ReplicationController",
    default=default,
    prepare=prepare,
    problems=problems,
    update_problems=metadata_update_problems,
    free_names=("spec.selector", "spec.template.metadata.labels"),
    warnings=workload.workload_warnings,
    columns=(*COUNTS, *CONTAINERS, Column("SELECTOR", selector_column, wide=True)),
    describe=describe,
    selectable={"status.replicas": status_replicas},
)
