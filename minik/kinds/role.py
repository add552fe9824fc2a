"""Roles: permissions within a namespace."""

from collections.abc import Iterator

from minik.errors import Problem
from minik.kinds._columns import CREATED
from minik.kinds._metadata import metadata_update_problems
from minik.kinds._rbac import role_description, role_problems
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.object import Object


def problems(role: Object) -> Iterator[Problem]:
    return role_problems(role, True)


def describe(role: Object, _: Cluster) -> str:
    return role_description(role)


KIND = Kind(
    "Role",
    problems=problems,
    update_problems=metadata_update_problems,
    columns=CREATED,
    whole_row=True,
    describe=describe,
    describes_events=False,
    has_status=False,
)
