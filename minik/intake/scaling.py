"""The scale subresource: how many pods a workload shall have."""

from minik.errors import InternalError, NotFound
from minik.intake import registry
from minik.kinds import structural_schemas
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object

SCALABLE = ("Deployment", "ReplicaSet", "ReplicationController", "StatefulSet")


def replicas_path(draft: Draft, kind: Kind, obj: Object) -> str:
    """Return the path of the replica count; for a custom kind that of its scale subresource. Raise
    NotFound if the kind cannot be scaled.
    """
    if kind.key in SCALABLE:
        return "spec.replicas"
    path = kind.scales.get(objects.version(obj["apiVersion"]), {}).get("specReplicasPath")
    if path:
        return path
    raise NotFound("the server could not find the requested resource")


def set_replicas(
    draft: Draft, kind: Kind, current: Object, replicas: int
) -> tuple[Object, list[str]]:
    """Write the number of replicas; return the object as stored, and no warnings: none are about
    a scale. Raise NotFound if the kind cannot be scaled, InternalError if the object has no place
    for it.
    """
    path = replicas_path(draft, kind, current)
    for above in [path[:place] for place, letter in enumerate(path) if letter == "."]:
        if not isinstance(objects.read(current, above, {}), dict):
            raise InternalError(
                f"value cannot be set because .{above} is not a map[string]interface{{}}"
            )
    scaled = objects.write(current, path, replicas)
    if kind.custom:
        schema = kind.definitions[objects.version(current["apiVersion"])]
        scaled = structural_schemas.pruned(scaled, schema)
    return registry.update(draft, kind, current, scaled)[0], []
