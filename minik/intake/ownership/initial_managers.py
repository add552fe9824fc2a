"""The field managers of objects whose fields were not tracked so far.

An API server says `before-first-apply` of an object without managed fields. minik also reads the
last-applied annotation: what it holds, and is unchanged, belongs to kubectl's client-side apply.
"""

from minik.errors import MinikError
from minik.intake import last_applied, validation
from minik.intake.ownership.field_sets import compare, fields_of
from minik.intake.ownership.managed_fields import UPDATE, FieldManager, FieldSet, timestamp
from minik.intake.ownership.paths import NONE, Paths
from minik.intake.ownership.shapes import Shape, empty_object
from minik.intake.ownership.updating import ownable_fields
from minik.intake.parsing import Document
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object
from minik.model.writing import Writer

CLIENT_SIDE, BEFORE = "kubectl-client-side-apply", "before-first-apply"
ANNOTATION = ("f:metadata", "f:annotations", f"f:{last_applied.ANNOTATION}")


def initial_managed_fields(
    draft: Draft, kind: Kind, live: Object, shape: Shape
) -> dict[FieldManager, FieldSet]:
    """Return the field managers of an object without managedFields."""
    version, empty = live["apiVersion"], empty_object(kind, live["apiVersion"])
    present = ownable_fields(_set_fields(empty, live, shape), kind, Writer())
    applied = _last_applied_object(kind, live)
    client = (
        ownable_fields(_set_fields(empty, applied, shape), kind, Writer())
        & present - _changed_fields(applied, live, shape)
        if applied
        else NONE
    )
    managed = {
        FieldManager(CLIENT_SIDE, UPDATE, version): FieldSet(
            client, live["metadata"].get("creationTimestamp") or "", version
        ),
        FieldManager(BEFORE, UPDATE, version): FieldSet(
            present - client, timestamp(draft.now), version
        ),
    }
    return {manager: field_set for manager, field_set in managed.items() if field_set.fields}


def _set_fields(empty: Object, obj: Object, shape: Shape) -> Paths:
    changes = compare(empty, obj, shape)
    return changes.added | changes.modified


def _changed_fields(applied: Object, live: Object, shape: Shape) -> Paths:
    """Return the fields that others have changed or removed since."""
    changes = compare(applied, live, shape)
    return changes.modified | changes.removed


def _last_applied_object(kind: Kind, live: Object) -> Object | None:
    """Return the last applied object, decoded and defaulted; None if it is unknown."""
    configuration = last_applied.previous_configuration(live)
    if (
        configuration is None
        or configuration.get("apiVersion") != live["apiVersion"]
        or configuration.get("kind") != kind.name
    ):
        return None
    try:
        decoded = validation.decode_fast(Document(configuration, "", 0), kind)
        annotations = {
            **objects.read(decoded, "metadata.annotations", {}),
            last_applied.ANNOTATION: last_applied.annotation_text(live),
        }
        return kind.default(objects.write(decoded, "metadata.annotations", annotations))
    except MinikError:
        return None


def unchanged_fields(live: Object, shape: Shape) -> Paths:
    """Return the fields still as last applied: kubectl may take them without a conflict."""
    configuration = last_applied.previous_configuration(live)
    if configuration is None or configuration.get("apiVersion") != live["apiVersion"]:
        return NONE
    changes = compare(configuration, live, shape)
    return fields_of(configuration, shape) - changes.modified - changes.added - changes.removed


def describe_object(obj: Object) -> str:
    """Name the object as the server's messages do: `default/web; apps/v1, Kind=Deployment`."""
    group, version = objects.group(obj["apiVersion"]), objects.version(obj["apiVersion"])
    return f"{objects.namespace(obj)}/{objects.name(obj)}; {group}/{version}, Kind={obj['kind']}"
