"""The scale subresource: how many pods a workload shall have."""

from minik.errors import InternalError, NotFound
from minik.intake import admission, registry, scales
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
    """Write the number of replicas; return the object as stored, and what policies warn of. Raise
    NotFound if the kind cannot be scaled, InternalError if the object has no place for it.
    """
    path = replicas_path(draft, kind, current)
    replicas = replicas_as_admitted(draft, kind, current, replicas)
    for above in [path[:place] for place, letter in enumerate(path) if letter == "."]:
        if not isinstance(objects.read(current, above, {}), dict):
            raise InternalError(
                f"value cannot be set because .{above} is not a map[string]interface{{}}"
            )
    scaled = objects.write(current, path, replicas)
    if kind.custom:
        schema = kind.definitions[objects.version(current["apiVersion"])]
        scaled = structural_schemas.pruned(scaled, schema)
    return registry.update(draft, kind, current, scaled, part="scale")


def replicas_as_admitted(draft: Draft, kind: Kind, current: Object, replicas: int) -> int:
    """Return the number of replicas after what policies make of the Scale."""
    scale = scales.scale_of_kind(kind, current)
    sent = {**scale, "spec": {"replicas": replicas} if replicas else {}}
    request = registry.new_request(current, current, kind, draft, "scale")
    changed = admission.mutate_part(request._replace(sent=sent)).body
    count: int = objects.read(changed, "spec.replicas", 0)
    return count
