"""ClusterRoleBindings: grant a ClusterRole to subjects in the whole cluster."""

from collections.abc import Iterator

from minik.errors import Problem
from minik.kinds._rbac import (
    BINDING_COLUMNS,
    binding_description,
    binding_problems,
    binding_update_problems,
    default_binding,
    without_escalation,
)
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Kind
from minik.model.object import Object


def problems(binding: Object) -> Iterator[Problem]:
    return binding_problems(binding, False)


def prepare(binding: Object, old: Object | None, draft: Draft) -> Object:
    return without_escalation(binding, old, draft, "clusterrolebindings", binds=True)


def describe(binding: Object, _: Cluster) -> str:
    return binding_description(binding)


KIND = Kind(
    "ClusterRoleBinding",
    default=default_binding,
    prepare=prepare,
    problems=problems,
    update_problems=binding_update_problems,
    columns=BINDING_COLUMNS,
    describe=describe,
    describes_events=False,
    has_status=False,
)
