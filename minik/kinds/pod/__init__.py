"""Pods: the smallest thing that runs, with an address of its own."""
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from minik.errors import Problem
from minik.kinds.pod import columns, demand
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Kind
from minik.model.object import Object, labels, read, spec, status
from minik.model.quantity import Quantity

NO_POD = ("Succeeded", "Failed")


def phase(pod: Object) -> str:
    """`Pending`, `Running`, `Succeeded`, `Failed` or `Unknown`."""
    found: str = status(pod).get("phase") or ""
    return found


def node(pod: Object) -> str:
    """The node it is bound to; nothing before it is scheduled."""
    found: str = spec(pod).get("nodeName") or ""
    return found


def on_node(pod: Object) -> Sequence[str]:
    """The node on which it is, as an index finds it."""
    return (node(pod),) if node(pod) else ()


def address(pod: Object) -> str:
    """Its first address; nothing before its node gave it one."""
    found: str = status(pod).get("podIP") or ""
    return found


def addresses(pod: Object) -> Sequence[str]:
    """All its addresses, one a family, the cluster's first family first."""
    return [entry["ip"] for entry in status(pod).get("podIPs") or () if entry.get("ip")] or ([address(pod)] if address(pod) else [])


def containers(pod: Object) -> Sequence[Object]:
    """The containers that run side by side."""
    found: Sequence[Object] = spec(pod).get("containers") or ()
    return found


def init_containers(pod: Object) -> Sequence[Object]:
    """The containers that run first, one after the other, sidecars among them."""
    found: Sequence[Object] = spec(pod).get("initContainers") or ()
    return found


def is_sidecar(container: Object) -> bool:
    """Whether an init container keeps running beside the others."""
    return container.get("restartPolicy") == "Always"


def sidecars(pod: Object) -> Sequence[Object]:
    """The init containers that keep running."""
    return [container for container in init_containers(pod) if is_sidecar(container)]


def ephemeral_containers(pod: Object) -> Sequence[Object]:
    """The containers that were added to look into a running pod."""
    found: Sequence[Object] = spec(pod).get("ephemeralContainers") or ()
    return found


def ports(pod: Object) -> Iterator[Object]:
    """The ports that containers and then sidecars say they listen on."""
    for container in (*containers(pod), *sidecars(pod)):
        yield from container.get("ports") or ()


def find_port(pod: Object, target: int | str, protocol: str) -> int | None:
    """The number behind a service's target port: itself, or that of the first port of this name and protocol."""
    if isinstance(target, int):
        return target
    for port in ports(pod):
        if port.get("name") == target and (port.get("protocol") or "TCP") == protocol:
            number: int = port["containerPort"]
            return number
    return None


def condition(pod: Object, kind: str) -> Mapping[str, Any] | None:
    """One condition of its status (`Ready`, `PodScheduled`...)."""
    for found in status(pod).get("conditions") or ():
        if found.get("type") == kind:
            this: Mapping[str, Any] = found
            return this
    return None


def is_ready(pod: Object) -> bool:
    """Whether it says that it can serve."""
    ready = condition(pod, "Ready")
    return ready is not None and ready.get("status") == "True"


def is_terminating(pod: Object) -> bool:
    """Whether it has been told to go."""
    return bool(pod["metadata"].get("deletionTimestamp"))


def is_terminal(pod: Object) -> bool:
    """Whether it has ended and never runs again."""
    return phase(pod) in NO_POD


def uses_host_network(pod: Object) -> bool:
    """Whether it shares its node's addresses and ports."""
    return bool(spec(pod).get("hostNetwork"))


def hostname(pod: Object) -> str:
    """The host name it asked for, if it did."""
    found: str = spec(pod).get("hostname") or ""
    return found


def subdomain(pod: Object) -> str:
    """The headless service under which its host name is known, if it named one."""
    found: str = spec(pod).get("subdomain") or ""
    return found


def restart_policy(pod: Object) -> str:
    """`Always`, `OnFailure` or `Never`."""
    return str(spec(pod).get("restartPolicy") or "Always")


def tolerations(pod: Object) -> Sequence[Object]:
    """The taints it does not mind."""
    found: Sequence[Object] = spec(pod).get("tolerations") or ()
    return found


def node_selector(pod: Object) -> Mapping[str, str]:
    """The labels that its node must carry."""
    found: Mapping[str, str] = spec(pod).get("nodeSelector") or {}
    return found


def scheduler(pod: Object) -> str:
    """Who finds it a node."""
    return str(spec(pod).get("schedulerName") or "")


def service_account(pod: Object) -> str:
    """As whom its containers speak to the API server."""
    return str(spec(pod).get("serviceAccountName") or "")


def nominated_node(pod: Object) -> str:
    """The node on which others make room for it."""
    return str(status(pod).get("nominatedNodeName") or "")


def priority(pod: Object) -> int:
    """How important it is among the pods that wait."""
    return int(spec(pod).get("priority") or 0)


def gates(pod: Object) -> Sequence[str]:
    """What it waits for before it may be scheduled."""
    return [gate["name"] for gate in spec(pod).get("schedulingGates") or ()]


def readiness_gates(pod: Object) -> Sequence[str]:
    """The conditions that others must set before it is ready."""
    return [gate["conditionType"] for gate in spec(pod).get("readinessGates") or ()]


def quality(pod: Object) -> str:
    """Its quality of service: `Guaranteed`, `Burstable` or `BestEffort`."""
    return str(status(pod).get("qosClass") or "BestEffort")


def has_service_links(pod: Object) -> bool:
    """Whether its containers are told of the services by environment variables."""
    return bool(read(pod, "spec.enableServiceLinks", True))


def template_labels(template: Object) -> Mapping[str, str]:
    """The labels that pods made from a template carry."""
    return labels({"metadata": template.get("metadata") or {}})


def requests(pod: Object) -> Mapping[str, Quantity]:
    """What it asks of its node, as the scheduler counts it: all containers together, or the init container that asks for most."""
    return demand.pod_total(pod.get("spec") or {}, "requests")


def limits(pod: Object) -> Mapping[str, Quantity]:
    """What it may take of its node, counted the same way."""
    return demand.pod_total(pod.get("spec") or {}, "limits")


# The rules of pods are many, and who only reads pods needs none of them: they are imported when the first pod is taken in,
# and its description when the first is described.


def default(pod: Object) -> Object:
    """A pod with every field that the server fills in."""
    from minik.kinds.pod import defaults  # noqa: PLC0415
    return defaults.default_pod(pod)


def prepare(pod: Object, old: Object | None, draft: Draft) -> Object:
    """A pod with what admission adds to it, and the status that it has."""
    from minik.kinds.pod import preparation  # noqa: PLC0415
    return preparation.prepare(pod, old, draft)


def problems(pod: Object) -> Iterator[Problem]:
    """Everything wrong with a pod."""
    from minik.kinds.pod import rules  # noqa: PLC0415
    return rules.pod_problems(pod)


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    """What changed of a pod that may not change."""
    from minik.kinds.pod import updates  # noqa: PLC0415
    return updates.update_problems(new, old)


def warn(pod: Object, old: Object | None) -> Iterator[str]:
    """What the sender of a pod is told, though it is taken."""
    from minik.kinds.pod import warnings  # noqa: PLC0415
    return warnings.pod_warnings(pod, old)


def describe(pod: Object, cluster: Cluster) -> str:
    """Everything about a pod that a person may ask for."""
    from minik.kinds.pod import description  # noqa: PLC0415
    return description.describe(pod, cluster)


KIND = Kind(
    "Pod", default=default, prepare=prepare, problems=problems, update_problems=update_problems, warnings=warn,
    columns=columns.COLUMNS, describe=describe, selectable={
        "spec.nodeName": node, "spec.restartPolicy": restart_policy, "spec.schedulerName": scheduler,
        "spec.serviceAccountName": service_account, "spec.hostNetwork": lambda pod: str(uses_host_network(pod)).lower(),
        "status.phase": phase, "status.podIP": address, "status.nominatedNodeName": nominated_node,
    })
