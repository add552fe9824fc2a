"""How many pods a workload shall have. Upstream rule: kubectl `scale` over the kinds' scale subresource."""
from typing import NamedTuple

from minik.errors import ClientError, InternalError, NotFound
from minik.intake import admission
from minik.intake.requests import Outcome, missing, told
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object

SCALABLE = ("Deployment", "ReplicaSet", "ReplicationController", "StatefulSet")


class Precondition(NamedTuple):
    """What must be so before; nothing is asked where a field has its default."""

    replicas: int = -1
    version: str = ""


def path_of(draft: Draft, kind: Kind, obj: Object) -> str:
    """Where a kind keeps its number; a custom kind says so in its scale subresource."""
    if kind.key in SCALABLE:
        return "spec.replicas"
    definition = draft.get("CustomResourceDefinition", "", f"{kind.plural}.{kind.group}") if kind.custom else None
    for version in objects.read(definition or {}, "spec.versions", []):
        path = objects.read(version, "subresources.scale.specReplicasPath")
        if path and version["name"] == objects.version(obj["apiVersion"]):
            return str(path).lstrip(".")
    raise NotFound("the server could not find the requested resource")


def scale(draft: Draft, kind: Kind, obj: Object, replicas: int, before: Precondition = Precondition()) -> Outcome:  # noqa: B008 frozen
    """The object with so many pods from now on."""
    current = draft.get(*objects.key(obj))
    if current is None:
        raise missing(kind, objects.name(obj))
    path = path_of(draft, kind, current)
    present = objects.read(current, path, 0)
    if before.replicas != -1 and present != before.replicas:
        raise ClientError(f"Expected replicas to be {before.replicas}, was {present}")
    version = current["metadata"].get("resourceVersion", "")
    if before.version and version != before.version:
        raise ClientError(f"Expected resource version to be {before.version}, was {version}")
    for above in [path[:place] for place, letter in enumerate(path) if letter == "."]:
        if not isinstance(objects.read(current, above, {}), dict):
            raise InternalError(f"value cannot be set because .{above} is not a map[string]interface{{}}")
    stored, warnings = admission.update(draft, kind, current, objects.write(current, path, replicas))
    return Outcome(kind, stored, "scaled", told(kind, warnings))
