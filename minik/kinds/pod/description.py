"""What `describe` shows of a Pod. Upstream rule: kubectl `describePod`."""

from collections.abc import Iterator

from minik.kinds import pod_template_description
from minik.kinds._containers import container_lines, pod_fields, resource_lines
from minik.kinds._volumes import volume_lines
from minik.kinds.layout import NONE, controller_line, format_date, header, indent, label_lines
from minik.kinds.pod.demand import qos_class
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.duration import age
from minik.model.object import Object, read

TERMINAL_PHASES = ("Succeeded", "Failed")
CONTAINERS = (
    ("Init Containers", "initContainers", "initContainerStatuses"),
    ("Containers", "containers", "containerStatuses"),
    ("Ephemeral Containers", "ephemeralContainers", "ephemeralContainerStatuses"),
)


def describe(pod: Object, cluster: Cluster) -> str:
    """Describe a pod."""
    return "\n".join(lines(pod, cluster))


def lines(pod: Object, cluster: Cluster) -> Iterator[str]:
    """Yield the lines in kubectl's order."""
    name, namespace, *rest = header(pod)
    yield from (name, namespace)
    yield from _placement_lines(pod)
    yield from rest
    yield from _state_lines(pod, cluster)
    yield from _address_lines(pod)
    yield from controller_line(pod)
    if read(pod, "status.nominatedNodeName"):
        yield f"NominatedNodeName:\t{read(pod, 'status.nominatedNodeName')}"
    if read(pod, "spec.resources") is not None:
        yield "Resources:"
        yield from indent(resource_lines(read(pod, "spec.resources")))
    for title, field, status in CONTAINERS:
        if field == "containers" or read(pod, f"spec.{field}"):
            yield from container_lines(
                title,
                read(pod, f"spec.{field}", ()),
                read(pod, f"status.{status}", ()),
                pod_fields(pod),
            )
    yield from _condition_lines(pod)
    yield from volume_lines(read(pod, "spec.volumes", ()))
    yield f"QoS Class:\t{read(pod, 'status.qosClass') or qos_class(objects.spec(pod))}"
    yield from label_lines("Node-Selectors", read(pod, "spec.nodeSelector"))
    yield from pod_template_description.toleration_lines(
        "Tolerations", read(pod, "spec.tolerations", ())
    )
    yield from pod_template_description.topology_spread_lines(
        read(pod, "spec.topologySpreadConstraints", ())
    )
    yield from pod_template_description.scheduling_group_lines(objects.spec(pod))


def _placement_lines(pod: Object) -> Iterator[str]:
    spec = objects.spec(pod)
    if spec.get("priority") is not None:
        yield f"Priority:\t{spec['priority']}"
    for title, field in (
        ("Priority Class Name", "priorityClassName"),
        ("Runtime Class Name", "runtimeClassName"),
        ("Service Account", "serviceAccountName"),
    ):
        if spec.get(field):
            yield f"{title}:\t{spec[field]}"
    yield (
        f"Node:\t{spec['nodeName']}/{read(pod, 'status.hostIP', '')}"
        if spec.get("nodeName")
        else f"Node:\t{NONE}"
    )
    if read(pod, "status.startTime"):
        yield f"Start Time:\t{format_date(read(pod, 'status.startTime'))}"


def _state_lines(pod: Object, cluster: Cluster) -> Iterator[str]:
    phase, leaving = read(pod, "status.phase", ""), pod["metadata"].get("deletionTimestamp")
    if leaving and phase not in TERMINAL_PHASES:
        yield f"Status:\tTerminating (lasts {age(leaving, cluster.now)})"
        yield f"Termination Grace Period:\t{pod['metadata'].get('deletionGracePeriodSeconds') or 0}s"
    else:
        yield f"Status:\t{phase}"
    for title, field in (("Reason", "reason"), ("Message", "message")):
        if read(pod, f"status.{field}"):
            yield f"{title}:\t{read(pod, f'status.{field}')}"
    profile = read(pod, "spec.securityContext.seccompProfile")
    if profile is not None:
        yield f"SeccompProfile:\t{profile.get('type', '')}"
        if profile.get("type") == "Localhost":
            yield f"LocalhostProfile:\t{profile.get('localhostProfile', '')}"


def _address_lines(pod: Object) -> Iterator[str]:
    yield f"IP:\t{read(pod, 'status.podIP', '')}"
    addresses = read(pod, "status.podIPs", ())
    yield "IPs:" if addresses else f"IPs:\t{NONE}"
    yield from (f"  IP:\t{entry.get('ip', '')}" for entry in addresses)


def _condition_lines(pod: Object) -> Iterator[str]:
    conditions = read(pod, "status.conditions", ())
    statuses = {
        condition.get("type"): condition.get("status", "") for condition in reversed(conditions)
    }
    gates = [
        (gate.get("conditionType", ""), statuses.get(gate.get("conditionType"), NONE))
        for gate in read(pod, "spec.readinessGates", ())
    ]
    pod_conditions = [(entry.get("type", ""), entry.get("status", "")) for entry in conditions]
    for title, rows in (("Readiness Gates", gates), ("Conditions", pod_conditions)):
        if rows:
            yield f"{title}:"
            yield "  Type\tStatus"
            yield from (f"  {kind} \t{status} " for kind, status in rows)
