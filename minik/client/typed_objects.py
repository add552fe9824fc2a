"""Objects as a typed Go client writes them: unknown fields dropped, fields without omitempty added.

Upstream rule: the API types' JSON, in which some fields have no `omitempty`; kubectl's `set
--local` prints it.
"""

from minik.client import pod_templates
from minik.errors import ClientError
from minik.intake import field_validation, validation
from minik.intake.parsing import Document
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.kind import Kind
from minik.model.object import Object, read, write

TEMPLATE: dict[str, Any] = {"spec.template.metadata": {}}
ZEROS: dict[str, dict[str, Any]] = {
    "Deployment": {"spec.selector": None, "spec.strategy": {}, **TEMPLATE, "status": {}},
    "DaemonSet": {
        "spec.selector": None,
        "spec.updateStrategy": {},
        **TEMPLATE,
        **dict.fromkeys(
            (
                "status.currentNumberScheduled",
                "status.desiredNumberScheduled",
                "status.numberMisscheduled",
                "status.numberReady",
            ),
            0,
        ),
    },
    "StatefulSet": {
        "spec.selector": None,
        "spec.serviceName": "",
        "spec.updateStrategy": {},
        **TEMPLATE,
        "status.availableReplicas": 0,
        "status.replicas": 0,
    },
    "ReplicaSet": {"spec.selector": None, **TEMPLATE, "status.replicas": 0},
    "ReplicationController": {**TEMPLATE, "status.replicas": 0},
    "Job": {**TEMPLATE, "status": {}},
    "CronJob": {
        "spec.schedule": "",
        "spec.jobTemplate.metadata": {},
        "spec.jobTemplate.spec.template.metadata": {},
        "status": {},
    },
    "Pod": {"status": {}},
    "Service": {"status.loadBalancer": {}},
}


def read_typed(document: Document, kind: Kind) -> Object:
    """Return the object of a document as a typed Go client would write it."""
    filtered, _ = field_validation.drop_unknown_fields(document, kind, "ignore")
    obj = validation.decode(filtered, kind)
    for path, zero in ZEROS.get(kind.key, {}).items():
        obj = obj if _has_field(obj, path) else write(obj, path, zero)
    if kind.key == "Service" and read(obj, "spec.ports"):
        return write(
            obj,
            "spec.ports",
            [{**port, "targetPort": port.get("targetPort") or 0} for port in obj["spec"]["ports"]],
        )
    try:
        path = pod_templates.pod_spec_path(kind)
    except ClientError:
        return obj
    for name in ("containers", "initContainers"):
        if read(obj, f"{path}.{name}"):
            sized = [
                {**container, "resources": container.get("resources") or {}}
                for container in read(obj, f"{path}.{name}")
            ]
            obj = write(obj, f"{path}.{name}", sized)
    return obj


def _has_field(obj: Object, path: str) -> bool:
    """Tell whether the field is set, even to null or an empty value."""
    above, dot, field = path.rpartition(".")
    parent = objects.read(obj, above) if dot else obj
    return isinstance(parent, dict) and field in parent
