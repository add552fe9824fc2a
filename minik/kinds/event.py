"""Events: what happened to an object, reported by a component."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from minik.errors import Problem
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import check_immutable
from minik.light_typing import Any
from minik.model.duration import age
from minik.model.kind import Column, Kind
from minik.model.object import Object, name, namespace, read, read_map
from minik.model.object import group as api_group
from minik.model.problem import invalid

NEWER_GROUP = "events.k8s.io"
# path in the core's event → the field's names in both groups
IMMUTABLE = (
    ("involvedObject", ("regarding", "involvedObject")),
    ("reason", ("reason",)),
    ("message", ("note", "message")),
    ("source", ("deprecatedSource", "source")),
    ("firstTimestamp", ("deprecatedFirstTimestamp", "firstTimestamp")),
    ("lastTimestamp", ("deprecatedLastTimestamp", "lastTimestamp")),
    ("count", ("deprecatedCount", "count")),
    ("reason", ("reason",)),
    ("type", ("type",)),
    ("eventTime", ("eventTime",)),
    ("action", ("action",)),
    ("related", ("related",)),
    ("reportingController", ("reportingController", "reportingComponent")),
    ("reportingInstance", ("reportingInstance",)),
)
INVOLVED = ("kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath")


def involved_object(event: Object) -> Mapping[str, Any]:
    """Return the object of the event: involvedObject, or `regarding` in the newer group."""
    return read_map(event, "involvedObject") or read_map(event, "regarding")


def message(event: Object) -> str:
    return str(event.get("message") or event.get("note") or "")


def problems(event: Object) -> Iterator[Problem]:
    yield from metadata_problems(event)
    object_namespace, event_namespace = (
        involved_object(event).get("namespace") or "",
        namespace(event),
    )
    if object_namespace != event_namespace and (object_namespace or event_namespace != "default"):
        field = "involvedObject" if event.get("regarding") is None else "regarding"
        yield invalid(f"{field}.namespace", object_namespace, "does not match event.namespace")


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    """Check an update: of an event of the newer group only the series may change.

    Upstream rule: core `ValidateEventUpdate`, which looks at the reason twice.
    """
    yield from metadata_update_problems(new, old)
    if api_group(new["apiVersion"]) != NEWER_GROUP:
        return
    for path, fields in IMMUTABLE:
        after, before = (
            next((event[field] for field in fields if event.get(field)), None)
            for event in (new, old)
        )
        yield from check_immutable(path, after, before)


def times(event: Object, now: datetime) -> tuple[str, str]:
    """Return the ages of the first and of the last occurrence."""
    first = age(
        event.get("firstTimestamp")
        or event.get("deprecatedFirstTimestamp")
        or event.get("eventTime"),
        now,
    )
    last = event.get("lastTimestamp") or event.get("deprecatedLastTimestamp")
    seen = read(event, "series.lastObservedTime")
    return first, age(seen, now) if seen else age(last, now) if last else first


def sort_key(event: Object) -> tuple[str, str]:
    """Return the sort key of an event: its last occurrence, then the suffix of its name."""
    last = (
        event.get("lastTimestamp") or event.get("deprecatedLastTimestamp") or event.get("eventTime")
    )
    return str(read(event, "series.lastObservedTime") or last or ""), name(event).rpartition(".")[2]


def last_column(event: Object, now: datetime) -> str:
    return times(event, now)[1]


def first_column(event: Object, now: datetime) -> str:
    return times(event, now)[0]


def type_column(event: Object, _: datetime) -> str:
    return str(event.get("type") or "")


def reason_column(event: Object, _: datetime) -> str:
    return str(event.get("reason") or "")


def object_column(event: Object, _: datetime) -> str:
    kind, object_name = (
        str(involved_object(event).get("kind") or "").lower(),
        involved_object(event).get("name"),
    )
    return f"{kind}/{object_name}" if object_name else kind


def part_column(event: Object, _: datetime) -> str:
    return str(involved_object(event).get("fieldPath") or "")


def source_column(event: Object, _: datetime) -> str:
    """Return the reporting component, and its host if known."""
    source = event.get("source") or event.get("deprecatedSource") or {}
    reporter = (
        source.get("component")
        or event.get("reportingComponent")
        or event.get("reportingController")
        or ""
    )
    place = source.get("host") or event.get("reportingInstance")
    return f"{reporter}, {place}" if place else str(reporter)


def message_column(event: Object, _: datetime) -> str:
    return message(event).strip()


def count_column(event: Object, _: datetime) -> str:
    return str(
        read(event, "series.count") or event.get("count") or event.get("deprecatedCount") or 1
    )


def name_column(event: Object, _: datetime) -> str:
    return name(event)


def involved_field(field: str) -> Callable[[Object], str]:
    return lambda event: str(involved_object(event).get(field) or "")


KIND = Kind(
    "Event",
    problems=problems,
    update_problems=update_problems,
    whole_row=True,
    has_status=False,
    columns=(
        Column("LAST SEEN", last_column),
        Column("TYPE", type_column),
        Column("REASON", reason_column),
        Column("OBJECT", object_column),
        Column("SUBOBJECT", part_column, True),
        Column("SOURCE", source_column, True),
        Column("MESSAGE", message_column),
        Column("FIRST SEEN", first_column, True),
        Column("COUNT", count_column, True),
        Column("NAME", name_column, True),
    ),
    selectable={
        "type": lambda event: str(event.get("type") or ""),
        "reason": lambda event: str(event.get("reason") or ""),
        "reportingComponent": lambda event: str(event.get("reportingComponent") or ""),
        "source": lambda event: str(read(event, "source.component", "")),
        **{f"involvedObject.{field}": involved_field(field) for field in INVOLVED},
    },
)
