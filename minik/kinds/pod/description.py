"""A pod's description. Upstream rule: kubectl `describePod`."""
from collections.abc import Iterator

from minik.kinds import _pod_template
from minik.kinds._containers import containers, pod_fields, resources
from minik.kinds._layout import NONE, controlled_by, date, header, indented, labels
from minik.kinds._volumes import volumes
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.duration import age
from minik.model.object import Object, read

ENDED = ("Succeeded", "Failed")
CONTAINERS = (("Init Containers", "initContainers", "initContainerStatuses"), ("Containers", "containers", "containerStatuses"),
              ("Ephemeral Containers", "ephemeralContainers", "ephemeralContainerStatuses"))


def describe(pod: Object, cluster: Cluster) -> str:
    """Everything about a pod that a person may ask for."""
    return "\n".join(lines(pod, cluster))


def lines(pod: Object, cluster: Cluster) -> Iterator[str]:
    """Where it is, how it is, what runs in it, and what it may put up with."""
    name, namespace, *rest = header(pod)
    yield from (name, namespace)
    yield from _placement(pod)
    yield from rest
    yield from _state(pod, cluster)
    yield from _addresses(pod)
    yield from controlled_by(pod)
    if read(pod, "status.nominatedNodeName"):
        yield f"NominatedNodeName:\t{read(pod, 'status.nominatedNodeName')}"
    if read(pod, "spec.resources") is not None:
        yield "Resources:"
        yield from indented(resources(read(pod, "spec.resources")))
    for title, field, status in CONTAINERS:
        if field == "containers" or read(pod, f"spec.{field}"):
            yield from containers(title, read(pod, f"spec.{field}", ()), read(pod, f"status.{status}", ()), pod_fields(pod))
    yield from _conditions(pod)
    yield from volumes(read(pod, "spec.volumes", ()))
    yield f"QoS Class:\t{read(pod, 'status.qosClass') or quality(pod)}"
    yield from labels("Node-Selectors", read(pod, "spec.nodeSelector"))
    yield from _pod_template.tolerations("Tolerations", read(pod, "spec.tolerations", ()))
    yield from _pod_template.topology_spread(read(pod, "spec.topologySpreadConstraints", ()))
    yield from _pod_template.scheduling_group(objects.spec(pod))


def _placement(pod: Object) -> Iterator[str]:
    spec = objects.spec(pod)
    if spec.get("priority") is not None:
        yield f"Priority:\t{spec['priority']}"
    for title, field in (("Priority Class Name", "priorityClassName"), ("Runtime Class Name", "runtimeClassName"),
                         ("Service Account", "serviceAccountName")):
        if spec.get(field):
            yield f"{title}:\t{spec[field]}"
    yield f"Node:\t{spec['nodeName']}/{read(pod, 'status.hostIP', '')}" if spec.get("nodeName") else f"Node:\t{NONE}"
    if read(pod, "status.startTime"):
        yield f"Start Time:\t{date(read(pod, 'status.startTime'))}"


def _state(pod: Object, cluster: Cluster) -> Iterator[str]:
    phase, leaving = read(pod, "status.phase", ""), pod["metadata"].get("deletionTimestamp")
    if leaving and phase not in ENDED:
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


def _addresses(pod: Object) -> Iterator[str]:
    yield f"IP:\t{read(pod, 'status.podIP', '')}"
    addresses = read(pod, "status.podIPs", ())
    yield "IPs:" if addresses else f"IPs:\t{NONE}"
    yield from (f"  IP:\t{entry.get('ip', '')}" for entry in addresses)


def _conditions(pod: Object) -> Iterator[str]:
    conditions = read(pod, "status.conditions", ())
    found = {condition.get("type"): condition.get("status", "") for condition in reversed(conditions)}
    gates = [(gate.get("conditionType", ""), found.get(gate.get("conditionType"), NONE)) for gate in read(pod, "spec.readinessGates", ())]
    told = [(entry.get("type", ""), entry.get("status", "")) for entry in conditions]
    for title, rows in (("Readiness Gates", gates), ("Conditions", told)):
        if rows:
            yield f"{title}:"
            yield "  Type\tStatus"
            yield from (f"  {kind} \t{status} " for kind, status in rows)


def quality(pod: Object) -> str:
    """The quality of service of a pod that no server has classed: limits on everything, on something, on nothing."""
    every = [*read(pod, "spec.containers", ()), *read(pod, "spec.initContainers", ())]
    wanted = [(read(one, "resources.requests") or {}, read(one, "resources.limits") or {}) for one in every]
    if not any(amounts.get(name) for pair in wanted for amounts in pair for name in ("cpu", "memory")):
        return "BestEffort"
    equal = all(limits.get(name) and (requests.get(name) or limits[name]) == limits[name]
                for requests, limits in wanted for name in ("cpu", "memory"))
    return "Guaranteed" if equal else "Burstable"
