"""New objects: whoever creates one owns every field that was sent."""

from minik.intake.ownership import managed_fields
from minik.intake.ownership.field_sets import compare
from minik.intake.ownership.managed_fields import UPDATE, FieldManager, FieldSet
from minik.intake.ownership.shapes import empty_object, shape_of_kind
from minik.intake.ownership.updating import ownable_fields
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object


def with_creator(draft: Draft, kind: Kind, sent: Object, new: Object) -> Object:
    """Return a new object with metadata.managedFields: the draft's writer owns what it sent."""
    version, writer = new["apiVersion"], draft.writer
    changes = compare(empty_object(kind, version), sent, shape_of_kind(kind, version))
    fields = ownable_fields(changes.added | changes.modified, kind, writer)
    identity = FieldManager(writer.name, UPDATE, version, writer.subresource)
    field_set = FieldSet(fields, managed_fields.timestamp(draft.now), version)
    return managed_fields.write_managers(new, {identity: field_set})
