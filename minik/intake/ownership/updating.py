"""Updates: whoever changes a field takes it from all other managers. Only for tracked objects."""

from minik.intake import null_fields
from minik.intake.ownership import managed_fields
from minik.intake.ownership.field_sets import compare
from minik.intake.ownership.managed_fields import UNOWNED, FieldManager, FieldSet, ManagedFields
from minik.intake.ownership.paths import Paths
from minik.intake.ownership.shapes import shape_of_kind
from minik.model import object as objects
from minik.model import writers
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object
from minik.model.writing import Writer

STATUS_WRITERS = {"Pod": "kubelet", "Node": "kubelet", "APIService": "kube-apiserver"}

RESET: list[Object] = [{}]  # what a person writes to have the writers forgotten


def update_managers(draft: Draft, kind: Kind, old: Object, sent: Object, stored: Object) -> Object:
    """Record the writer's changes in managedFields. `sent` is the object as requested, before the
    server allocates addresses and the like.
    """
    if sent["metadata"].get("managedFields") == RESET:
        return objects.drop(stored, "metadata.managedFields")
    if stored == old:
        return stored
    old = writers.presumed(old) if draft.writer.name else old
    note = writers.note_of(old)
    if note is None:
        return _with_writer(draft, kind, old, sent, stored)
    by_first = note["manager"] == draft.writer.name and not draft.writer.subresource
    note = {**note, "time": managed_fields.timestamp(draft.now)} if by_first else note
    entries = old["metadata"]["managedFields"]
    if not by_first or len(entries) > 1:
        others = objects.write(
            old, "metadata.managedFields", [entry for entry in entries if writers.FIELDS in entry]
        )
        written = _with_writer(draft, kind, others, sent, stored)
        entries = [
            entry
            for entry in written["metadata"].get("managedFields") or ()
            if not by_first or entry["manager"] != note["manager"] or entry.get("subresource")
        ]
        return objects.write(stored, "metadata.managedFields", [note, *entries])
    return objects.write(stored, "metadata.managedFields", [note])


def _with_writer(draft: Draft, kind: Kind, old: Object, sent: Object, stored: Object) -> Object:
    """Return the stored object with the writer's changes in its managedFields."""
    writer = draft.writer if draft.writer.name else controller_writer(kind, old, stored)
    before, after = _with_nulls(old, kind), _with_nulls(sent, kind)
    changes = compare(before, after, shape_of_kind(kind, old["apiVersion"]))
    taken, removed = (
        ownable_fields(fields, kind, writer)
        for fields in (changes.added | changes.modified, changes.removed)
    )
    managed = take_fields(
        managed_fields.read_managers(old),
        FieldManager(writer.name, managed_fields.UPDATE, old["apiVersion"], writer.subresource),
        taken,
        removed,
    )
    # what is written through a Scale is moved to its object without its time (upstream: `ToParent`)
    now = "" if writer.subresource == "scale" else managed_fields.timestamp(draft.now)
    return with_managers(stored, managed_fields.read_managers(old), managed, now)


def _with_nulls(obj: Object, kind: Kind) -> Object:
    """Return an object with the fields that Go writes as null: emptied, they are somebody's still."""
    definition = None if kind.custom else kind.definitions.get(objects.version(obj["apiVersion"]))
    return null_fields.top_with_nulls(obj, definition) if definition else obj


def take_fields(
    managed: ManagedFields, manager: FieldManager, taken: Paths, removed: Paths
) -> dict[FieldManager, FieldSet]:
    """Return the managed fields after a writer changed some fields and removed others."""
    own = managed.get(manager, FieldSet(api_version=manager.api_version))
    others = managed_fields.release_fields(managed, manager, taken | removed)
    return {
        **others,
        manager: own._replace(
            fields=(own.fields | taken) - removed, time="" if taken else own.time
        ),
    }


def with_managers(obj: Object, before: ManagedFields, after: ManagedFields, now: str) -> Object:
    """Write the managed fields, with the time of those that changed."""
    changed = [manager for manager, field_set in after.items() if not field_set.time]
    return managed_fields.write_managers(
        obj, managed_fields.with_times(before, after, now, always=changed)
    )


def controller_writer(kind: Kind, old: Object, new: Object) -> Writer:
    """Return the writer of a change that no user made: a kubelet or a controller."""
    return Writer(controller_name(kind), "status" if old.get("status") != new.get("status") else "")


def controller_name(kind: Kind) -> str:
    """Return who writes the status of a kind."""
    return STATUS_WRITERS.get(kind.key, "kube-controller-manager")


def ownable_fields(fields: Paths, kind: Kind, writer: Writer) -> Paths:
    """Return the fields that the writer can own. That excludes status, but for the status
    subresource, which excludes spec.
    """
    ownable = fields - UNOWNED
    if writer.subresource == "status":
        return frozenset(path for path in ownable if path[0] != "f:spec")
    return without_status(ownable, kind)


def without_status(fields: Paths, kind: Kind) -> Paths:
    """Drop status, unless the kind has no status subresource."""
    return (
        fields
        if kind.custom and not kind.has_status
        else frozenset(path for path in fields if path[0] != "f:status")
    )
