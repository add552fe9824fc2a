"""Columns that several kinds share."""

from datetime import datetime

from minik.model.duration import age
from minik.model.kind import Column
from minik.model.object import Object, name


def name_column(obj: Object, _: datetime) -> str:
    return name(obj)


def age_column(obj: Object, now: datetime) -> str:
    return age(obj["metadata"].get("creationTimestamp"), now)


def created_column(obj: Object, _: datetime) -> str:
    return str(obj["metadata"].get("creationTimestamp") or "")


NAME = Column("NAME", name_column)
AGE = Column("AGE", age_column)
# The whole row of a kind for which the server has no columns of its own.
CREATED = (NAME, Column("CREATED AT", created_column))
