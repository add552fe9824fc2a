"""Subresources: `status`, `scale`, a pod's `resize` and the `approval` of a request for a certificate.

Upstream rule: the registry's strategy of each subresource, which takes over that part of the
request and leaves the rest as it was.
"""

from collections.abc import Mapping

from minik import schemas
from minik.errors import Invalid, NotFound
from minik.intake import registry, system_metadata
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object, read, write
from minik.model.problem import forbidden
from minik.model.selectors import format_selector, of_label_selector, of_labels

SCALED = ("Deployment", "ReplicaSet", "ReplicationController", "StatefulSet")
KEPT = ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
CHANGEABLE = ("labels", "annotations", "finalizers")
LISTS = ("containers", "initContainers")


def has_subresource(kind: Kind, subresource: str) -> bool:
    """Tell whether a kind has this subresource."""
    if subresource == "scale":
        return bool(kind.scales) if kind.custom else kind.name in SCALED
    return (
        subresource == "status"
        and has_status_subresource(kind)
        or subresource == "resize"
        and kind.key == "Pod"
        or subresource == "approval"
        and kind.name == "CertificateSigningRequest"
        and not kind.custom
    )


def has_status_subresource(kind: Kind) -> bool:
    """Tell whether a kind has a status subresource; a custom kind must declare it."""
    return (
        kind.has_status
        if kind.custom
        else any(
            "status" in schemas.definition(name).get("properties", {})
            for name in kind.definitions.values()
        )
    )


def not_found() -> NotFound:
    """Return the server's error for a subresource that the kind does not have."""
    return NotFound("the server could not find the requested resource")


def update(
    draft: Draft, kind: Kind, old: Object, changed: Object, subresource: str
) -> tuple[Object, list[str]]:
    """Update one subresource of an object; without one, the object except its subresources. Return
    it as stored, and the warnings.
    """
    if not subresource:
        return registry.update(draft, kind, old, changed)
    if not has_subresource(kind, subresource):
        raise not_found()
    new = with_part(draft, kind, old, changed, subresource)

    if kind.custom and subresource == "status":
        check_status(kind, new)
    if "managedFields" in old["metadata"]:
        new = registry.update_managed_fields(draft, kind, old, new, new)
    return (old if new == old else draft.put(system_metadata.bump_generation(new, old, kind))), []


def with_part(draft: Draft, kind: Kind, old: Object, changed: Object, subresource: str) -> Object:
    """Return an object with this part as it is changed."""
    if subresource == "status":
        return with_status(old, with_null_times(kind, changed))
    if subresource == "approval":
        return with_approval(old, changed, system_metadata.timestamp(draft.now))
    return resize(kind, old, changed)


def with_approval(old: Object, changed: Object, now: str) -> Object:
    """Replace the conditions of a request for a certificate, and date those that are not."""
    before = {
        (condition.get("type"), condition.get("status")): condition
        for condition in read(old, "status.conditions", [])
    }
    conditions = [
        {
            "lastUpdateTime": now,
            "lastTransitionTime": before.get(
                (condition.get("type"), condition.get("status")), {}
            ).get("lastTransitionTime", now),
            **condition,
        }
        for condition in read(changed, "status.conditions", [])
    ]
    return write(old, "status.conditions", conditions)


def check_status(kind: Kind, new: Object) -> None:
    """Raise Invalid with every rule of its schema that a custom resource's status breaks."""
    problems = list(kind.problems(new))
    if problems:
        raise Invalid(registry.qualified_name(kind, new), problems)


def with_null_times(kind: Kind, obj: Object) -> Object:
    """Return an object whose status has the times that Go writes even where they are not set."""
    if kind.custom or obj.get("status") is None:
        return obj
    from minik.intake import null_fields  # noqa: PLC0415 only who writes a status needs it

    definition = kind.definitions[objects.version(obj["apiVersion"])]
    whole: Object = null_fields.with_nulls({"status": obj["status"]}, definition)
    return write(obj, "status", whole["status"])


def with_status(old: Object, changed: Object) -> Object:
    """Replace the object's status, and the metadata that a request for it may change."""
    metadata = {name: part for name, part in old["metadata"].items() if name not in CHANGEABLE}
    given = {
        name: changed["metadata"][name] for name in CHANGEABLE if changed["metadata"].get(name)
    }
    new = {**old, "metadata": {**metadata, **given}}
    if changed.get("status") is None:
        return objects.drop(new, "status")
    status = changed["status"]
    quality = read(old, "status.qosClass")  # which follows from the spec
    return {**new, "status": {**status, "qosClass": quality} if quality else status}


def resize(kind: Kind, old: Object, changed: Object) -> Object:
    """Replace the resources of a pod's containers; raise Invalid if anything else changes."""
    new = old
    for name in LISTS:
        sizes = {
            container["name"]: container.get("resources") or {}
            for container in read(changed, f"spec.{name}", [])
        }
        if read(old, f"spec.{name}"):
            new = write(
                new,
                f"spec.{name}",
                [
                    {**live_container, "resources": sizes.get(live_container["name"], {})}
                    for live_container in read(old, f"spec.{name}")
                ],
            )
    problems = [
        *(
            []
            if new["spec"] == changed["spec"]
            else [forbidden("spec", "only cpu and memory resources are mutable")]
        ),
        *kind.problems(new),
    ]
    if problems:
        raise Invalid(registry.qualified_name(kind, old), problems)
    return new


def scale_of_kind(kind: Kind, obj: Object) -> Object:
    """Return the Scale of an object of a kind."""
    paths = kind.scales.get(objects.version(obj["apiVersion"]), {}) if kind.custom else None
    return scale_of(obj, paths)


def scale_of(obj: Object, paths: Mapping[str, str] | None = None) -> Object:
    """Return the Scale of an object: wanted and current replicas, and the selector of its pods.

    `paths` are those of a custom kind.
    """
    if paths is not None:
        return _scale(
            obj,
            read(obj, paths.get("specReplicasPath", ""), 0),
            read(obj, paths.get("statusReplicasPath", ""), 0),
            read(obj, paths.get("labelSelectorPath", ""), ""),
        )
    selector_field = read(obj, "spec.selector", {})
    selector = (
        of_labels(selector_field)
        if obj["kind"] == "ReplicationController"
        else of_label_selector(selector_field)
    )
    return _scale(
        obj,
        read(obj, "spec.replicas", 0),
        read(obj, "status.replicas", 0),
        format_selector(selector),
    )


def _scale(obj: Object, wanted: int, current: int, selector: str) -> Object:
    return {
        "apiVersion": "autoscaling/v1",
        "kind": "Scale",
        "metadata": {name: obj["metadata"][name] for name in KEPT if name in obj["metadata"]},
        "spec": {"replicas": wanted},
        "status": {"replicas": current, **({"selector": selector} if selector else {})},
    }
