"""PersistentVolumeClaims: requests for storage, and the volume bound to each."""

from collections.abc import Iterator
from datetime import datetime

from minik.errors import Forbidden
from minik.kinds import _limits, _storage
from minik.kinds._storage import (
    CLASS_ANNOTATION,
    DEFAULT_CLASS,
    class_warnings,
)
from minik.kinds.persistent_volume_claim.description import describe
from minik.kinds.persistent_volume_claim.fields import (
    CLAIM,
    access_modes,
    capacity,
    phase,
    volume_name,
)
from minik.kinds.persistent_volume_claim.rules import problems, update_problems
from minik.model import object as objects
from minik.model import quantity
from minik.model.cluster import Draft
from minik.model.kind import Column, Kind
from minik.model.object import Object, annotations, read, write

FINALIZER = "kubernetes.io/pvc-protection"


def default(claim: Object) -> Object:
    """Set volumeMode to Filesystem."""
    return {**claim, "spec": {"volumeMode": "Filesystem", **(claim.get("spec") or {})}}


def prepare(claim: Object, old: Object | None, draft: Draft) -> Object:
    """Make a new claim Pending and protected by a finalizer, with the default class if it names
    none. Raises Forbidden if a LimitRange does not allow it.
    """
    check_limit_ranges(claim, draft)
    if old is not None:
        return {**claim, "status": old.get("status") or {}}
    finalizers = claim["metadata"].get("finalizers") or []
    if FINALIZER not in finalizers:
        claim = write(claim, "metadata.finalizers", [*finalizers, FINALIZER])
    spec = with_sources(claim.get("spec") or {})
    name = default_class(draft)
    if name and spec.get("storageClassName") is None and CLASS_ANNOTATION not in annotations(claim):
        spec = {**spec, "storageClassName": name}
    return {**claim, "spec": spec, "status": {"phase": "Pending"}}


def check_limit_ranges(claim: Object, draft: Draft) -> None:
    """Raise Forbidden if a LimitRange of the namespace does not allow the claim's requests."""
    requests = read(claim, "spec.resources.requests", {})
    for limit_range in _limits.limit_ranges_of(draft, objects.namespace(claim)):
        wrong = [
            message
            for limit in _limits.limits_of_type(limit_range, CLAIM)
            for message in _limits.claim_problems(limit, requests)
        ]
        if wrong:
            raise Forbidden(
                f'persistentvolumeclaims "{objects.name(claim)}" is forbidden: {_limits.join_messages(wrong)}'
            )


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


def default_class(draft: Draft) -> str:
    """Return the name of the newest default StorageClass; "" if there is none."""
    defaults = [
        storage_class
        for storage_class in draft.of("StorageClass")
        if "true" in (annotations(storage_class).get(name) for name in DEFAULT_CLASS)
    ]
    ordered = sorted(defaults, key=objects.name)
    return (
        objects.name(
            max(
                ordered,
                key=lambda storage_class: str(
                    storage_class["metadata"].get("creationTimestamp") or ""
                ),
            )
        )
        if ordered
        else ""
    )


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
        Column("STORAGECLASS", _storage.class_column),
        Column("VOLUMEATTRIBUTESCLASS", _storage.attributes_column),
        Column("VOLUMEMODE", _storage.mode_column, True),
    ),
)
