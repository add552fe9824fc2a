"""Columns that several kinds share."""
from datetime import datetime

from minik.model.kind import Column
from minik.model.object import Object, name


def name_column(obj: Object, _: datetime) -> str:
    return name(obj)


def created_column(obj: Object, _: datetime) -> str:
    return str(obj["metadata"].get("creationTimestamp") or "")


NAME = Column("NAME", name_column)
# What the server shows of the kinds for which it has no columns of their own: a whole row.
CREATED = (NAME, Column("CREATED AT", created_column))
