"""The columns that all workloads share."""

from collections.abc import Sequence
from datetime import datetime

from minik.kinds.layout import format_selector
from minik.model.kind import Cell, Column
from minik.model.object import Object, read


def count_cell(path: str, missing: int = 0) -> Cell:
    """Return a cell that shows a number of the spec or status; `missing` if it is unset."""
    return lambda obj, _: str(read(obj, path, missing))


def selector_column(obj: Object, _: datetime) -> str:
    """Return the workload's label selector in one line."""
    return format_selector(read(obj, "spec.selector"))


def container_columns(template: str = "spec.template") -> tuple[Column, Column]:
    """Return the wide columns CONTAINERS and IMAGES."""

    def field_cell(field: str) -> Cell:
        def cell(obj: Object, _: datetime) -> str:
            containers: Sequence[Object] = read(obj, f"{template}.spec.containers", ())
            return ",".join(container.get(field) or "" for container in containers)

        return cell

    return Column("CONTAINERS", field_cell("name"), wide=True), Column(
        "IMAGES", field_cell("image"), wide=True
    )


CONTAINERS = container_columns()
SELECTOR = Column("SELECTOR", selector_column, wide=True)
