"""Where the control plane is, and the services of the cluster itself."""

from collections.abc import Iterator

from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.ip import bracket_ipv6
from minik.model.object import Object, read

CLUSTER_SERVICE = "kubernetes.io/cluster-service"


def running_services(cluster: Cluster, namespace: str) -> Iterator[tuple[str, str]]:
    """Yield name and address of the control plane, then of each cluster service in the namespace."""
    server = control_plane(cluster)
    yield "Kubernetes control plane", server
    for service in cluster.within("Service", namespace):
        if objects.labels(service).get(CLUSTER_SERVICE) == "true":
            yield (
                objects.labels(service).get("kubernetes.io/name") or objects.name(service),
                " ".join(addresses(service, server)),
            )


def control_plane(cluster: Cluster) -> str:
    """Return the API server's URL, from the endpoints of the Service `kubernetes`."""
    endpoints = cluster.get("Endpoints", "default", "kubernetes") or {}
    for subset in read(endpoints, "subsets", []):
        for address in subset.get("addresses") or ():
            return f"https://{bracket_ipv6(address['ip'])}:{subset['ports'][0]['port']}"
    return "https://kubernetes.default.svc"


def addresses(service: Object, server: str) -> Iterator[str]:
    """Yield a Service's URLs: at its load balancer, else through the API server's proxy path."""
    ports = read(service, "spec.ports", [])
    balancers = read(service, "status.loadBalancer.ingress", [])
    for balancer in balancers:
        for port in ports:
            scheme = "https" if port.get("name") == "https" or port["port"] == 443 else "http"
            yield f"{scheme}://{balancer.get('ip') or balancer.get('hostname')}:{port['port']}"
    if not balancers:
        port = ports[0] if ports else {}
        name = objects.name(service) + (f":{port['name']}" if port.get("name") else "")
        name = f"https:{name}" if port.get("name") == "https" or port.get("port") == 443 else name
        yield f"{server}/api/v1/namespaces/{objects.namespace(service)}/services/{name}/proxy"
