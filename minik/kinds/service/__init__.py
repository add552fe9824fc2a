"""Services: a name and an address for whoever carries the right labels."""
from datetime import datetime
from typing import Any

from minik.model.kind import Column, Kind
from minik.model.object import Object, read


def ports(service: Object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read(service, "spec.ports", [])
    return found


def type_column(service: Object, _: datetime) -> str:
    return str(read(service, "spec.type", ""))


KIND = Kind("Service", columns=(Column("TYPE", type_column),))
