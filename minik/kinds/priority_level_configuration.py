"""PriorityLevelConfigurations: concurrency limits and queues of the API server."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from minik.errors import Problem
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.light_typing import Any
from minik.model.cluster import Draft
from minik.model.kind import Column, Kind
from minik.model.object import Object, read, write
from minik.model.problem import forbidden, invalid, not_supported, required

Fields = Mapping[str, Any]
QUEUING = {"handSize": 8, "queueLengthLimit": 50, "queues": 64}
MAX_QUEUES = 10_000_000


def default(level: Object) -> Object:
    """Fill in the concurrency shares, and the queuing defaults if queuing is set."""
    limited, exempt = read(level, "spec.limited"), read(level, "spec.exempt")
    if limited is not None:
        limited = {"lendablePercent": 0, "nominalConcurrencyShares": 30, **limited}
        response = limited.get("limitResponse") or {}
        if response.get("queuing") is not None:
            limited["limitResponse"] = {**response, "queuing": {**QUEUING, **response["queuing"]}}
        level = write(level, "spec.limited", limited)
    return (
        level
        if exempt is None
        else write(
            level, "spec.exempt", {"lendablePercent": 0, "nominalConcurrencyShares": 0, **exempt}
        )
    )


def prepare(level: Object, old: Object | None, _: Draft) -> Object:
    """Keep the old status, which a controller writes."""
    return {**level, "status": (old or {}).get("status") or {}}


def problems(level: Object) -> Iterator[Problem]:
    yield from metadata_problems(level, namespaced=False)
    kind, limited, exempt = (
        read(level, f"spec.{field}") for field in ("type", "limited", "exempt")
    )
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


def share_problems(path: str, share: Fields) -> Iterator[Problem]:
    """Check the concurrency shares and the lendable percentage."""
    shares, lendable = share.get("nominalConcurrencyShares") or 0, share.get("lendablePercent") or 0
    if shares < 0:
        yield invalid(f"{path}.nominalConcurrencyShares", shares, "must be a non-negative integer")
    if not 0 <= lendable <= 100:
        yield invalid(f"{path}.lendablePercent", lendable, "must be between 0 and 100, inclusive")


def limited_problems(path: str, limited: Fields) -> Iterator[Problem]:
    """Check the limits of a Limited level and its response to excess requests."""
    yield from share_problems(path, limited)
    if (limited.get("borrowingLimitPercent") or 0) < 0:
        yield invalid(
            f"{path}.borrowingLimitPercent",
            limited["borrowingLimitPercent"],
            "if specified, must be a non-negative integer",
        )
    path, response = f"{path}.limitResponse", limited.get("limitResponse") or {}
    kind, queuing = response.get("type") or "", response.get("queuing")
    if kind == "Reject":
        if queuing is not None:
            yield forbidden(
                f"{path}.queuing", "must be nil if limited.limitResponse.type is not Limited"
            )
    elif kind == "Queue":
        if queuing is None:
            yield required(
                f"{path}.queuing", "must not be empty if limited.limitResponse.type is Limited"
            )
        else:
            yield from queuing_problems(f"{path}.queuing", queuing)
    else:
        yield not_supported(f"{path}.type", kind, ("Queue", "Reject"))


def queuing_problems(path: str, queuing: Fields) -> Iterator[Problem]:
    """Check the queues, the hand size and the queue length."""
    queues, hand, length = (
        queuing.get(field) or 0 for field in ("queues", "handSize", "queueLengthLimit")
    )
    if length <= 0:
        yield invalid(f"{path}.queueLengthLimit", length, "must be positive")
    if queues <= 0:
        yield invalid(f"{path}.queues", queues, "must be positive")
    elif queues > MAX_QUEUES:
        yield invalid(f"{path}.queues", queues, f"must not be greater than {MAX_QUEUES}")
    if hand <= 0:
        yield invalid(f"{path}.handSize", hand, "must be positive")
    elif hand > queues:
        yield invalid(f"{path}.handSize", hand, f"should not be greater than queues ({queues})")


def limited_column(title: str, path: str) -> Column:
    """Return the column of one field of spec.limited."""

    def cell(level: Object, _: datetime) -> str:
        return str(read(level, f"spec.limited.{path}", "<none>"))

    return Column(title, cell)


def type_column(level: Object, _: datetime) -> str:
    return str(read(level, "spec.type", ""))


KIND = Kind(
    "PriorityLevelConfiguration",
    default=default,
    prepare=prepare,
    problems=problems,
    update_problems=metadata_update_problems,
    columns=(
        Column("TYPE", type_column),
        limited_column("NOMINALCONCURRENCYSHARES", "nominalConcurrencyShares"),
        limited_column("QUEUES", "limitResponse.queuing.queues"),
        limited_column("HANDSIZE", "limitResponse.queuing.handSize"),
        limited_column("QUEUELENGTHLIMIT", "limitResponse.queuing.queueLengthLimit"),
    ),
)
