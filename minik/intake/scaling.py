"""Set the replicas of a workload. Upstream rule: kubectl `scale`, the scale subresource."""

from typing import NamedTuple

from minik.errors import ClientError, InternalError, NotFound
from minik.intake import admission
from minik.intake.requests import Outcome, not_found, with_notice
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object

SCALABLE = ("Deployment", "ReplicaSet", "ReplicationController", "StatefulSet")


class Precondition(NamedTuple):
    """The replicas and resourceVersion that the object must have; defaults are not checked."""

    replicas: int = -1
    version: str = ""


NO_PRECONDITION = Precondition()


def replicas_path(draft: Draft, kind: Kind, obj: Object) -> str:
    """Return the path of the replica count; for a custom kind that of its scale subresource. Raise
    NotFound if the kind cannot be scaled.
    """
    if kind.key in SCALABLE:
        return "spec.replicas"
    definition = (
        draft.get("CustomResourceDefinition", "", f"{kind.plural}.{kind.group}")
        if kind.custom
        else None
    )
    for version in objects.read(definition or {}, "spec.versions", []):
        path = objects.read(version, "subresources.scale.specReplicasPath")
        if path and version["name"] == objects.version(obj["apiVersion"]):
            return str(path).lstrip(".")
    raise NotFound("the server could not find the requested resource")


def scale(
    draft: Draft, kind: Kind, obj: Object, replicas: int, before: Precondition = NO_PRECONDITION
) -> Outcome:
    """Set the number of replicas; raise ClientError if the precondition does not hold."""
    current = draft.get(*objects.key(obj))
    if current is None:
        raise not_found(kind, objects.name(obj))
    path = replicas_path(draft, kind, current)
    present = objects.read(current, path, 0)
    if before.replicas != -1 and present != before.replicas:
        raise ClientError(f"Expected replicas to be {before.replicas}, was {present}")
    version = current["metadata"].get("resourceVersion", "")
    if before.version and version != before.version:
        raise ClientError(f"Expected resource version to be {before.version}, was {version}")
    for above in [path[:place] for place, letter in enumerate(path) if letter == "."]:
        if not isinstance(objects.read(current, above, {}), dict):
            raise InternalError(
                f"value cannot be set because .{above} is not a map[string]interface{{}}"
            )
    stored, warnings = admission.update(
        draft, kind, current, objects.write(current, path, replicas)
    )
    return Outcome(kind, stored, "scaled", with_notice(kind, warnings))
