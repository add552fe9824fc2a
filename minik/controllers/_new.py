"""A new cluster: nodes, namespaces and the Service `kubernetes`, like kind's."""
from datetime import datetime
from ipaddress import ip_network

from minik.intake import admission
from minik.model.cluster import Cluster, Objects
from minik.model.object import Object
from minik.model.settings import Settings

ZONES = "abc"


def node(name: str, number: int, settings: Settings, control_plane: bool) -> Object:
    labels = {"kubernetes.io/hostname": name, "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64",
              "topology.kubernetes.io/zone": f"zone-{ZONES[number % 3]}"}
    cidrs = []
    for cidr in settings.pod_cidrs:
        network = ip_network(cidr)
        subnets = network.subnets(new_prefix=24 if network.version == 4 else 64)
        cidrs.append(str(next(s for i, s in enumerate(subnets) if i == number)))
    spec: Object = {"podCIDR": cidrs[0], "podCIDRs": cidrs}
    if control_plane:
        labels["node-role.kubernetes.io/control-plane"] = ""
        spec["taints"] = [{"effect": "NoSchedule", "key": "node-role.kubernetes.io/control-plane"}]
    capacity = {"cpu": "64", "memory": "256Gi", "pods": "1k"}
    return {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": labels}, "spec": spec, "status": {
        "addresses": [{"address": f"192.168.0.{10 + number}", "type": "InternalIP"}, {"address": name, "type": "Hostname"}],
        "allocatable": capacity, "capacity": capacity,
        "conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady", "message": "ready"}]}}


def cluster(settings: Settings, now: datetime, control_planes: int = 1, workers: int = 3) -> Cluster:
    """A small cluster at rest, but for what its controllers add."""
    lineage = admission.suffix(f"{settings}/{admission.timestamp(now)}/{control_planes}/{workers}", 16)
    empty = Cluster(Objects(), settings, now, lineage=lineage)
    draft = empty.draft()
    for name in ("default", "kube-node-lease", "kube-public", "kube-system"):
        admission.carry_out(draft, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": {"kubernetes.io/metadata.name": name}},
                                    "spec": {"finalizers": ["kubernetes"]}, "status": {"phase": "Active"}})
    for number in range(control_planes):
        admission.carry_out(draft, node("control-plane" + (f"-{number + 1}" if number else ""), 100 + number if number else 0, settings, True))
    for number in range(1, workers + 1):
        admission.carry_out(draft, node(f"node-{number}", number, settings, False))
    first = str(ip_network(settings.service_cidrs[0])[1])
    admission.carry_out(draft, {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "kubernetes", "namespace": "default", "labels": {
        "component": "apiserver", "provider": "kubernetes"}}, "spec": {"clusterIP": first, "clusterIPs": [first], "type": "ClusterIP",
        "ports": [{"name": "https", "port": 443, "protocol": "TCP", "targetPort": 6443}]}})
    return draft.cluster()
