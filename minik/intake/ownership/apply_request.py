"""A server-side apply request: decode, merge, validate and store, or refuse."""

from functools import partial

from minik.errors import BadRequest, Unexpected
from minik.intake import admission, last_applied, registry, request_errors, subresources, validation
from minik.intake.ownership import (
    applying,
    first_writers,
    initial_managers,
    managed_fields,
    schema_errors,
    shapes,
)
from minik.intake.ownership.applying import ApplyConflict, ApplyResult
from minik.intake.ownership.managed_fields import APPLY, UNOWNED, FieldManager, ManagedFields
from minik.intake.ownership.paths import Paths
from minik.intake.ownership.shapes import Shape
from minik.intake.ownership.updating import ownable_fields, without_status
from minik.intake.parsing import Document
from minik.intake.registry import Finish
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model import writers
from minik.model.cluster import Draft
from minik.model.go_values import marshal
from minik.model.kind import Kind
from minik.model.object import Object
from minik.model.writing import Writer

KUBECTL = "kubectl"


class ServerApplyOptions(NamedTuple):
    """The manager, whether to force conflicts, managed fields to assume, and the subresource."""

    manager: str = KUBECTL
    force: bool = False
    shares: ManagedFields | None = None
    subresource: str = ""

    @property
    def field_manager(self) -> FieldManager:
        return FieldManager(self.manager, APPLY, subresource=self.subresource)


def apply(
    draft: Draft,
    kind: Kind,
    document: Document,
    options: ServerApplyOptions,
    namespace: str = "",
) -> tuple[Object, list[str]]:
    """Apply a configuration; return the object as stored, and the warnings. Raise Unexpected if it
    does not fit its schema, ApplyConflict if other managers own its fields.

    `namespace` is that of the request, where the configuration names none.
    """
    config = document.value
    namespace = namespace or objects.namespace(config)
    if config["metadata"].get("managedFields") is not None:
        raise BadRequest("metadata.managedFields must be nil")
    shape = shapes.shape_of_kind(kind, config["apiVersion"])
    check_schema(config, shape)
    current = draft.get(kind.key, namespace, objects.name(config))
    current = current and objects.in_version(current, config["apiVersion"])
    before = options.shares
    if before is None:
        before = current_managers(draft, kind, current, shape)
    live = (
        {**objects.drop(current, "metadata.managedFields"), "apiVersion": config["apiVersion"]}
        if current
        else {}
    )
    applied = merge_configuration(live, config, kind, shape, before, options)
    value = update_last_applied(applied.object, config, options)
    if namespace and not objects.namespace(value):
        value = objects.write(value, "metadata.namespace", namespace)
    merged = document._replace(value=value)
    finish = partial(
        record_managers, draft=draft, before=before, applied=applied, live=live, manner=options
    )
    keep = store_status if options.subresource else store
    return keep(draft, kind, merged, current, finish)


def check_schema(config: Object, shape: Shape) -> None:
    """Raise Unexpected for a configuration that does not fit its schema."""
    problems = schema_errors.describe_problems(config, shape)
    if problems:
        described = initial_managers.describe_object(config)
        raise Unexpected(f"failed to create typed patch object ({described}): {problems}")


def current_managers(
    draft: Draft, kind: Kind, current: Object | None, shape: Shape
) -> ManagedFields:
    """Return the managed fields of the object so far; empty if it does not exist."""
    if current is None:
        return {}
    current = writers.presumed(current)
    if writers.is_noted(current):
        return first_writers.managers(kind, current)
    return managed_fields.read_managers(current) or initial_managers.initial_managed_fields(
        draft, kind, current, shape
    )


def merge_configuration(
    live: Object,
    config: Object,
    kind: Kind,
    shape: Shape,
    managed: ManagedFields,
    options: ServerApplyOptions,
) -> ApplyResult:
    """Merge the configuration; kubectl may take fields unchanged since its client-side apply."""
    relevant = partial(relevant_fields, kind=kind, part=options.subresource)
    try_apply = partial(
        applying.apply, live, config, shape, managed, options.field_manager, relevant
    )
    try:
        return try_apply(force=options.force)
    except ApplyConflict as conflict:
        if options.manager != KUBECTL or not last_applied.annotation_text(live):
            raise
        remaining = applying.remaining_conflicts(
            conflict.conflicts, initial_managers.unchanged_fields(live, shape)
        )
        if remaining:
            raise ApplyConflict(remaining) from None
        return try_apply(force=True)


def relevant_fields(fields: Paths, kind: Kind, part: str) -> Paths:
    """Return the fields of the subresource: all but status, or status and identity."""
    return (
        ownable_fields(fields, kind, Writer("", part)) | fields & UNOWNED
        if part
        else without_status(fields, kind)
    )


def update_last_applied(obj: Object, config: Object, options: ServerApplyOptions) -> Object:
    """Update the last-applied annotation, if kubectl applies and the object has one."""
    if options.manager != KUBECTL or not last_applied.annotation_text(obj):
        return obj
    annotations = {
        name: text
        for name, text in objects.annotations(config).items()
        if name != last_applied.ANNOTATION
    }
    configuration = {
        **config,
        "metadata": {
            **config["metadata"],
            **({"annotations": annotations} if "annotations" in config["metadata"] else {}),
        },
    }
    return objects.write(
        obj,
        "metadata.annotations",
        {**objects.annotations(obj), last_applied.ANNOTATION: marshal(configuration) + "\n"},
    )


def store(
    draft: Draft, kind: Kind, document: Document, current: Object | None, finish: Finish
) -> tuple[Object, list[str]]:
    """Admit and store the result of an apply to the whole object."""
    metadata, name = document.value["metadata"], objects.name(document.value)
    obj = decode(document, kind)
    if current is None:
        if metadata.get("uid"):
            why = f"uid mismatch: the provided object specified uid {metadata['uid']}, and no existing object was found"
            raise request_errors.conflict(kind, name, why)
        return registry.create(draft, kind, obj, finish=finish)
    if metadata.get("uid") and metadata["uid"] != objects.uid(current):
        raise request_errors.immutable_uid(kind, current, metadata["uid"])
    if metadata.get("resourceVersion") != current["metadata"].get("resourceVersion"):
        raise request_errors.conflict(kind, name)
    return registry.update(draft, kind, current, obj, finish=finish)


def decode(document: Document, kind: Kind) -> Object:
    """Decode the result; raise Unexpected if it does not fit its kind."""
    try:
        return validation.decode_fast(document, kind)
    except BadRequest as error:
        reason = error.message.partition(": ")[2]
        raise Unexpected(
            f"failed to convert new object ({initial_managers.describe_object(document.value)}) to proper version: {reason}"
        ) from None


def store_status(
    draft: Draft, kind: Kind, document: Document, current: Object | None, finish: Finish
) -> tuple[Object, list[str]]:
    """Store the status of the result and nothing else."""
    if not subresources.has_subresource(kind, "status"):
        raise subresources.not_found()
    if current is None:
        raise request_errors.not_found(kind, objects.name(document.value))
    request = registry.new_request(decode(document, kind), current, kind, draft, "status")
    changed = subresources.with_status(current, admission.mutate_part(request).object)
    part = request._replace(object=changed, notes={})
    warnings, new = admission.judge_part(part), finish(changed)
    if new == current:
        return current, warnings
    return registry.store(draft, kind, new), warnings


def _content(obj: Object) -> Object:
    """Return an object without the notes of who applied what."""
    bare = objects.drop(obj, "metadata.managedFields")
    annotations = objects.annotations(obj) if obj else {}
    if last_applied.ANNOTATION not in annotations:
        return bare
    others = {name: text for name, text in annotations.items() if name != last_applied.ANNOTATION}
    return objects.write(bare, "metadata.annotations", others)


def record_managers(
    new: Object,
    *,
    draft: Draft,
    before: ManagedFields,
    applied: ApplyResult,
    live: Object,
    manner: ServerApplyOptions,
) -> Object:
    """Write the managed fields; if nothing changed, but for kubectl's own note, the times stay."""
    changed = _content(new) != {**_content(live), "apiVersion": new["apiVersion"]}
    fresh = [manner.field_manager] if changed else []
    now = managed_fields.timestamp(draft.now) if changed else ""
    managers = managed_fields.with_times(before, applied.managed, now, always=fresh)
    return managed_fields.write_managers(new, managers)
