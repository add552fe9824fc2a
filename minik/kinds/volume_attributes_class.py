"""VolumeAttributesClasses: volume settings that can be changed while in use."""

from collections.abc import Iterator
from datetime import datetime

from minik.errors import Problem
from minik.kinds import layout
from minik.kinds._columns import AGE
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds.storage_class import parameters_problems, provisioner_problems
from minik.model.cluster import Cluster
from minik.model.kind import Column, Kind
from minik.model.object import Object, annotations, name
from minik.model.problem import forbidden

DEFAULT_ANNOTATION = "volumeattributesclass.alpha.kubernetes.io/is-default-class"


def problems(attributes: Object) -> Iterator[Problem]:
    yield from metadata_problems(attributes, namespaced=False)
    yield from provisioner_problems("driverName", attributes.get("driverName") or "")
    yield from parameters_problems("parameters", attributes.get("parameters") or {}, needed=True)


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    yield from metadata_update_problems(new, old)
    for field in ("driverName", "parameters"):
        if (new.get(field) or {}) != (old.get(field) or {}):
            yield forbidden(field, f"updates to {field} are forbidden.")


def name_column(attributes: Object, _: datetime) -> str:
    return name(attributes) + (
        " (default)" if annotations(attributes).get(DEFAULT_ANNOTATION) == "true" else ""
    )


def driver_column(attributes: Object, _: datetime) -> str:
    return str(attributes.get("driverName") or "")


def describe(attributes: Object, _: Cluster) -> str:
    return "\n".join(
        (
            f"Name:\t{name(attributes)}",
            f"Annotations:\t{layout.format_labels(annotations(attributes))}",
            f"DriverName:\t{attributes.get('driverName') or ''}",
            f"Parameters:\t{layout.format_labels(attributes.get('parameters'))}",
        )
    )


KIND = Kind(
    "VolumeAttributesClass",
    problems=problems,
    update_problems=update_problems,
    describe=describe,
    has_status=False,
    whole_row=True,
    columns=(Column("NAME", name_column), Column("DRIVERNAME", driver_column), AGE),
)
