"""Parts of objects that have a path of their own: `status`, which is the object, and `scale`, which is how many there are and shall be."""
from minik.commands._reading import Found
from minik.errors import ClientError, NotFound
from minik.model.kind import Column, Kind
from minik.model.listing import Section
from minik.model.object import Object, read
from minik.model.selectors import of_label_selector, of_labels, written

SCALED = ("Deployment", "ReplicaSet", "ReplicationController", "StatefulSet")
KEPT = ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
SCALE = Kind("Scale", group="autoscaling", plural="scales", columns=(
    Column("DESIRED", lambda scale, _: str(read(scale, "spec.replicas", 0))),
    Column("AVAILABLE", lambda scale, _: str(read(scale, "status.replicas", 0)))))


def part(found: Found, name: str) -> Found:
    """This part of every object that was asked for by name."""
    if not found.single and any(len(section.objects) != 1 for section in found.sections):
        raise ClientError("subresource cannot be used when bulk resources are specified")
    sections = []
    for section in found.sections:
        if name == "scale" and section.kind.name in SCALED and not section.kind.custom:
            sections.append(Section(SCALE, [scale(obj) for obj in section.objects]))
        elif name == "status" and section.kind.has_status:
            sections.append(section)
        else:
            found.errors.append(NotFound("the server could not find the requested resource"))
    return found._replace(sections=sections)


def scale(obj: Object) -> Object:
    """How many replicas there are and shall be, and which pods they are."""
    found = read(obj, "spec.selector", {})
    selector = of_labels(found) if obj["kind"] == "ReplicationController" else of_label_selector(found)
    return {
        "apiVersion": "autoscaling/v1", "kind": "Scale",
        "metadata": {name: obj["metadata"][name] for name in KEPT if name in obj["metadata"]},
        "spec": {"replicas": read(obj, "spec.replicas", 0)},
        "status": {"replicas": read(obj, "status.replicas", 0), "selector": written(selector)}}
