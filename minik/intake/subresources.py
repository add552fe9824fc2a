"""Subresources: `status`, `scale`, a pod's `resize` and the `approval` of a request for a certificate.

Upstream rule: the registry's strategy of each subresource, which takes over that part of the
request and leaves the rest as it was.
"""

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
LISTS = ("containers", "initContainers")


def has_subresource(kind: Kind, subresource: str) -> bool:
    """Tell whether a kind has this subresource."""
    if subresource == "scale":
        return kind.name in SCALED and not kind.custom
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
    if "managedFields" in old["metadata"]:
        new = registry.update_managed_fields(draft, kind, old, new, new)
    return (old if new == old else draft.put(system_metadata.bump_generation(new, old, kind))), []


def with_part(draft: Draft, kind: Kind, old: Object, changed: Object, subresource: str) -> Object:
    """Return an object with this part as it is changed."""
    if subresource == "status":
        return with_status(old, changed)
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


def with_status(old: Object, changed: Object) -> Object:
    """Replace the object's status."""
    return (
        write(old, "status", changed["status"])
        if changed.get("status") is not None
        else objects.drop(old, "status")
    )


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


def scale_of(obj: Object) -> Object:
    """Return the Scale of an object: wanted and current replicas, and the selector of its pods."""
    selector_field = read(obj, "spec.selector", {})
    selector = (
        of_labels(selector_field)
        if obj["kind"] == "ReplicationController"
        else of_label_selector(selector_field)
    )
    return {
        "apiVersion": "autoscaling/v1",
        "kind": "Scale",
        "metadata": {name: obj["metadata"][name] for name in KEPT if name in obj["metadata"]},
        "spec": {"replicas": read(obj, "spec.replicas", 0)},
        "status": {
            "replicas": read(obj, "status.replicas", 0),
            "selector": format_selector(selector),
        },
    }
