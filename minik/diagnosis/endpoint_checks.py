"""The checks that make a pod an endpoint of a Service, in order; the first one that fails is the
reason.

Upstream rules: endpointslice `ShouldPodBeInEndpoints`, `FindPort`, and the conditions that make an
endpoint ready.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from minik.diagnosis.view import first_few, has_status
from minik.endpoints.service_backends import service_families
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.duration import age
from minik.model.object import Object

PROBES = {"httpGet": "GET", "tcpSocket": "tcp", "grpc": "grpc", "exec": "exec"}


class Gate(StrEnum):
    """The checks, in the order in which a pod passes them."""

    NAMESPACE = "namespace"
    LABELS = "labels"
    PHASE = "phase"
    ADDRESS = "address"
    TERMINATING = "terminating"
    READINESS = "readiness"
    NODE = "node"
    FAMILY = "family"
    PORT = "port"


class FailedCheck(NamedTuple):
    """A failed check: the gate, the evidence, and the code of the cause."""

    gate: Gate
    text: str
    code: str


def first_failed_check(cluster: Cluster, service: Object, pod: Object) -> FailedCheck | None:
    """Return the first check that a pod fails on its way to become an endpoint of a Service; None
    if it passes all.
    """
    return (
        check_selection(service, pod)
        or check_state(cluster, service, pod)
        or check_ports(service, pod)
    )


def check_selection(service: Object, pod: Object) -> FailedCheck | None:
    """Check namespace and labels."""
    if objects.namespace(pod) != objects.namespace(service):
        return FailedCheck(
            Gate.NAMESPACE,
            f"in {objects.namespace(pod)}; a Service selects in its own namespace alone",
            "pods-in-another-namespace",
        )
    labels = objects.labels(pod)
    wrong = [
        f'{name} is "{labels[name]}", the Service asks "{value}"'
        if name in labels
        else f"has no label {name}"
        for name, value in services.selector(service).items()
        if labels.get(name) != value
    ]
    return FailedCheck(Gate.LABELS, "; ".join(wrong), "selector-matches-nothing") if wrong else None


def check_state(cluster: Cluster, service: Object, pod: Object) -> FailedCheck | None:
    """Check phase, address, termination, readiness, node and family; None for a pod without a
    status.
    """
    if not pods.runs_well(pod):
        if not has_status(pod):
            return None
        failed = check_started(pod)
        if not failed and not services.publishes_not_ready(service):
            failed = check_readiness(cluster, pod)
        if failed or pods.is_terminating(pod):
            return failed
    if pods.node(pod) and is_node_gone(cluster, pods.node(pod)):
        text = f"its node {pods.node(pod)} is no longer there: no slice lists it"
        return FailedCheck(Gate.NODE, text, "node-gone")
    return check_family(service, pod)


def check_started(pod: Object) -> FailedCheck | None:
    """Check that a pod has not ended and has an address."""
    if pods.is_terminal(pod):
        return FailedCheck(Gate.PHASE, f"{pods.phase(pod)}{ended_reason(pod)}", "pods-ended")
    if pods.addresses(pod):
        return None
    waiting = container_problem(pod)
    return FailedCheck(
        Gate.ADDRESS,
        f"no address yet: {waiting or pending_reason(pod)}",
        "containers-broken" if waiting else "pods-pending",
    )


def check_readiness(cluster: Cluster, pod: Object) -> FailedCheck | None:
    """Check that a pod runs, stays and is ready."""
    if pods.is_terminating(pod):
        return FailedCheck(Gate.TERMINATING, "it is terminating", "pods-terminating")
    if pods.is_ready(pod):
        return None
    return check_started(pod) or readiness_failure(cluster, pod, container_problem(pod))


def check_family(service: Object, pod: Object) -> FailedCheck | None:
    """Check that a pod has an address of one of the Service's families."""
    families, addresses = service_families(service), pods.addresses(pod)
    lacking = [
        family
        for family in families
        if not any((":" in ip) == (family == "IPv6") for ip in addresses)
    ]
    if not lacking or len(lacking) < len(families):
        return None
    text = f"it has no {' or '.join(lacking)} address"
    return FailedCheck(Gate.FAMILY, text, "family-without-pods")


def ended_reason(pod: Object) -> str:
    """Return why a pod ended, in parentheses; "" if it does not say."""
    reason = objects.status(pod).get("reason")
    return f" ({reason})" if reason else ""


def pending_reason(pod: Object) -> str:
    """Return what a pod waits for, in the scheduler's words."""
    scheduled = pods.condition(pod, "PodScheduled") or {}
    if scheduled.get("status") == "True":
        return "its node has not started it"
    unscheduled = ", ".join(filter(None, (pods.phase(pod), "on no node yet")))
    return str(scheduled.get("message") or unscheduled).split(". preemption")[0]


def container_problem(pod: Object) -> str:
    """Return why a container does not run: `container app: CrashLoopBackOff`; "" if all run."""
    status = objects.status(pod)
    for container in (
        *(status.get("initContainerStatuses") or ()),
        *(status.get("containerStatuses") or ()),
    ):
        reason = ((container.get("state") or {}).get("waiting") or {}).get("reason")
        if reason and reason not in ("ContainerCreating", "PodInitializing"):
            return f"container {container.get('name')}: {reason}"
    return ""


def readiness_failure(cluster: Cluster, pod: Object, waiting: str) -> FailedCheck:
    """Return why a running pod is not ready: its node, its containers, its readiness gates or its
    probes.
    """
    node = cluster.get("Node", "", pods.node(pod))
    if node is not None and not nodes.is_ready(node):
        return FailedCheck(
            Gate.READINESS, f"its node {pods.node(pod)} is not ready", "node-not-ready"
        )
    if waiting:
        return FailedCheck(Gate.READINESS, waiting, "containers-broken")
    unmet = [
        gate
        for gate in pods.readiness_gates(pod)
        if (pods.condition(pod, gate) or {}).get("status") != "True"
    ]
    if unmet and (pods.condition(pod, "ContainersReady") or {}).get("status") == "True":
        return FailedCheck(
            Gate.READINESS,
            f"nobody has set its readiness gate {', '.join(unmet)}",
            "readiness-gate-unmet",
        )
    since = (pods.condition(pod, "Ready") or {}).get("lastTransitionTime")
    probes = first_few(list(describe_probes(pod)), 2)
    return FailedCheck(
        Gate.READINESS,
        f"not ready{f' since {age(since, cluster.now)}' if since else ''}{f': {probes}' if probes else ''}",
        "pods-not-ready",
    )


def describe_probes(pod: Object) -> Iterator[str]:
    """Yield each readiness probe as text: `readiness probe GET :8080/healthz`."""
    for container in (*pods.containers(pod), *pods.sidecars(pod)):
        if container.get("readinessProbe"):
            yield f"readiness probe {describe_probe(container['readinessProbe'])}"


def describe_probe(probe: Mapping[str, Any]) -> str:
    """Return what a probe asks: `GET :8080/healthz`."""
    for kind, method in PROBES.items():
        if kind in probe:
            settings = probe[kind] or {}
            if kind == "exec":
                return f"{method} {' '.join(settings.get('command') or ())}"
            return f"{method} :{settings.get('port', '')}{settings.get('path') or ''}"
    return ""


def is_node_down(cluster: Cluster, name: str) -> bool:
    """Return whether a node is there and not ready."""
    node = cluster.get("Node", "", name)
    return node is not None and not nodes.is_ready(node)


def is_node_gone(cluster: Cluster, node: str) -> bool:
    """Return whether a node is missing from a cluster that has nodes."""
    return cluster.get("Node", "", node) is None and bool(cluster.of("Node"))


def check_ports(service: Object, pod: Object) -> FailedCheck | None:
    """Check that the pod has at least one of the Service's ports."""
    service_ports = services.ports(service)
    missing = [port for port in service_ports if target_number(pod, port) is None]
    if not service_ports or len(missing) < len(service_ports):
        return None
    names = ", ".join(
        dict.fromkeys(
            f"{port['name']} ({port['containerPort']}/{port.get('protocol') or 'TCP'})"
            for port in pods.ports(pod)
            if port.get("name")
        )
    )
    return FailedCheck(
        Gate.PORT,
        f'it has no port named "{missing[0].get("targetPort")}"; it has: {names or "no named port"}',
        "named-port-missing",
    )


def target_number(pod: Object, port: Mapping[str, object]) -> int | None:
    """Return the number of the pod's port for a Service's port; None if the pod has none."""
    target_port = port.get("targetPort") or port.get("port")
    return pods.find_port(pod, target_port, str(port.get("protocol") or "TCP"))  # type: ignore[arg-type]
