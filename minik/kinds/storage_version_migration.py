"""StorageVersionMigrations: rewriting stored objects in the current storage version."""

from collections.abc import Iterator
from datetime import datetime

from minik.errors import Problem
from minik.kinds._columns import NAME
from minik.kinds._metadata import immutable_fields, metadata_problems
from minik.model.cluster import Draft
from minik.model.kind import Column, Kind
from minik.model.object import Object, read
from minik.model.problem import required


def prepare(migration: Object, old: Object | None, _: Draft) -> Object:
    """Keep the old status, which a controller writes."""
    return {**migration, "status": (old or {}).get("status") or {}}


def problems(migration: Object) -> Iterator[Problem]:
    yield from metadata_problems(migration, namespaced=False)
    if not read(migration, "spec.resource.resource"):
        yield required("spec.resource.resource")


def resource_column(migration: Object, _: datetime) -> str:
    return ".".join(
        str(read(migration, f"spec.resource.{field}") or "") for field in ("resource", "group")
    ).rstrip(".")


KIND = Kind(
    "StorageVersionMigration",
    prepare=prepare,
    problems=problems,
    update_problems=immutable_fields("spec"),
    whole_row=True,
    columns=(NAME, Column("RESOURCE", resource_column)),
)
