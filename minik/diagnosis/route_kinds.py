"""The routes of Gateway API, as kinds of keys: they come with definitions, which name their group."""

from minik.model import object as objects
from minik.model.object import Object

GROUP = "gateway.networking.k8s.io"
ROUTES = tuple(
    f"{kind}.{GROUP}" for kind in ("HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute")
)
WAYS = ("Ingress", *ROUTES, *(f"{kind}.{GROUP}" for kind in ("Gateway", "ListenerSet")))


def is_way(obj: Object) -> bool:
    """Return whether an object says where requests from outside go."""
    return objects.kind_name(obj["apiVersion"], obj["kind"]) in WAYS
