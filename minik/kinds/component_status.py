"""ComponentStatuses: how the parts of the control plane feel. Nobody can write them, and few servers still know."""
from datetime import datetime

from minik.kinds._columns import NAME
from minik.model.kind import Cell, Column, Kind
from minik.model.object import Object, read

NOTICE = "v1 ComponentStatus is deprecated in v1.19+"


def health(component: Object) -> Object:
    """The condition that tells whether it is well; an empty one where nobody says so."""
    conditions: list[Object] = read(component, "conditions", [])
    return next((one for one in conditions if one.get("type") == "Healthy"), {})


def status_column(component: Object, _: datetime) -> str:
    if not health(component):
        return "Unknown"
    return "Healthy" if health(component).get("status") == "True" else "Unhealthy"


def of_health(field: str) -> Cell:
    """What its condition says besides."""
    return lambda component, _: str(health(component).get(field) or "")


KIND = Kind("ComponentStatus", whole_row=True, has_status=False, notice=NOTICE,
            columns=(NAME, Column("STATUS", status_column), Column("MESSAGE", of_health("message")), Column("ERROR", of_health("error"))))
