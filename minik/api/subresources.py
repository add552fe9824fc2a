"""Subresources as they are read: an object's Scale, its status."""

from minik.intake import subresources
from minik.model.kind import Column, Kind
from minik.model.object import Object, read

SCALE = Kind(
    "Scale",
    group="autoscaling",
    plural="scales",
    columns=(
        Column("DESIRED", lambda scale, _: str(read(scale, "spec.replicas", 0))),
        Column("AVAILABLE", lambda scale, _: str(read(scale, "status.replicas", 0))),
    ),
)


def part_of(kind: Kind, obj: Object, part: str) -> Object:
    """Return a subresource of an object; raise NotFound where its kind has no such part."""
    if not subresources.has_subresource(kind, part):
        raise subresources.not_found()
    return subresources.scale_of(obj) if part == "scale" else obj
