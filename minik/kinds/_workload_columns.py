"""The columns that all workloads share."""
from collections.abc import Sequence
from datetime import datetime

from minik.kinds._layout import selector
from minik.model.kind import Cell, Column
from minik.model.object import Object, read


def count(path: str, missing: int = 0) -> Cell:
    """A column that shows a number of the spec or the status."""
    return lambda obj, _: str(read(obj, path, missing))


def selector_column(obj: Object, _: datetime) -> str:
    """How it finds its pods."""
    return selector(read(obj, "spec.selector"))


def container_columns(template: str = "spec.template") -> tuple[Column, Column]:
    """Which containers its pods have, and from which images."""
    def told(field: str) -> Cell:
        def cell(obj: Object, _: datetime) -> str:
            containers: Sequence[Object] = read(obj, f"{template}.spec.containers", ())
            return ",".join(container.get(field) or "" for container in containers)
        return cell
    return Column("CONTAINERS", told("name"), wide=True), Column("IMAGES", told("image"), wide=True)


CONTAINERS = container_columns()
SELECTOR = Column("SELECTOR", selector_column, wide=True)
