"""ComponentStatuses: the health of the control plane's parts; read-only and deprecated."""

from datetime import datetime

from minik.kinds._columns import NAME
from minik.model.kind import Cell, Column, Kind
from minik.model.object import Object, read

NOTICE = "v1 ComponentStatus is deprecated in v1.19+"


def healthy_condition(component: Object) -> Object:
    """Return the Healthy condition; {} if there is none."""
    conditions: list[Object] = read(component, "conditions", [])
    return next((condition for condition in conditions if condition.get("type") == "Healthy"), {})


def status_column(component: Object, _: datetime) -> str:
    if not healthy_condition(component):
        return "Unknown"
    return "Healthy" if healthy_condition(component).get("status") == "True" else "Unhealthy"


def health_cell(field: str) -> Cell:
    """Return a cell that shows a field of the Healthy condition."""
    return lambda component, _: str(healthy_condition(component).get(field) or "")


KIND = Kind(
    "ComponentStatus",
    whole_row=True,
    has_status=False,
    notice=NOTICE,
    columns=(
        NAME,
        Column("STATUS", status_column),
        Column("MESSAGE", health_cell("message")),
        Column("ERROR", health_cell("error")),
    ),
)
