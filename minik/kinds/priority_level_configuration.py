"""PriorityLevelConfigurations: how many requests of a level the API server takes at once, and what becomes of the others."""
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from minik.errors import Problem
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.model.cluster import Draft
from minik.model.kind import Column, Kind
from minik.model.object import Object, read, write
from minik.model.problem import forbidden, invalid, not_supported, required

Given = Mapping[str, Any]
QUEUING = {"handSize": 8, "queueLengthLimit": 50, "queues": 64}
MOST_QUEUES = 10_000_000


def default(level: Object) -> Object:
    """A level's share, and its queues, unless it says otherwise."""
    limited, exempt = read(level, "spec.limited"), read(level, "spec.exempt")
    if limited is not None:
        limited = {"lendablePercent": 0, "nominalConcurrencyShares": 30, **limited}
        response = limited.get("limitResponse") or {}
        if response.get("queuing") is not None:
            limited["limitResponse"] = {**response, "queuing": {**QUEUING, **response["queuing"]}}
        level = write(level, "spec.limited", limited)
    return level if exempt is None else write(level, "spec.exempt", {"lendablePercent": 0, "nominalConcurrencyShares": 0, **exempt})


def prepare(level: Object, old: Object | None, _: Draft) -> Object:
    """Its state is its controller's to write."""
    return {**level, "status": (old or {}).get("status") or {}}


def problems(level: Object) -> Iterator[Problem]:
    yield from metadata_problems(level, namespaced=False)
    kind, limited, exempt = (read(level, f"spec.{field}") for field in ("type", "limited", "exempt"))
    if kind == "Exempt":
        if limited is not None:
            yield forbidden("spec.limited", "must be nil if the type is not Limited")
        yield from share_problems("spec.exempt", exempt or {})
    elif kind == "Limited":
        if exempt is not None:
            yield forbidden("spec.exempt", "must be nil if the type is Limited")
        if limited is None:
            yield required("spec.limited", "must not be empty when type is Limited")
        else:
            yield from limited_problems("spec.limited", limited)
    else:
        yield not_supported("spec.type", kind or "", ("Exempt", "Limited"))


def share_problems(path: str, share: Given) -> Iterator[Problem]:
    """A share of the server, and how much of it others may have."""
    shares, lendable = share.get("nominalConcurrencyShares") or 0, share.get("lendablePercent") or 0
    if shares < 0:
        yield invalid(f"{path}.nominalConcurrencyShares", shares, "must be a non-negative integer")
    if not 0 <= lendable <= 100:
        yield invalid(f"{path}.lendablePercent", lendable, "must be between 0 and 100, inclusive")


def limited_problems(path: str, limited: Given) -> Iterator[Problem]:
    """How many requests are served at once, and what becomes of more."""
    yield from share_problems(path, limited)
    if (limited.get("borrowingLimitPercent") or 0) < 0:
        yield invalid(f"{path}.borrowingLimitPercent", limited["borrowingLimitPercent"], "if specified, must be a non-negative integer")
    path, response = f"{path}.limitResponse", limited.get("limitResponse") or {}
    kind, queuing = response.get("type") or "", response.get("queuing")
    if kind == "Reject":
        if queuing is not None:
            yield forbidden(f"{path}.queuing", "must be nil if limited.limitResponse.type is not Limited")
    elif kind == "Queue":
        if queuing is None:
            yield required(f"{path}.queuing", "must not be empty if limited.limitResponse.type is Limited")
        else:
            yield from queuing_problems(f"{path}.queuing", queuing)
    else:
        yield not_supported(f"{path}.type", kind, ("Queue", "Reject"))


def queuing_problems(path: str, queuing: Given) -> Iterator[Problem]:
    """Requests that wait, are dealt to some of the queues."""
    queues, hand, length = (queuing.get(field) or 0 for field in ("queues", "handSize", "queueLengthLimit"))
    if length <= 0:
        yield invalid(f"{path}.queueLengthLimit", length, "must be positive")
    if queues <= 0:
        yield invalid(f"{path}.queues", queues, "must be positive")
    elif queues > MOST_QUEUES:
        yield invalid(f"{path}.queues", queues, f"must not be greater than {MOST_QUEUES}")
    if hand <= 0:
        yield invalid(f"{path}.handSize", hand, "must be positive")
    elif hand > queues:
        yield invalid(f"{path}.handSize", hand, f"should not be greater than queues ({queues})")


def text(title: str, path: str) -> Column:
    """A column of one number of a limited level."""
    def cell(level: Object, _: datetime) -> str:
        return str(read(level, f"spec.limited.{path}", "<none>"))
    return Column(title, cell)


def type_column(level: Object, _: datetime) -> str:
    return str(read(level, "spec.type", ""))


KIND = Kind("PriorityLevelConfiguration", default=default, prepare=prepare, problems=problems, update_problems=metadata_update_problems,
            columns=(Column("TYPE", type_column), text("NOMINALCONCURRENCYSHARES", "nominalConcurrencyShares"),
                     text("QUEUES", "limitResponse.queuing.queues"), text("HANDSIZE", "limitResponse.queuing.handSize"),
                     text("QUEUELENGTHLIMIT", "limitResponse.queuing.queueLengthLimit")))
