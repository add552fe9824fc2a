"""Namespaces: scopes for object names."""

from collections.abc import Iterator
from datetime import datetime

from minik.errors import Problem
from minik.kinds import layout, limit_range, resource_quota
from minik.kinds._metadata import STANDARD_FINALIZERS, metadata_problems, metadata_update_problems
from minik.kinds._rules import check_name
from minik.model import names
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Column, Kind
from minik.model.object import Object, read, write
from minik.model.problem import invalid

NAME_LABEL = "kubernetes.io/metadata.name"
KUBERNETES = "kubernetes"


def phase(namespace: Object) -> str:
    """Return `Active`, or `Terminating` while the namespace is being deleted; "" if unset."""
    return str(read(namespace, "status.phase", ""))


def default(namespace: Object) -> Object:
    """Add the label kubernetes.io/metadata.name."""
    name = objects.name(namespace)
    if not name or objects.labels(namespace).get(NAME_LABEL) == name:
        return namespace
    return write(namespace, "metadata.labels", {**objects.labels(namespace), NAME_LABEL: name})


def prepare(namespace: Object, old: Object | None, _: Draft) -> Object:
    """Give a new namespace the `kubernetes` finalizer and phase Active; on update keep the old spec
    and status.
    """
    if old is not None:
        return {**namespace, "spec": old.get("spec") or {}, "status": old.get("status") or {}}
    finalizers = read(namespace, "spec.finalizers", [])
    if KUBERNETES not in finalizers:
        finalizers = [*finalizers, KUBERNETES]
    return {**namespace, "spec": {"finalizers": finalizers}, "status": {"phase": "Active"}}


def problems(namespace: Object) -> Iterator[Problem]:
    yield from metadata_problems(namespace, names.label, False)
    path = "spec.finalizers"
    for finalizer in read(namespace, path, []):
        yield from check_name(path, finalizer, names.qualified_name)
        if "/" not in finalizer and finalizer not in STANDARD_FINALIZERS:
            yield invalid(
                path,
                finalizer,
                "name is neither a standard finalizer name nor is it fully qualified",
            )


def status_column(namespace: Object, _: datetime) -> str:
    return phase(namespace)


def describe(namespace: Object, cluster: Cluster) -> str:
    name = objects.name(namespace)
    lines = [*layout.header(namespace), f"Status:\t{phase(namespace)}"]
    conditions = read(namespace, "status.conditions", [])
    if conditions:
        lines += [
            "Conditions:",
            *layout.indent(
                layout.table_head("Type", "Status", "LastTransitionTime", "Reason", "Message")
            ),
        ]
        lines += layout.indent(
            "\t".join(
                (
                    condition.get("type"),
                    condition.get("status"),
                    layout.format_date(condition.get("lastTransitionTime")),
                    condition.get("reason", ""),
                    condition.get("message", ""),
                )
            )
            for condition in conditions
        )
    lines += ["", *resource_quota.summary(cluster.within("ResourceQuota", name))]
    return "\n".join([*lines, "", *limit_range.summary(cluster.within("LimitRange", name))])


KIND = Kind(
    "Namespace",
    default=default,
    prepare=prepare,
    problems=problems,
    update_problems=metadata_update_problems,
    columns=(Column("STATUS", status_column),),
    describe=describe,
    describes_events=False,
    has_status=False,
    selectable={"status.phase": phase, "name": objects.name},
)
