"""Subresources: which a kind has, and how an object's Scale and status are read."""

from collections.abc import Iterator, Mapping, Sequence

from minik.intake import scales, subresources
from minik.light_typing import NamedTuple
from minik.model import object as objects
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


class Part(NamedTuple):
    """A subresource: its verbs, and the kind of its objects where it is another one."""

    name: str
    verbs: Sequence[str]
    kind: str = ""
    group: str = ""
    version: str = ""


READ_AND_WRITE, CONNECT = ("get", "patch", "update"), ("create", "get")
EVERYTHING = ("create", "delete", "get", "patch", "update")
STATUS = Part("status", READ_AND_WRITE)
SCALE_PART = Part("scale", READ_AND_WRITE, "Scale", "autoscaling", "v1")
# subresources beside status and scale
PARTS: Mapping[str, Sequence[Part]] = {
    "Pod": (
        Part("attach", CONNECT, "PodAttachOptions"),
        Part("binding", ("create",), "Binding"),
        Part("ephemeralcontainers", READ_AND_WRITE),
        Part("eviction", ("create",), "Eviction", "policy", "v1"),
        Part("exec", CONNECT, "PodExecOptions"),
        Part("log", ("get",)),
        Part("portforward", CONNECT, "PodPortForwardOptions"),
        Part("proxy", EVERYTHING, "PodProxyOptions"),
        Part("resize", READ_AND_WRITE),
    ),
    "Namespace": (Part("finalize", ("update",)),),
    "Node": (Part("proxy", EVERYTHING, "NodeProxyOptions"),),
    "Service": (Part("proxy", EVERYTHING, "ServiceProxyOptions"),),
    "ServiceAccount": (Part("token", ("create",), "TokenRequest", "authentication.k8s.io", "v1"),),
    "CertificateSigningRequest": (Part("approval", READ_AND_WRITE),),
}
# kinds that have a status in their schema, and no subresource for it
WITHOUT_STATUS = ("CSINode",)


def parts_of(kind: Kind, version: str = "") -> Iterator[Part]:
    """Yield the subresources of a kind."""
    yield from PARTS.get(kind.key, ())
    has_status = kind.stored and kind.key not in WITHOUT_STATUS
    if has_status and subresources.has_subresource(kind, "status"):
        yield STATUS
    if has_scale(kind, version):
        yield SCALE_PART


def has_scale(kind: Kind, version: str) -> bool:
    """Return whether a version of a kind can be scaled."""
    if kind.custom:
        return version in kind.scales
    return subresources.has_subresource(kind, "scale")


def has_part(kind: Kind, part: str, version: str = "") -> bool:
    """Return whether a kind has a subresource."""
    return any(part == own.name for own in parts_of(kind, version))


def part_of(kind: Kind, obj: Object, part: str) -> Object:
    """Return a subresource of an object; raise NotFound where its kind has no such part."""
    if not has_part(kind, part, objects.version(obj["apiVersion"])):
        raise subresources.not_found()
    return scales.scale_of_kind(kind, obj) if part == "scale" else obj
