"""metadata.managedFields: which manager owns which fields."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from minik.intake.ownership import paths
from minik.intake.ownership.paths import NONE, Paths
from minik.light_typing import NamedTuple, TypeAlias
from minik.model import object as objects
from minik.model.object import Object

APPLY, UPDATE = "Apply", "Update"
MOST, ANCIENT = (
    10,
    "ancient-changes",
)  # so many writers by update are told apart; the oldest become one
# What the server writes, and what says which object it is, is nobody's.
UNOWNED = frozenset(
    (
        ("f:apiVersion",),
        ("f:kind",),
        ("f:metadata",),
        *(
            ("f:metadata", f"f:{name}")
            for name in (
                "name",
                "namespace",
                "creationTimestamp",
                "selfLink",
                "uid",
                "generation",
                "managedFields",
                "resourceVersion",
                "deletionTimestamp",
                "deletionGracePeriodSeconds",
            )
        ),
    )
)


class FieldManager(NamedTuple):
    """A field manager: name, operation, apiVersion (for updates) and subresource."""

    manager: str
    operation: str = UPDATE
    api_version: str = ""
    subresource: str = ""

    def __str__(self) -> str:
        through = f' with subresource "{self.subresource}"' if self.subresource else ""
        return f'"{self.manager}"{through}' + (
            f" using {self.api_version}" if self.operation == UPDATE else ""
        )


class FieldSet(NamedTuple):
    """The fields that a manager owns, and when it last changed the set."""

    fields: Paths = NONE
    time: str = ""
    api_version: str = ""


ManagedFields: TypeAlias = Mapping[FieldManager, FieldSet]


def read_managers(obj: Object) -> dict[FieldManager, FieldSet]:
    """Return the field managers of an object with their fields; empty if it is not tracked."""
    managers: dict[FieldManager, FieldSet] = {}
    for entry in obj["metadata"].get("managedFields") or ():
        operation, version = entry.get("operation") or UPDATE, entry.get("apiVersion") or ""
        manager = FieldManager(
            entry.get("manager") or "",
            operation,
            version if operation == UPDATE else "",
            entry.get("subresource") or "",
        )
        managers[manager] = FieldSet(
            frozenset(paths.decode_fields(entry.get("fieldsV1"))), entry.get("time") or "", version
        )
    return managers


def encode_managers(managed: ManagedFields) -> list[Object]:
    """Return the entries of metadata.managedFields: applies first, then by age."""
    ordered = sorted(
        managed.items(),
        key=lambda pair: (pair[0].operation, pair[1].time, pair[0].manager, pair[0][2:]),
    )
    return [_entry(manager, field_set) for manager, field_set in ordered if field_set.fields]


def _entry(manager: FieldManager, field_set: FieldSet) -> Object:
    return {
        "apiVersion": field_set.api_version,
        "fieldsType": "FieldsV1",
        "fieldsV1": paths.encode_fields(field_set.fields),
        "manager": manager.manager,
        "operation": manager.operation,
        **({"subresource": manager.subresource} if manager.subresource else {}),
        **({"time": field_set.time} if field_set.time else {}),
    }


def with_times(
    before: ManagedFields, after: ManagedFields, now: str, *, always: Sequence[FieldManager] = ()
) -> dict[FieldManager, FieldSet]:
    """Set the time of new or changed managers to `now`; the others keep theirs."""
    return {
        manager: field_set._replace(
            time=now if manager in always or manager not in before else before[manager].time
        )
        for manager, field_set in after.items()
    }


def cap_updaters(managed: ManagedFields) -> dict[FieldManager, FieldSet]:
    """Merge the oldest updating managers into `ancient-changes` if there are more than ten."""
    updating = sorted(
        (
            manager
            for manager in managed
            if manager.operation == UPDATE and manager.manager != ANCIENT
        ),
        key=lambda manager: managed[manager].time,
    )
    oldest = updating[: max(0, len(updating) - MOST + 1)] if len(updating) > MOST else []
    result = {manager: field_set for manager, field_set in managed.items() if manager not in oldest}
    for manager in oldest:
        ancient = FieldManager(ANCIENT, UPDATE, manager.api_version)
        merged = result.get(ancient, FieldSet(api_version=manager.api_version))
        result[ancient] = merged._replace(
            fields=merged.fields | managed[manager].fields,
            time=max(merged.time, managed[manager].time),
        )
    return result


def release_fields(
    managed: ManagedFields, manager: FieldManager, fields: Paths
) -> dict[FieldManager, FieldSet]:
    """Take these fields from all other managers."""
    return {
        other_manager: field_set
        if other_manager == manager
        else field_set._replace(fields=field_set.fields - fields)
        for other_manager, field_set in managed.items()
    }


def write_managers(obj: Object, managed: ManagedFields) -> Object:
    """Set metadata.managedFields; drop it if there are no managers."""
    entries = encode_managers(cap_updaters(managed))
    return (
        objects.write(obj, "metadata.managedFields", entries)
        if entries
        else objects.drop(obj, "metadata.managedFields")
    )


def timestamp(moment: datetime) -> str:
    """Format a time as managedFields holds it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
