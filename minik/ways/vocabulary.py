"""The kinds of Gateway API as they stand in Keys, and the fields that its references leave out."""

from collections.abc import Mapping

from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.object import Key, Object

GROUP = "gateway.networking.k8s.io"
GATEWAY_CLASS, GATEWAY, LISTENER_SET = (
    f"{kind}.{GROUP}" for kind in ("GatewayClass", "Gateway", "ListenerSet")
)
GRANT, TLS_POLICY = f"ReferenceGrant.{GROUP}", f"BackendTLSPolicy.{GROUP}"
ROUTE_NAMES = ("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute")
ROUTES = tuple(f"{kind}.{GROUP}" for kind in ROUTE_NAMES)
KINDS = (GATEWAY_CLASS, GATEWAY, LISTENER_SET, *ROUTES, GRANT, TLS_POLICY)


class Reference(NamedTuple):
    """A reference to an object, with all defaults filled in."""

    group: str
    kind: str
    namespace: str
    name: str

    @property
    def key(self) -> Key:
        """Return the Key of the object that is meant."""
        version = f"{self.group}/v1" if self.group else "v1"
        return Key(objects.kind_name(version, self.kind), self.namespace, self.name)


def reference(
    value: Mapping[str, Any], namespace: str, *, group: str = "", kind: str = ""
) -> Reference:
    """Return what a reference in an object of a namespace means; `group` and `kind` are what its
    field means where it does not say so.
    """
    return Reference(
        value.get("group", group) or "",
        value.get("kind") or kind,
        value.get("namespace") or namespace,
        value.get("name") or "",
    )


def age(obj: Object) -> tuple[str, str]:
    """Return what objects are sorted by where the older one wins, then the first by name."""
    created = str(obj["metadata"].get("creationTimestamp") or "")
    return created, f"{objects.namespace(obj)}/{objects.name(obj)}"
