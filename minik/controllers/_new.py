"""A new cluster: its nodes, its namespaces and the Service `kubernetes`, much as kind makes them."""
from collections.abc import Iterator
from datetime import datetime
from ipaddress import ip_network

from minik.controllers import _machines
from minik.errors import ClientError
from minik.intake import admission
from minik.model.cluster import Cluster, Objects
from minik.model.object import Object
from minik.model.settings import Settings

ZONES = ("zone-a", "zone-b", "zone-c")
CONTROL_PLANE = "node-role.kubernetes.io/control-plane"
EXCLUDED = "node.kubernetes.io/exclude-from-external-load-balancers"
SIZE = {4: 24, 6: 64}
LATER = ", loopback_endpoints=False"  # a decision that minik learned later counts where it is taken: other clusters keep their names


def cluster(settings: Settings, now: datetime, control_planes: int | None = None, workers: int | None = None) -> Cluster:
    """A small cluster, to be settled: its controllers add namespaces, addresses and endpoints."""
    planned = settings._replace(control_planes=settings.control_planes if control_planes is None else control_planes,
                                workers=settings.workers if workers is None else workers)
    lineage = admission.suffix(f"{planned}/{admission.timestamp(now)}".replace(LATER, ""), 16)
    draft = Cluster(Objects(), planned, now, lineage=lineage).draft()
    for obj in (*namespaces(), *nodes(planned, now), service_range(planned), service(planned)):
        admission.carry_out(draft, obj)
    return draft.cluster()


def namespaces() -> Iterator[Object]:
    for name in ("default", "kube-node-lease", "kube-public", "kube-system"):
        yield {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}


def nodes(settings: Settings, now: datetime) -> Iterator[Object]:
    """The control plane first, on ranges 0 and those after the workers'; workers are numbered from 1."""
    for number in range(settings.control_planes):
        place = settings.workers + number if number else 0
        yield node("control-plane" + (f"-{number + 1}" if number else ""), place, settings, now, control_plane=True)
    for number in range(1, settings.workers + 1):
        yield node(f"node-{number}", number, settings, now)


def node(name: str, number: int, settings: Settings, now: datetime, *, control_plane: bool = False) -> Object:
    """A node that is ready; one of the control plane keeps ordinary pods away."""
    cidrs = [pod_range(cidr, number) for cidr in settings.pod_cidrs]
    spec: Object = {"podCIDR": cidrs[0], "podCIDRs": cidrs}
    labels = {**_machines.labels(name), "topology.kubernetes.io/zone": ZONES[number % len(ZONES)]}
    if control_plane:
        labels |= {CONTROL_PLANE: "", EXCLUDED: ""}
        spec["taints"] = [{"effect": "NoSchedule", "key": CONTROL_PLANE}]
    metadata = {"name": name, "labels": labels, "annotations": {"node.alpha.kubernetes.io/ttl": "0"}}
    status = _machines.status(_machines.addresses(name, number, settings.families), {}, admission.timestamp(now))
    return {"apiVersion": "v1", "kind": "Node", "metadata": metadata, "spec": spec, "status": status}


def pod_range(cidr: str, number: int) -> str:
    """The range of the node of that number."""
    whole = ip_network(cidr)
    size = max(SIZE[whole.version], whole.prefixlen)
    if number >= 2 ** (size - whole.prefixlen):
        raise ClientError(f"{cidr} has ranges for {2 ** (size - whole.prefixlen)} nodes only; choose a larger one with --pod-cidr")
    return f"{whole.network_address + (number << (whole.max_prefixlen - size))}/{size}"


def service_range(settings: Settings) -> Object:
    """The range of the services' addresses, as an object."""
    return {"apiVersion": "networking.k8s.io/v1", "kind": "ServiceCIDR", "metadata": {"name": "kubernetes"},
            "spec": {"cidrs": list(settings.service_cidrs)}}


def service(settings: Settings) -> Object:
    """The name and the address of the API server."""
    first = str(ip_network(settings.service_cidrs[0])[1])
    return {"apiVersion": "v1", "kind": "Service", "metadata": {
        "name": "kubernetes", "namespace": "default", "labels": {"component": "apiserver", "provider": "kubernetes"}}, "spec": {
        "clusterIP": first, "clusterIPs": [first], "type": "ClusterIP", "ipFamilyPolicy": "SingleStack",
        "ports": [{"name": "https", "port": 443, "protocol": "TCP", "targetPort": 6443}]}}
