"""The gates between a pod and the clients of a Service, in the order in which a pod passes them; the first that stops it is the reason.

Upstream rules: endpointslice `ShouldPodBeInEndpoints`, `FindPort`, and the conditions that make an endpoint ready.
"""
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from minik.diagnosis.view import few, is_known
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.duration import age
from minik.model.object import Object

PROBES = {"httpGet": "GET", "tcpSocket": "tcp", "grpc": "grpc", "exec": "exec"}


class Gate(NamedTuple):
    """What stops a pod: the gate's name, what is so, and the code of the cause."""

    name: str
    text: str
    code: str


def stopped(cluster: Cluster, service: Object, pod: Object) -> Gate | None:
    """The first gate that stops a pod on its way to stand behind a service; None: it passes them all."""
    return selection(service, pod) or state(cluster, service, pod) or ports(service, pod)


def selection(service: Object, pod: Object) -> Gate | None:
    """Namespace and labels."""
    if objects.namespace(pod) != objects.namespace(service):
        return Gate("namespace", f"in {objects.namespace(pod)}; a Service selects in its own namespace alone", "pods-in-another-namespace")
    labels = objects.labels(pod)
    wrong = [f'{name} is "{labels[name]}", the Service asks "{value}"' if name in labels else f"has no label {name}"
             for name, value in services.selector(service).items() if labels.get(name) != value]
    return Gate("labels", "; ".join(wrong), "selector-matches-nothing") if wrong else None


def state(cluster: Cluster, service: Object, pod: Object) -> Gate | None:
    """Phase, address, termination, readiness, node: what only a pod that really is can be asked."""
    if not is_known(pod):
        return None
    if pods.is_terminal(pod):
        return Gate("phase", f"{pods.phase(pod)}{because(pod)}", "pods-ended")
    waiting = broken(pod)
    if not pods.addresses(pod):
        return Gate("address", f"no address yet: {waiting or scheduling(pod)}", "containers-broken" if waiting else "pods-pending")
    if pods.is_terminating(pod):
        return None if services.publishes_not_ready(service) else Gate("terminating", "it has been told to go", "pods-terminating")
    if not pods.is_ready(pod) and not services.publishes_not_ready(service):
        return readiness(cluster, pod, waiting)
    if pods.node(pod) and is_gone(cluster, pods.node(pod)):
        return Gate("node", f"its node {pods.node(pod)} is no longer there: no slice lists it", "node-gone")
    families = [family for family in services.families(service) if not any((":" in ip) == (family == "IPv6") for ip in pods.addresses(pod))]
    if families and len(families) == len(services.families(service)):
        return Gate("family", f"it has no {' or '.join(families)} address", "family-without-pods")
    return None


def because(pod: Object) -> str:
    """Why it ended, where it says so."""
    reason = objects.status(pod).get("reason")
    return f" ({reason})" if reason else ""


def scheduling(pod: Object) -> str:
    """What it waits for, in the scheduler's words."""
    scheduled = pods.condition(pod, "PodScheduled") or {}
    if scheduled.get("status") == "True":
        return "its node has not started it"
    return str(scheduled.get("message") or f"{pods.phase(pod)}, on no node yet").split(". preemption")[0]


def broken(pod: Object) -> str:
    """What keeps a container from running: `app: CrashLoopBackOff`."""
    status = objects.status(pod)
    for container in (*(status.get("initContainerStatuses") or ()), *(status.get("containerStatuses") or ())):
        reason = ((container.get("state") or {}).get("waiting") or {}).get("reason")
        if reason and reason not in ("ContainerCreating", "PodInitializing"):
            return f"container {container['name']}: {reason}"
    return ""


def readiness(cluster: Cluster, pod: Object, waiting: str) -> Gate:
    """Why a pod that runs is not ready: its node, its containers, its gates, its probes."""
    node = cluster.get("Node", "", pods.node(pod))
    if node is not None and not nodes.is_ready(node):
        return Gate("readiness", f"its node {pods.node(pod)} is not ready", "node-not-ready")
    if waiting:
        return Gate("readiness", waiting, "containers-broken")
    unmet = [gate for gate in pods.readiness_gates(pod) if (pods.condition(pod, gate) or {}).get("status") != "True"]
    if unmet and (pods.condition(pod, "ContainersReady") or {}).get("status") == "True":
        return Gate("readiness", f"nobody has set its readiness gate {', '.join(unmet)}", "readiness-gate-unmet")
    since = (pods.condition(pod, "Ready") or {}).get("lastTransitionTime")
    probes = few(list(probed(pod)), 2)
    return Gate("readiness", f"not ready{f' since {age(since, cluster.now)}' if since else ''}{f': {probes}' if probes else ''}",
                "pods-not-ready")


def probed(pod: Object) -> Iterator[str]:
    """How its containers are asked whether they are ready: `readiness probe GET :8080/healthz`."""
    for container in (*pods.containers(pod), *pods.sidecars(pod)):
        probe = container.get("readinessProbe") or {}
        for kind, word in PROBES.items():
            if kind in probe:
                its = probe[kind] or {}
                what = " ".join(its.get("command") or ()) if kind == "exec" else f":{its.get('port', '')}{its.get('path') or ''}"
                yield f"readiness probe {word} {what}"


def is_gone(cluster: Cluster, node: str) -> bool:
    """Whether a node is not among those of the cluster, where nodes are known."""
    return cluster.get("Node", "", node) is None and bool(cluster.of("Node"))


def ports(service: Object, pod: Object) -> Gate | None:
    """A pod that has none of the Service's ports stands nowhere."""
    wanted = services.ports(service)
    missing = [port for port in wanted if target(pod, port) is None]
    if not wanted or len(missing) < len(wanted):
        return None
    names = ", ".join(dict.fromkeys(f"{port['name']} ({port['containerPort']}/{port.get('protocol') or 'TCP'})"
                                    for port in pods.ports(pod) if port.get("name")))
    return Gate("port", f'it has no port named "{missing[0].get("targetPort")}"; it has: {names or "no named port"}', "named-port-missing")


def target(pod: Object, port: Mapping[str, object]) -> int | None:
    """The number at which a pod serves a Service's port; nothing where it does not."""
    wanted = port.get("targetPort") or port.get("port")
    return pods.find_port(pod, wanted, str(port.get("protocol") or "TCP"))  # type: ignore[arg-type]
