"""ControllerRevisions: former templates of a StatefulSet or DaemonSet."""

from collections.abc import Iterator
from datetime import datetime

from minik.errors import Problem
from minik.kinds._metadata import immutable_fields, metadata_problems
from minik.kinds._rules import check_nonnegative
from minik.kinds.layout import NONE
from minik.model import object as objects
from minik.model.kind import Column, Kind
from minik.model.object import Object
from minik.model.problem import required


def revision(controller_revision: Object) -> int:
    """Return the revision number, 0 if unset."""
    return int(controller_revision.get("revision") or 0)


def problems(controller_revision: Object) -> Iterator[Problem]:
    yield from metadata_problems(controller_revision)
    if controller_revision.get("data") is None:
        yield required("data", "data is mandatory")
    yield from check_nonnegative("revision", revision(controller_revision))


def controller_column(controller_revision: Object, _: datetime) -> str:
    owner = objects.owner(controller_revision)
    if owner is None:
        return NONE
    group = objects.group(owner.get("apiVersion") or "")
    return f"{owner.get('kind', '').lower()}{f'.{group}' if group else ''}/{owner.get('name', '')}"


def revision_column(controller_revision: Object, _: datetime) -> str:
    return str(revision(controller_revision))


KIND = Kind(
    "ControllerRevision",
    problems=problems,
    update_problems=immutable_fields("data"),
    has_status=False,
    columns=(Column("CONTROLLER", controller_column), Column("REVISION", revision_column)),
)
