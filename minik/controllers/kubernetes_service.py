"""The Service `kubernetes`: the API server's name and address within the cluster.

Upstream rule: `pkg/controlplane/controller/kubernetesservice`. The API server restores it after a
deletion. Its endpoints are the control-plane nodes; without such nodes minik does not know them. An
imported cluster without this Service stays without it.
"""

from collections.abc import Iterable, Iterator, Sequence
from ipaddress import ip_network

from minik.endpoints.service_backends import SERVICE_NAME, service_families
from minik.kinds import node as nodes
from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Phase
from minik.model.object import Object
from minik.recording import deletions

NAME, NAMESPACE = "kubernetes", "default"
CONTROL_PLANE = "node-role.kubernetes.io/control-plane"
PORT = {"name": "https", "port": 6443, "protocol": "TCP"}
SKIP_MIRROR = "endpointslice.kubernetes.io/skip-mirror"


def reconcile(cluster: Cluster) -> Iterable[Change]:
    if cluster.get("Namespace", "", NAMESPACE) is None:
        return
    servers = cluster.table("Node").index_by(in_control_plane).get(True, ())
    service = cluster.get("Service", NAMESPACE, NAME)
    if service is None and (
        servers
        or any(
            objects.name(deleted) == NAME
            for _, deleted in deletions.deleted_objects(cluster, "Service")
        )
    ):
        yield Put(new_service(cluster))
    if service is not None and servers:
        yield from endpoint_changes(cluster, servers, service_families(service)[0])


def in_control_plane(node: Object) -> Iterable[bool]:
    """Return True, as index key, of a node of the control plane."""
    return (True,) if CONTROL_PLANE in objects.labels(node) else ()


def new_service(cluster: Cluster) -> Object:
    """Return the Service, at the first address of the cluster's first service range."""
    address = str(ip_network(cluster.settings.service_cidrs[0])[1])
    metadata = {
        "name": NAME,
        "namespace": NAMESPACE,
        "labels": {"component": "apiserver", "provider": "kubernetes"},
    }
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata,
        "spec": {
            "clusterIP": address,
            "clusterIPs": [address],
            "ipFamilyPolicy": "SingleStack",
            "type": "ClusterIP",
            "ports": [
                {"name": "https", "port": 443, "protocol": "TCP", "targetPort": PORT["port"]}
            ],
        },
    }


def endpoint_changes(cluster: Cluster, servers: Sequence[Object], family: str) -> Iterator[Put]:
    """Yield its Endpoints and EndpointSlice, if they have changed."""
    addresses = [
        ip
        for node in servers
        for ip in nodes.addresses(node, "InternalIP")
        if (":" in ip) == (family == "IPv6")
    ]
    metadata = {"name": NAME, "namespace": NAMESPACE}
    endpoints = {
        "apiVersion": "v1",
        "kind": "Endpoints",
        "metadata": {**metadata, "labels": {SKIP_MIRROR: "true"}},
        "subsets": [{"addresses": [{"ip": ip} for ip in addresses], "ports": [PORT]}],
    }
    slice_ = {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {**metadata, "labels": {SERVICE_NAME: NAME}},
        "addressType": family,
        "endpoints": [{"addresses": [ip], "conditions": {"ready": True}} for ip in addresses],
        "ports": [PORT],
    }
    for expected, fields in ((endpoints, ("subsets",)), (slice_, ("endpoints", "ports"))):
        existing = cluster.get(*objects.key(expected))
        if addresses and (
            existing is None or any(existing.get(field) != expected[field] for field in fields)
        ):
            yield Put(expected)


CONTROLLER = Controller(
    "kube-apiserver",
    ("Service", "Node", "Endpoints", "EndpointSlice", "Namespace"),
    Phase.NODES,
    reconcile,
)
