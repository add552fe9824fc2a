"""Kubelets: a pod assigned to a node gets its addresses, and its containers start. Upstream rule:
`pkg/kubelet`.

A pod that has started or finished keeps its status, until its behaviour annotation or a simulation
changes it.
"""

from collections.abc import Container, Hashable, Iterable, Iterator
from datetime import datetime
from functools import cached_property

from minik.intake.system_metadata import timestamp
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.model import ip
from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import Cluster, Draft
from minik.model.controller import Controller, NewEvent, OptionalObject, Phase
from minik.model.duration import after, parse_time
from minik.model.object import Object, read
from minik.pod_life import behaviour, blocked_pods, config_references, pod_status, simulated_status
from minik.recording import deletions, pod_events

STARTING = config_references.Missing({"": "its containers are about to start"}, {})
FIRST_ADDRESS = 2  # a node's first address is its network's, the next its bridge's


def unstarted_on(pod: Object) -> Iterable[str]:
    """Return the node on which a pod waits to be started, as index key; empty for other pods."""
    status, node = objects.status(pod), pods.node(pod)
    has_started = status.get("startTime") or status.get("phase") not in (None, "", "Pending")
    has_started = (
        has_started or status.get("containerStatuses") and not blocked_pods.is_blocked(pod)
    )
    return () if not node or has_started or pods.is_terminating(pod) else (node,)


def simulated_on(pod: Object) -> Iterable[str]:
    """Return the node of a started pod with simulated behaviour, or with an ephemeral container to
    start, as index key; empty for others.
    """
    is_active = (
        (behaviour.is_simulated(pod) or pod_status.lacks_ephemeral(pod))
        and objects.status(pod).get("startTime")
        and not pods.is_terminal(pod)
    )
    return (pods.node(pod),) if is_active else ()


def reconcile(cluster: Cluster) -> Iterable[Change]:
    yield from refresh_simulated(cluster)
    yield from start_pods(cluster)


def concerns(cluster: Cluster) -> bool:
    """Return whether a pod waits to be started, or its status changes by itself."""
    pod_table = cluster.table("Pod")
    return bool(pod_table.index_by(unstarted_on) or pod_table.index_by(simulated_on))


def refresh_simulated(cluster: Cluster) -> Iterator[Put]:
    """Yield the pods with simulated behaviour, or new containers, whose status has changed by now."""
    for name, members in cluster.table("Pod").groups_by(simulated_on):
        node = cluster.get("Node", "", name)
        if node and nodes.is_ready(node) and not nodes.down_since(node):
            for pod in members:
                status = current_status(pod, cluster.now)
                if status != objects.status(pod):
                    yield Put({**pod, "status": status})


def current_status(pod: Object, now: datetime) -> Object:
    """Return the status of a started pod by now."""
    time = timestamp(now)
    status = (
        simulated_status.status_at(pod, now) if behaviour.is_simulated(pod) else objects.status(pod)
    )
    return pod_status.with_ephemeral(pod, status, time)


def due_times(cluster: Cluster) -> Iterator[datetime]:
    """Yield when pods with simulated behaviour will change by themselves."""
    for name, members in cluster.table("Pod").groups_by(simulated_on):
        node = cluster.get("Node", "", name)
        if node and nodes.is_ready(node) and not nodes.down_since(node):
            for pod in filter(behaviour.is_simulated, members):
                start = simulated_status.start_time(pod)
                if start:
                    yield from behaviour.next_changes(pod, start, cluster.now)


def slow(seconds: int) -> Controller:
    """Return kubelets that need so many seconds to start a pod that was put on their node."""

    def reconcile_slowly(cluster: Cluster) -> Iterator[Put]:
        yield from refresh_simulated(cluster)
        yield from start_pods(cluster, seconds)

    def slow_due_times(cluster: Cluster) -> Iterator[datetime]:
        yield from due_times(cluster)
        for members in cluster.table("Pod").index_by(unstarted_on).values():
            yield from (start_of(pod, seconds) for pod in members)

    return CONTROLLER._replace(reconcile=reconcile_slowly, due_times=slow_due_times)


def start_of(pod: Object, seconds: int) -> datetime:
    """Return when a pod has started that needs so many seconds since it was scheduled."""
    scheduled = pods.condition(pod, "PodScheduled") or {}
    since = scheduled.get("lastTransitionTime") if scheduled.get("status") == "True" else None
    return after(parse_time(since or pod["metadata"]["creationTimestamp"]), seconds)


def start_pods(cluster: Cluster, seconds: int = 0) -> Iterator[Put]:
    """Yield the pods that were assigned to nodes, started; where that takes time, about to start."""
    waiting = cluster.table("Pod").index_by(unstarted_on)
    if not waiting:
        return
    addresses = AddressPool(cluster)
    for name in sorted(waiting):
        node = cluster.get("Node", "", name)
        if node and nodes.is_ready(node) and not nodes.down_since(node):
            late = [
                pod for pod in waiting[name] if seconds and start_of(pod, seconds) > cluster.now
            ]
            for pod in late:
                yield from blocked_pod(cluster, pod, STARTING, host_fields(node))
            ready = [pod for pod in waiting[name] if pod not in late] if late else waiting[name]
            yield from start_on_node(cluster, node, ready, addresses)


def host_fields(node: Object) -> Object:
    """Return what the status of a node's pods says of the node."""
    node_ips = nodes.addresses(node, "InternalIP")
    hosts = [{"ip": address} for address in node_ips]
    return {"hostIP": node_ips[0], "hostIPs": hosts} if node_ips else {}


def start_on_node(
    cluster: Cluster, node: Object, waiting: Iterable[Object], addresses: "AddressPool"
) -> Iterator[Put]:
    """Yield the pods of one node, running; a pod without a free address keeps waiting."""
    node_ips, host = nodes.addresses(node, "InternalIP"), host_fields(node)
    now, statuses = timestamp(cluster.now), StatusCache()
    references = config_references.References(cluster.get)
    for pod in waiting:
        missing = references.missing(pod)
        if missing.volumes:
            yield from blocked_pod(cluster, pod, missing, host)
            continue
        ips = list(pods.addresses(pod)) or (
            list(node_ips) if pods.uses_host_network(pod) else addresses.allocate(node)
        )
        address_fields = (
            {**host, "podIP": ips[0], "podIPs": [{"ip": address} for address in ips]} if ips else {}
        )
        if ips and missing.containers:
            yield from blocked_pod(cluster, pod, missing, address_fields)
        elif ips:
            started = behaviour.with_probe_delay(pod) if cluster.settings.probe_delays else pod
            status = {**objects.status(pod), **statuses.running_status(pod, now), **address_fields}
            placed = {
                **pod_status.with_topology_labels(started, objects.labels(node)),
                "status": status,
            }
            yield Put(
                {**placed, "status": simulated_status.status_at(placed, cluster.now)}
                if behaviour.is_simulated(placed)
                else placed
            )


def blocked_pod(
    cluster: Cluster, pod: Object, missing: config_references.Missing, address_fields: Object
) -> Iterator[Put]:
    """Yield a pod blocked by a missing ConfigMap or Secret, if its status has changed."""
    status = blocked_pods.blocked_status(cluster, pod, missing, address_fields)
    if status != objects.status(pod):
        yield Put({**pod, "status": status})


class StatusCache:
    """Statuses of pods whose containers have the same names and images, computed once; addresses
    differ.
    """

    def __init__(self) -> None:
        self.known: dict[Hashable, Object] = {}

    def running_status(self, pod: Object, now: str) -> Object:
        if pods.readiness_gates(pod) or pods.init_containers(pod) or pods.ephemeral_containers(pod):
            return pod_status.running_status(pod, now)
        key = tuple((one.get("name"), one.get("image")) for one in pods.containers(pod))
        if key not in self.known:
            self.known[key] = pod_status.running_status(pod, now)
        return self.known[key]


class AddressPool:
    """The free pod addresses of each node: lowest first, those freed by this command last."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.free: dict[str, list[Iterator[str]]] = {}

    @cached_property
    def used_addresses(self) -> Container[str]:
        """Return the addresses that pods have."""
        return self.cluster.table("Pod").index_by(addresses_in_use)

    @cached_property
    def just_freed(self) -> set[str]:
        """Return the addresses of pods deleted by this command."""
        return {
            address
            for _, pod in deletions.deleted_objects(self.cluster, "Pod")
            for address in pods.addresses(pod)
        }

    def allocate(self, node: Object) -> list[str]:
        """Return an address of each family, the first family first; [] if any is exhausted."""
        name = objects.name(node)
        if name not in self.free:
            ranges = sorted(
                pod_ranges(node),
                key=lambda cidr: (":" in cidr) != (":" in self.cluster.settings.pod_cidrs[0]),
            )
            used_addresses, just_freed = self.used_addresses, self.just_freed
            self.free[name] = [free_addresses(cidr, used_addresses, just_freed) for cidr in ranges]
        picked = [next(candidates, "") for candidates in self.free[name]]
        return picked if all(picked) else []


def free_addresses(cidr: str, taken: Container[str], just_freed: Container[str]) -> Iterator[str]:
    """Yield the free addresses of a range, those freed last at the end.

    It knows no pool: a generator in a pool that it knows would keep the pool's whole cluster.
    """
    parsed = ip.parse_network(cidr)
    assert parsed is not None
    network = parsed[1]
    last_number = network.num_addresses - (2 if network.version == 4 else 1)
    reused = []
    for number in range(FIRST_ADDRESS, last_number + 1):
        address = str(network[number])
        if address in just_freed:
            reused.append(address)
        elif address not in taken:
            yield address
    yield from (address for address in reused if address not in taken)


def addresses_in_use(pod: Object) -> Iterable[str]:
    """Return the addresses of a pod that has not ended, as index keys."""
    return () if pods.is_terminal(pod) else dict.fromkeys(pods.addresses(pod))


def pod_ranges(node: Object) -> list[str]:
    """Return the CIDRs from which a node's pods get addresses."""
    cidrs: list[str] = read(node, "spec.podCIDRs", []) or [read(node, "spec.podCIDR", "")]
    return [cidr for cidr in cidrs if ip.parse_network(cidr)]


def mount_events(draft: Draft, old: OptionalObject, new: OptionalObject) -> Iterator[NewEvent]:
    """Yield the kubelet's events about a pod, and about volumes that it cannot mount."""
    yield from pod_events.pod_events(draft, old, new)
    if new and blocked_pods.is_blocked(new) and not (old and blocked_pods.is_blocked(old)):
        for message in blocked_pods.mount_errors(
            new, config_references.find_missing(draft.get, new)
        ):
            yield NewEvent(
                new, "FailedMount", message, "kubelet", warning=True, host=pods.node(new)
            )


CONTROLLER = Controller(
    "kubelet",
    ("Pod", "Node", "ConfigMap", "Secret"),
    Phase.KUBELETS,
    reconcile,
    concerns=concerns,
    due_times=due_times,
    events={"Pod": mount_events},
)
