"""Parts of objects that are written by themselves: `status`, what is so; `scale`, how many there shall be; `resize`, what a pod's
containers may use.

Upstream rule: the registry's strategy of each subresource, which takes over that part of what is sent and leaves the rest as it was.
"""
from minik import schemas
from minik.errors import Invalid, NotFound
from minik.intake import admission
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object, read, write
from minik.model.problem import forbidden
from minik.model.selectors import of_label_selector, of_labels, written

SCALED = ("Deployment", "ReplicaSet", "ReplicationController", "StatefulSet")
KEPT = ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
LISTS = ("containers", "initContainers")


def has(kind: Kind, part: str) -> bool:
    """Whether objects of a kind have this part."""
    if part == "scale":
        return kind.name in SCALED and not kind.custom
    return part == "status" and tells_status(kind) or part == "resize" and kind.key == "Pod"


def tells_status(kind: Kind) -> bool:
    """Whether the status of objects is a part by itself: of built-in kinds wherever there is one, of others where it is said."""
    return kind.has_status if kind.custom else any(
        "status" in schemas.definition(name).get("properties", {}) for name in kind.definitions.values())


def missing() -> NotFound:
    """The server's word for a part that the kind does not have."""
    return NotFound("the server could not find the requested resource")


def update(draft: Draft, kind: Kind, old: Object, wanted: Object, part: str) -> tuple[Object, list[str]]:
    """Take in one part of a changed object; without a part, all of it but what is a part by itself."""
    if not part:
        return admission.update(draft, kind, old, wanted)
    if not has(kind, part):
        raise missing()
    new = with_status(old, wanted) if part == "status" else resized(kind, old, wanted)
    if "managedFields" in old["metadata"]:
        new = admission.tracked(draft, kind, old, new, new)
    return (old if new == old else draft.put(admission.aged(new, old, kind))), []


def with_status(old: Object, wanted: Object) -> Object:
    """The object with another status."""
    return write(old, "status", wanted["status"]) if wanted.get("status") is not None else objects.drop(old, "status")


def resized(kind: Kind, old: Object, wanted: Object) -> Object:
    """The pod with other resources; nothing else of it may change."""
    new = old
    for name in LISTS:
        sizes = {container["name"]: container.get("resources") or {} for container in read(wanted, f"spec.{name}", [])}
        if read(old, f"spec.{name}"):
            new = write(new, f"spec.{name}", [{**one, "resources": sizes.get(one["name"], {})} for one in read(old, f"spec.{name}")])
    found = [*([] if new["spec"] == wanted["spec"] else [forbidden("spec", "only cpu and memory resources are mutable")]),
             *kind.problems(new)]
    if found:
        raise Invalid(admission.subject(kind, old), found)
    return new


def scale(obj: Object) -> Object:
    """How many replicas there are and shall be, and which pods they are."""
    found = read(obj, "spec.selector", {})
    selector = of_labels(found) if obj["kind"] == "ReplicationController" else of_label_selector(found)
    return {
        "apiVersion": "autoscaling/v1", "kind": "Scale",
        "metadata": {name: obj["metadata"][name] for name in KEPT if name in obj["metadata"]},
        "spec": {"replicas": read(obj, "spec.replicas", 0)},
        "status": {"replicas": read(obj, "status.replicas", 0), "selector": written(selector)}}
