"""The writers of objects that nobody has applied on the server's side.

Who made an object is noted in one short entry of its managedFields, without the fields: they are
all those that the later writers, whose entries are whole, and the cluster itself have not. So a
note costs nothing until somebody asks; then it is `told`.
"""

from minik.intake.ownership import managed_fields
from minik.intake.ownership.field_sets import compare
from minik.intake.ownership.managed_fields import UPDATE, FieldManager, FieldSet
from minik.intake.ownership.paths import NONE, Paths
from minik.intake.ownership.sent_pods import as_sent
from minik.intake.ownership.shapes import empty_object, shape_of_kind
from minik.intake.ownership.updating import controller_name, ownable_fields
from minik.model import object as objects
from minik.model import writers
from minik.model.kind import Kind
from minik.model.object import Object
from minik.model.writing import Writer

ANNOTATIONS = ("f:metadata", "f:annotations")
REVISION = ("f:metadata", "f:annotations", "f:deployment.kubernetes.io/revision")
# What the server gives an object, so that no writer has it.
GIVEN: dict[str, tuple[str, ...]] = {
    "Service": ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "healthCheckNodePort"),
    "Pod": ("nodeName", "tolerations", "preemptionPolicy", "priority"),
    "PersistentVolumeClaim": ("volumeName", "storageClassName"),
}
BORN_WITH_STATUS = ("APIService",)


def told(obj: Object, kind: Kind) -> Object:
    """Return an object with whole managedFields; as it is where nothing tells who made it, and where
    they are whole; without, where its version is none that its kind knows any more.
    """
    obj = writers.presumed(obj)
    if not writers.is_noted(obj):
        return obj
    if objects.version(obj["apiVersion"]) not in kind.definitions:
        return writers.without_note(obj)
    return managed_fields.write_managers(obj, managers(kind, obj))


def managers(kind: Kind, obj: Object) -> dict[FieldManager, FieldSet]:
    """Return the field managers of a noted object, with their fields."""
    version = obj["apiVersion"]
    known = managed_fields.read_managers(obj)
    first = next(manager for manager, fields in known.items() if not fields.fields)
    others = {manager: fields for manager, fields in known.items() if manager != first}
    present, status = _present(kind, as_sent(obj) if kind.key == "Pod" else obj), NONE
    if not any(manager.subresource == "status" for manager in others):
        status = _controller_fields(kind, obj)
    own = present - status - _given(kind)
    for fields in others.values():
        own -= fields.fields
    if not any(path[:2] == ANNOTATIONS for path in own - {ANNOTATIONS}):
        own, status = own - {ANNOTATIONS}, status | (own & {ANNOTATIONS} if status else NONE)
    made = objects.read(obj, "metadata.creationTimestamp", "")
    written = known[first].time or made
    maker = FieldManager(first.manager, UPDATE, version, first.subresource)
    controller = FieldManager(controller_name(kind), UPDATE, version, "status")
    return {
        maker: FieldSet(own, written, version),
        **others,
        **({controller: FieldSet(status, made, version)} if status else {}),
    }


def _present(kind: Kind, obj: Object) -> Paths:
    shape = shape_of_kind(kind, obj["apiVersion"])
    changes = compare(empty_object(kind, obj["apiVersion"]), obj, shape)
    return ownable_fields(changes.added | changes.modified, kind, Writer())


def _controller_fields(kind: Kind, obj: Object) -> Paths:
    """Return what the controllers have written: status, and the revision of a Deployment."""
    if kind.key in BORN_WITH_STATUS:
        return NONE
    shape = shape_of_kind(kind, obj["apiVersion"])
    written = {
        name: obj[name] for name in ("apiVersion", "kind", "metadata", "status") if name in obj
    }
    changes = compare(empty_object(kind, obj["apiVersion"]), written, shape)
    fields = changes.added | changes.modified
    return frozenset(path for path in fields if path[0] == "f:status" or path == REVISION)


def _given(kind: Kind) -> Paths:
    return frozenset(("f:spec", f"f:{name}") for name in GIVEN.get(kind.key, ()))
