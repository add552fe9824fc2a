"""Leases: who holds a lock, such as leadership or a node's heartbeat, and for how long."""

from collections.abc import Iterator
from datetime import datetime

from minik.errors import Problem
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.model.kind import Column, Kind
from minik.model.object import Object, read
from minik.model.problem import forbidden, invalid


def problems(lease: Object) -> Iterator[Problem]:
    yield from metadata_problems(lease)
    seconds, transitions = (
        read(lease, "spec.leaseDurationSeconds"),
        read(lease, "spec.leaseTransitions"),
    )
    if seconds is not None and seconds <= 0:
        yield invalid("spec.leaseDurationSeconds", seconds, "must be greater than 0")
    if transitions is not None and transitions < 0:
        yield invalid("spec.leaseTransitions", transitions, "must be greater than or equal to 0")
    if read(lease, "spec.preferredHolder") and not read(lease, "spec.strategy"):
        yield forbidden("spec.preferredHolder", "may only be specified when `strategy` is defined")


def holder_column(lease: Object, _: datetime) -> str:
    return str(read(lease, "spec.holderIdentity", ""))


KIND = Kind(
    "Lease",
    problems=problems,
    update_problems=metadata_update_problems,
    has_status=False,
    columns=(Column("HOLDER", holder_column),),
)
