"""CSIStorageCapacities: the free storage of a class in a part of the cluster."""

from collections.abc import Iterator
from datetime import datetime

from minik.errors import Problem
from minik.kinds._columns import NAME
from minik.kinds._metadata import immutable_fields, metadata_problems
from minik.kinds._rules import check_name, check_nonnegative_quantity
from minik.kinds._selector import label_selector_problems
from minik.model import names
from minik.model.kind import Column, Kind
from minik.model.object import Object


def problems(capacity: Object) -> Iterator[Problem]:
    yield from metadata_problems(capacity)
    yield from label_selector_problems(capacity.get("nodeTopology"), "nodeTopology")
    yield from check_name(
        "storageClassName", capacity.get("storageClassName") or "", names.subdomain
    )
    if capacity.get("capacity") is not None:
        yield from check_nonnegative_quantity("capacity", capacity["capacity"])


def class_column(capacity: Object, _: datetime) -> str:
    return str(capacity.get("storageClassName") or "")


def capacity_column(capacity: Object, _: datetime) -> str:
    return str(capacity.get("capacity") or "<unset>")


KIND = Kind(
    "CSIStorageCapacity",
    problems=problems,
    update_problems=immutable_fields("nodeTopology", "storageClassName"),
    has_status=False,
    whole_row=True,
    columns=(NAME, Column("STORAGECLASSNAME", class_column), Column("CAPACITY", capacity_column)),
)
