"""Pods: the smallest deployable unit, each with its own IP address."""

from collections.abc import Iterator, Mapping, Sequence

from minik.errors import Problem
from minik.kinds.pod import columns, demand
from minik.light_typing import Any
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Kind
from minik.model.object import Object, labels, read, read_map, read_str, spec, status
from minik.model.quantity import Quantity

TERMINAL_PHASES = ("Succeeded", "Failed")


def phase(pod: Object) -> str:
    """Return `Pending`, `Running`, `Succeeded`, `Failed` or `Unknown`; "" if unset."""
    return read_str(status(pod), "phase")


def node(pod: Object) -> str:
    """Return the name of its node; "" before it is scheduled."""
    name: str = spec(pod).get("nodeName") or ""
    return name


def node_index(pod: Object) -> Sequence[str]:
    """Index key: the pod's node; empty before it is scheduled."""
    return (node(pod),) if node(pod) else ()


def address(pod: Object) -> str:
    """Return its primary IP; "" before it has one."""
    return read_str(status(pod), "podIP")


def addresses(pod: Object) -> Sequence[str]:
    """Return all its IPs, one per family, the cluster's primary family first."""
    known = status(pod)
    return [entry["ip"] for entry in known.get("podIPs") or () if entry.get("ip")] or (
        [address(pod)] if known.get("podIP") else []
    )


def containers(pod: Object) -> Sequence[Object]:
    """Return its regular containers."""
    entries: Sequence[Object] = spec(pod).get("containers") or ()
    return entries


def init_containers(pod: Object) -> Sequence[Object]:
    """Return its init containers, sidecars included."""
    entries: Sequence[Object] = spec(pod).get("initContainers") or ()
    return entries


def is_sidecar(container: Object) -> bool:
    """Return whether an init container is a sidecar (restartPolicy Always)."""
    return container.get("restartPolicy") == "Always"


def sidecars(pod: Object) -> Sequence[Object]:
    """Return the init containers that are sidecars."""
    return [container for container in init_containers(pod) if is_sidecar(container)]


def ephemeral_containers(pod: Object) -> Sequence[Object]:
    """Return its ephemeral containers, added for debugging."""
    entries: Sequence[Object] = spec(pod).get("ephemeralContainers") or ()
    return entries


def ports(pod: Object) -> Iterator[Object]:
    """Yield the declared ports of containers, then of sidecars."""
    for container in (*containers(pod), *sidecars(pod)):
        yield from container.get("ports") or ()


def find_port(pod: Object, target: int | str, protocol: str) -> int | None:
    """Resolve a service's targetPort: a number is itself, a name is the first port of that name and
    protocol. None if there is none.
    """
    if isinstance(target, int):
        return target
    for port in ports(pod):
        if port.get("name") == target and (port.get("protocol") or "TCP") == protocol:
            number: int = port["containerPort"]
            return number
    return None


def condition(pod: Object, kind: str) -> Mapping[str, Any] | None:
    """Return one condition of its status (`Ready`, `PodScheduled`...); None if it is not set."""
    for entry in status(pod).get("conditions") or ():
        if entry.get("type") == kind:
            match: Mapping[str, Any] = entry
            return match
    return None


def is_ready(pod: Object) -> bool:
    """Return whether its Ready condition is True."""
    ready = condition(pod, "Ready")
    return ready is not None and ready.get("status") == "True"


def runs_well(pod: Object) -> bool:
    """Return whether it runs, is ready, stays, and has an address: most pods do, so that nothing else
    has to be asked of them.
    """
    known = status(pod)
    return bool(
        known.get("phase") == "Running"
        and known.get("podIP")
        and is_ready(pod)
        and not is_terminating(pod)
    )


def is_terminating(pod: Object) -> bool:
    """Return whether it is being deleted."""
    return bool(pod["metadata"].get("deletionTimestamp"))


def is_terminal(pod: Object) -> bool:
    """Return whether its phase is Succeeded or Failed."""
    return phase(pod) in TERMINAL_PHASES


def uses_host_network(pod: Object) -> bool:
    """Return whether it uses its node's network namespace."""
    return bool(spec(pod).get("hostNetwork"))


def hostname(pod: Object) -> str:
    """Return spec.hostname; "" if unset."""
    return read_str(spec(pod), "hostname")


def subdomain(pod: Object) -> str:
    """Return spec.subdomain, the headless service of its DNS name; "" if unset."""
    return read_str(spec(pod), "subdomain")


def restart_policy(pod: Object) -> str:
    """Return `Always`, `OnFailure` or `Never`."""
    return str(spec(pod).get("restartPolicy") or "Always")


def tolerations(pod: Object) -> Sequence[Object]:
    """Return the taints that it tolerates."""
    entries: Sequence[Object] = spec(pod).get("tolerations") or ()
    return entries


def node_selector(pod: Object) -> Mapping[str, str]:
    """Return the labels that its node must have."""
    return read_map(spec(pod), "nodeSelector")


def scheduler(pod: Object) -> str:
    """Return the name of its scheduler."""
    return str(spec(pod).get("schedulerName") or "")


def service_account(pod: Object) -> str:
    """Return the name of its ServiceAccount."""
    return str(spec(pod).get("serviceAccountName") or "")


def nominated_node(pod: Object) -> str:
    """Return the node on which preemption makes room for it; "" if there is none."""
    return str(status(pod).get("nominatedNodeName") or "")


def priority(pod: Object) -> int:
    """Return its scheduling priority."""
    return int(spec(pod).get("priority") or 0)


def scheduling_gates(pod: Object) -> Sequence[str]:
    """Return the names of its scheduling gates."""
    return [gate["name"] for gate in spec(pod).get("schedulingGates") or ()]


def readiness_gates(pod: Object) -> Sequence[str]:
    """Return the condition types of its readiness gates."""
    return [gate["conditionType"] for gate in spec(pod).get("readinessGates") or ()]


def qos_class(pod: Object) -> str:
    """Return its QoS class: `Guaranteed`, `Burstable` or `BestEffort`."""
    return str(status(pod).get("qosClass") or "BestEffort")


def has_service_links(pod: Object) -> bool:
    """Return whether its containers get environment variables for Services."""
    return bool(read(pod, "spec.enableServiceLinks", True))


def template_labels(template: Object) -> Mapping[str, str]:
    """Return the labels of a pod template."""
    return labels({"metadata": template.get("metadata") or {}})


def requests(pod: Object) -> Mapping[str, Quantity]:
    """Return its resource requests as the scheduler counts them, init containers and overhead
    included.
    """
    return demand.pod_total(pod.get("spec") or {}, "requests")


def limits(pod: Object) -> Mapping[str, Quantity]:
    """Return its resource limits, counted the same way."""
    return demand.pod_total(pod.get("spec") or {}, "limits")


# The rules of pods are many, and who only reads pods needs none of them: they are imported when the
# first pod is taken in, and its description when the first is described.


def default(pod: Object) -> Object:
    """Fill in every default."""
    from minik.kinds.pod import defaults  # noqa: PLC0415

    return defaults.default_pod(pod)


def prepare(pod: Object, old: Object | None, draft: Draft) -> Object:
    """Set the status of a new pod; keep the old one on update."""
    from minik.kinds.pod import preparation  # noqa: PLC0415

    return preparation.prepare(pod, old, draft)


def problems(pod: Object) -> Iterator[Problem]:
    """Yield what is wrong with a pod."""
    from minik.kinds.pod import rules  # noqa: PLC0415

    return rules.pod_problems(pod)


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    """Yield the changes that an update may not make."""
    from minik.kinds.pod import updates  # noqa: PLC0415

    return updates.update_problems(new, old)


def warn(pod: Object, old: Object | None) -> Iterator[str]:
    """Yield the warnings for an accepted pod."""
    from minik.kinds.pod import warnings  # noqa: PLC0415

    return warnings.pod_warnings(pod, old)


def describe(pod: Object, cluster: Cluster) -> str:
    """Describe a pod."""
    from minik.kinds.pod import description  # noqa: PLC0415

    return description.describe(pod, cluster)


KIND = Kind(
    "Pod",
    default=default,
    prepare=prepare,
    problems=problems,
    update_problems=update_problems,
    free_names=(),
    warnings=warn,
    columns=columns.COLUMNS,
    describe=describe,
    selectable={
        "spec.nodeName": node,
        "spec.restartPolicy": restart_policy,
        "spec.schedulerName": scheduler,
        "spec.serviceAccountName": service_account,
        "spec.hostNetwork": lambda pod: str(uses_host_network(pod)).lower(),
        "status.phase": phase,
        "status.podIP": address,
        "status.nominatedNodeName": nominated_node,
    },
)
