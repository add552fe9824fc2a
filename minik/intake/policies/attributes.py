"""What policies see of a request: the resource, the kind, the object and what it replaces."""

from minik.intake import scales
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.admission_plugin import AdmissionRequest, Operation
from minik.model.kind import Kind
from minik.model.object import Object

SCALE = "autoscaling/v1"
EVENTS = ("v1", "events.k8s.io/v1")  # of which the server stores the same objects
METADATA_OF_LATER = ("uid", "creationTimestamp")  # what a new object gets after it was changed


class Target(NamedTuple):
    """A resource in one version, and the kind of the objects sent to it, each with its API version."""

    resource: str
    version: str
    kind: str
    kind_version: str


class Attributes(NamedTuple):
    """A request as policies match it. `object` is None where one is deleted, `old` where one is made."""

    request: AdmissionRequest
    target: Target
    object: Object | None
    old: Object | None
    name: str

    @property
    def operation(self) -> str:
        return str(self.request.operation)

    @property
    def subresource(self) -> str:
        return self.request.subresource

    @property
    def kind(self) -> Kind:
        return self.request.kind

    @property
    def is_namespace(self) -> bool:
        return self.request.kind.key == "Namespace"

    @property
    def namespace(self) -> str:
        """The namespace of the request; a namespace is in itself."""
        return objects.name(self.request.object) if self.is_namespace else self.request.namespace


def attributes_of(request: AdmissionRequest) -> Attributes:
    """Return what policies see of a request."""
    kind, part = request.kind, request.subresource
    version = request.object["apiVersion"]
    target = Target(kind.plural, version, kind.name, version)
    new: Object | None = None if request.operation == Operation.DELETE else request.object
    old = request.old
    if request.sent is not None:
        new = request.sent
        target = target._replace(kind=new["kind"], kind_version=new["apiVersion"])
        old = scale_of(kind, old) if part == "scale" else old
    elif part == "scale":
        target = target._replace(kind="Scale", kind_version=SCALE)
        new, old = (scale_of(kind, obj) for obj in (new, old))
    elif new is not None:
        new = as_sent(request)
    metadata = request.object["metadata"]
    is_new = request.operation == Operation.CREATE and request.sent is None
    unnamed = is_new and metadata.get("generateName")
    return Attributes(request, target, new, old, "" if unnamed else objects.name(request.object))


def scale_of(kind: Kind, obj: Object | None) -> Object | None:
    """Return the Scale of an object, which has no replicas where there shall be none."""
    if obj is None:
        return None
    scale = scales.scale_of_kind(kind, obj)
    return scale if scale["spec"]["replicas"] else {**scale, "spec": {}}


def as_sent(request: AdmissionRequest) -> Object:
    """Return a request's object as the server has it at that time: one that is new gets its
    generated name, its uid and its time only after it was changed.
    """
    obj, metadata = request.object, request.object["metadata"]
    if request.operation != Operation.CREATE:
        return obj
    if request.settled:
        made = {"creationTimestamp": f"{request.draft.now:%Y-%m-%dT%H:%M:%SZ}"}
        return {**obj, "metadata": {**made, **metadata}}
    hidden = (*METADATA_OF_LATER, *(("name",) if metadata.get("generateName") else ()))
    shown = {name: part for name, part in metadata.items() if name not in hidden}
    return {**obj, "metadata": shown}


def equivalents(attributes: Attributes) -> list[Target]:
    """Return the same resource in the other versions in which it is served."""
    kind, target = attributes.kind, attributes.target
    group = objects.group(target.version)
    others = [
        f"{group}/{version}" if group else version
        for version in kind.versions
        if version != objects.version(target.version)
    ]
    if attributes.request.sent is not None or attributes.subresource == "scale":
        return [target._replace(version=version) for version in others]
    if kind.key == "Event" and not kind.custom:
        others += [version for version in EVENTS if version != target.version]
    return [target._replace(version=version, kind_version=version) for version in others]
