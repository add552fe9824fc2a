"""PersistentVolumeClaims: requests for storage, and the volume bound to each."""

from collections.abc import Iterator
from datetime import datetime

from minik.kinds import storage
from minik.kinds.persistent_volume_claim.description import describe
from minik.kinds.persistent_volume_claim.fields import (
    access_modes,
    capacity,
    phase,
    volume_name,
)
from minik.kinds.persistent_volume_claim.rules import problems, update_problems
from minik.kinds.storage import class_warnings
from minik.model import quantity
from minik.model.cluster import Draft
from minik.model.kind import Column, Kind
from minik.model.object import Object, read


def default(claim: Object) -> Object:
    """Set volumeMode to Filesystem."""
    return {**claim, "spec": {"volumeMode": "Filesystem", **(claim.get("spec") or {})}}


def prepare(claim: Object, old: Object | None, _: Draft) -> Object:
    """Make a new claim Pending, with both data sources; on update keep the old status."""
    if old is not None:
        return {**claim, "status": old.get("status") or {}}
    return {**claim, "spec": with_sources(claim.get("spec") or {}), "status": {"phase": "Pending"}}


def with_sources(spec: Object) -> Object:
    """Copy dataSource to dataSourceRef or back, whichever is missing."""
    source, reference = spec.get("dataSource"), spec.get("dataSourceRef")
    if source is not None and reference is None:
        return {**spec, "dataSourceRef": source}
    if reference is not None and source is None and not reference.get("namespace"):
        return {
            **spec,
            "dataSource": {name: value for name, value in reference.items() if name != "namespace"},
        }
    return spec


def warnings(claim: Object, _: Object | None) -> Iterator[str]:
    yield from class_warnings(claim)
    for side in ("requests", "limits"):
        text = read(claim, f"spec.resources.{side}", {}).get("storage")
        if text is not None and quantity.milli(quantity.parse(text)) % 1000:
            yield f'spec.resources.{side}[storage]: fractional byte value "{text}" is invalid, must be an integer'


def status_column(claim: Object, _: datetime) -> str:
    return phase(claim)


def volume_column(claim: Object, _: datetime) -> str:
    return volume_name(claim)


def capacity_column(claim: Object, _: datetime) -> str:
    return capacity(claim)


def access_column(claim: Object, _: datetime) -> str:
    return access_modes(claim)


KIND = Kind(
    "PersistentVolumeClaim",
    default=default,
    prepare=prepare,
    problems=problems,
    update_problems=update_problems,
    warnings=warnings,
    describe=describe,
    has_status=False,
    columns=(
        Column("STATUS", status_column),
        Column("VOLUME", volume_column),
        Column("CAPACITY", capacity_column),
        Column("ACCESS MODES", access_column),
        Column("STORAGECLASS", storage.class_column),
        Column("VOLUMEATTRIBUTESCLASS", storage.attributes_column),
        Column("VOLUMEMODE", storage.mode_column, True),
    ),
)
