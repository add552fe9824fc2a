"""Roles: permissions within a namespace."""

from collections.abc import Iterator

from minik.errors import Problem
from minik.kinds._columns import CREATED
from minik.kinds._metadata import metadata_update_problems
from minik.kinds._rbac import role_description, role_problems, without_escalation
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Kind
from minik.model.object import Object


def problems(role: Object) -> Iterator[Problem]:
    return role_problems(role, True)


def prepare(role: Object, old: Object | None, draft: Draft) -> Object:
    return without_escalation(role, old, draft, "roles")


def describe(role: Object, _: Cluster) -> str:
    return role_description(role)


KIND = Kind(
    "Role",
    prepare=prepare,
    problems=problems,
    update_problems=metadata_update_problems,
    columns=CREATED,
    whole_row=True,
    describe=describe,
    describes_events=False,
    has_status=False,
)
