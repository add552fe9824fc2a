"""The pods that carry the requests of a Gateway or of an Ingress controller, known by their labels, and
the Service in front of them. Who runs outside the cluster, or is labelled otherwise, is not known.

Upstream rules: GEP-1762 (`gateway.networking.k8s.io/gateway-name` on what a controller makes for a
Gateway); the labels that the charts of Ingress controllers give their pods.
"""

from collections.abc import Iterator, Mapping, Sequence

from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Key, Object
from minik.ways.vocabulary import GATEWAY

NAMES = ("app.kubernetes.io/name", "app", "k8s-app", "app.kubernetes.io/component")
APART = ("admission-webhook", "default-backend", "controlplane")  # parts that forward nothing
GATEWAY_NAME = "gateway.networking.k8s.io/gateway-name"
ENVOY_GATEWAY = "gateway.envoyproxy.io/owning-gateway-"  # its pods run in its own namespace
WEB = (80, 443)
ENTRIES = (services.LOAD_BALANCER, "NodePort")
# spec.controller of an IngressClass → what its pods are called
BY_CONTROLLER = {
    "k8s.io/ingress-nginx": ("ingress-nginx",),
    "nginx.org/ingress-controller": ("nginx-ingress",),
    "traefik.io/ingress-controller": ("traefik",),
    "haproxy.org/ingress-controller/haproxy": ("kubernetes-ingress",),
    "haproxy-ingress.github.io/controller": ("haproxy-ingress",),
    "ingress-controllers.konghq.com/kong": ("kong",),
    "projectcontour.io/ingress-controller": ("contour", "envoy"),
    "getambassador.io/ingress-controller": ("ambassador", "emissary-ingress"),
    "istio.io/ingress-controller": ("istio-ingressgateway",),
}
CONTROLLERS = frozenset(name for names in BY_CONTROLLER.values() for name in names)


def marks(pod: Object) -> Iterator[str]:
    """Yield whose requests a pod carries: the name of a controller, or the namespace and name of a
    Gateway.
    """
    yield from marks_in(objects.labels(pod), objects.namespace(pod))


def marks_in(labels: Mapping[str, str], namespace: str) -> Iterator[str]:
    """Yield whose requests pods with such labels carry."""
    if GATEWAY_NAME in labels:
        yield f"{namespace}/{labels[GATEWAY_NAME]}"
    owner, place = labels.get(f"{ENVOY_GATEWAY}name"), labels.get(f"{ENVOY_GATEWAY}namespace")
    if owner and place:
        yield f"{place}/{owner}"
    if labels.get("app.kubernetes.io/component") not in APART:
        yield from {labels[name] for name in NAMES if labels.get(name) in CONTROLLERS}


def marks_of(cluster: Cluster, entrance: Key) -> tuple[str, ...]:
    """Return the marks of the pods of a Gateway, or of the controller of an IngressClass; those of all
    controllers where nobody knows what its controller is.
    """
    if entrance.kind == GATEWAY:
        return (entrance.path,)
    known = cluster.get("IngressClass", "", entrance.name)
    controller = objects.read_str(known, "spec.controller") if known is not None else ""
    return BY_CONTROLLER.get(controller, tuple(sorted(CONTROLLERS)))


def pods_of(cluster: Cluster, entrance: Key) -> list[Object]:
    """Return the pods that carry the requests of a Gateway or of an IngressClass; [] if none is known."""
    index = cluster.table("Pod").index_by(marks)
    found = [pod for mark in marks_of(cluster, entrance) for pod in index.get(mark, ())]
    return [pod for pod in found if not pods.is_terminal(pod)]


def service_of(
    cluster: Cluster, entrance: Key, carriers: Sequence[Object], port: int
) -> Object | None:
    """Return the Service by which requests from outside come at a port to the pods of an entrance; None
    if there is none, or it is none for the outside.
    """
    wanted = set(marks_of(cluster, entrance))
    for service in cluster.table("Service").index_by(entry_ports).get(port, ()):
        selector = services.selector(service)
        if wanted & set(marks_in(selector, objects.namespace(service))):
            return service
        if any(selects(service, selector, pod) for pod in carriers):
            return service
    return None


def balancer_of(cluster: Cluster, ingress_class: Object) -> Object | None:
    """Return the Service of type LoadBalancer in front of the controller of an IngressClass; None where
    there is none, or nobody knows what its controller is.
    """
    if objects.read_str(ingress_class, "spec.controller") not in BY_CONTROLLER:
        return None
    entrance = objects.key(ingress_class)
    carriers = pods_of(cluster, entrance)
    found = (service_of(cluster, entrance, carriers, port) for port in WEB)
    balancers = (one for one in found if one is not None)
    return next(
        (one for one in balancers if services.service_type(one) == services.LOAD_BALANCER), None
    )


def entry_ports(service: Object) -> Iterator[int]:
    """Yield the ports of a Service by which somebody outside may come to the pods that it selects."""
    if services.selector(service) and services.service_type(service) in ENTRIES:
        yield from {int(one["port"]) for one in services.ports(service)}


def selects(service: Object, selector: Mapping[str, str], pod: Object) -> bool:
    """Return whether a Service selects a pod."""
    labels = objects.labels(pod)
    same = objects.namespace(service) == objects.namespace(pod)
    return same and all(labels.get(name) == value for name, value in selector.items())
