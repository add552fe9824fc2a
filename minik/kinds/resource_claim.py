"""ResourceClaims: requests for devices."""

from collections.abc import Iterator
from datetime import datetime

from minik.errors import Problem
from minik.kinds._device import claim_problems, default_claim
from minik.kinds._metadata import immutable_fields, metadata_problems
from minik.model.cluster import Draft
from minik.model.kind import Column, Kind
from minik.model.object import Object, read


def default(claim: Object) -> Object:
    return {**claim, "spec": default_claim(claim.get("spec") or {})}


def prepare(claim: Object, old: Object | None, _: Draft) -> Object:
    """Keep the old status: devices are allocated by the scheduler."""
    return {**claim, "status": (old or {}).get("status") or {}}


def problems(claim: Object) -> Iterator[Problem]:
    yield from metadata_problems(claim)
    yield from claim_problems("spec", claim.get("spec") or {})


def state_column(claim: Object, _: datetime) -> str:
    """Return the state of the allocation. Upstream rule: printers `resourceClaimState`."""
    deleted = read(claim, "metadata.deletionTimestamp") is not None
    states = ["deleted"] if deleted else []
    if read(claim, "status.allocation") is not None:
        states += ["allocated", *(["reserved"] if read(claim, "status.reservedFor") else [])]
    elif not deleted:
        states.append("pending")
    return ",".join(states)


KIND = Kind(
    "ResourceClaim",
    default=default,
    prepare=prepare,
    problems=problems,
    update_problems=immutable_fields("spec"),
    has_status=False,
    columns=(Column("STATE", state_column),),
)
