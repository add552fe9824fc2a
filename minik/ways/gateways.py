"""Gateways with all their listeners, their own and those of ListenerSets, and what is wrong with them.

Upstream rules: Gateway API `gateway_types.go`, `listenerset_types.go` (precedence: the Gateway, then
the older set, then by name).
"""

from collections.abc import Iterator, Mapping, Sequence

from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model import selectors
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.ways import certificates, listeners, understanding
from minik.ways.certificates import Flaw
from minik.ways.listeners import Listener
from minik.ways.vocabulary import GATEWAY, GATEWAY_CLASS, GROUP, LISTENER_SET, age, reference

NAME_LABEL = "kubernetes.io/metadata.name"  # that every namespace has
ADDRESS_TYPES = ("IPAddress", "Hostname")


class ListenerSet(NamedTuple):
    """A ListenerSet: whether its Gateway lets it in, and its listeners."""

    object: Object
    allowed: bool
    listeners: tuple[Listener, ...]

    @property
    def is_valid(self) -> bool:
        return self.allowed and any(one.is_programmed for one in self.listeners)


class Gateway(NamedTuple):
    """A Gateway with its controller. `refusal`: UnsupportedAddress or InvalidParameters, why it is not
    accepted at all; `client_flaw`: what is wrong with the certificate that it shows to backends.
    """

    object: Object
    controller: str
    own: tuple[Listener, ...]
    sets: tuple[ListenerSet, ...]
    refusal: str = ""
    client_flaw: Flaw | None = None

    @property
    def listeners(self) -> Iterator[Listener]:
        """Yield all listeners, those of the sets that are let in behind its own."""
        yield from self.own
        for one in self.sets:
            yield from one.listeners if one.allowed else ()

    @property
    def accepted_reason(self) -> str:
        """Return the reason of its condition Accepted."""
        good = [one.accepted_reason == "Accepted" for one in self.own]
        return self.refusal or ("Accepted" if all(good) else "ListenersNotValid")

    @property
    def is_accepted(self) -> bool:
        some = any(one.accepted_reason == "Accepted" for one in self.listeners)
        return not self.refusal and some

    @property
    def addresses(self) -> Sequence[Mapping[str, str]]:
        """Return the addresses in its status."""
        found: Sequence[Mapping[str, str]] = objects.status(self.object).get("addresses") or ()
        return found


def find_all(cluster: Cluster, *, assume_classes: bool = False) -> Iterator[Gateway]:
    """Yield the Gateways whose class is there, the older ones first; a dump may lack the class of one
    that a controller has claimed.
    """
    by_parent: dict[tuple[str, str], list[Object]] = {}
    for one in sorted(understanding.of(cluster, LISTENER_SET), key=age):
        parent = reference(
            objects.read_map(one, "spec.parentRef"),
            objects.namespace(one),
            group=GROUP,
            kind="Gateway",
        )
        by_parent.setdefault((parent.namespace, parent.name), []).append(one)
    for gateway in sorted(understanding.of(cluster, GATEWAY), key=age):
        found = cluster.get(GATEWAY_CLASS, "", objects.read_str(gateway, "spec.gatewayClassName"))
        if found is not None or assume_classes or is_claimed(gateway):
            sets = by_parent.get((objects.namespace(gateway), objects.name(gateway)), ())
            known = understanding.understood(found) if found is not None else {}
            yield _assemble(cluster, gateway, known, sets)


def is_claimed(gateway: Object) -> bool:
    """Return whether a controller has written into the status of a Gateway."""
    found = objects.status(gateway).get("conditions") or ()
    return any(one.get("status") != "Unknown" for one in found)


def _assemble(
    cluster: Cluster, gateway: Object, gateway_class: Object, sets: Sequence[Object]
) -> Gateway:
    own = _listeners(cluster, gateway, gateway)
    own = tuple(
        one._replace(conflict=listeners.conflict(one, [*own[:index], *own[index + 1 :]]))
        for index, one in enumerate(own)
    )
    before, made = [one for one in own if not one.conflict], []
    for one in sets:
        allowed = is_allowed(cluster, gateway, objects.namespace(one))
        parts = _of_set(_listeners(cluster, one, gateway), before)
        made.append(ListenerSet(one, allowed, parts))
        before += [part for part in parts if allowed and not part.conflict]
    return Gateway(
        gateway,
        objects.read_str(gateway_class, "spec.controllerName"),
        own,
        tuple(made),
        refusal(cluster, gateway),
        client_flaw(cluster, gateway),
    )


def _of_set(parts: Sequence[Listener], before: Sequence[Listener]) -> tuple[Listener, ...]:
    """Return the listeners of a ListenerSet with their conflicts: first with those before them, then of
    the rest among themselves, since a listener that is refused is in nobody's way.
    """
    refused = {one.name: listeners.conflict(one, before) for one in parts}
    left = [one for one in parts if not refused[one.name]]
    return tuple(
        one._replace(
            conflict=refused[one.name]
            or listeners.conflict(one, [other for other in left if other.name != one.name])
        )
        for one in parts
    )


def _listeners(cluster: Cluster, owner: Object, gateway: Object) -> tuple[Listener, ...]:
    values = objects.read_list(owner, "spec.listeners")
    found = (listeners.of_value(objects.key(owner), objects.key(gateway), one) for one in values)
    return tuple(
        listeners.with_certificates(cluster, one, client_validation(gateway, one.port))
        for one in found
    )


def client_validation(gateway: Object, port: int) -> Mapping[str, Any]:
    """Return what a Gateway asks of the certificates of clients at a port; {} for nothing."""
    frontend = objects.read_map(gateway, "spec.tls.frontend")
    for one in frontend.get("perPort") or ():
        if one.get("port") == port:
            return objects.read_map(one, "tls.validation")
    return objects.read_map(frontend, "default.validation")


def is_allowed(cluster: Cluster, gateway: Object, namespace: str) -> bool:
    """Return whether a Gateway lets in ListenerSets of a namespace; by default it lets in none."""
    rule = objects.read_map(gateway, "spec.allowedListeners.namespaces")
    return lets_in(cluster, rule, objects.namespace(gateway), namespace, default="None")


def lets_in(
    cluster: Cluster, rule: Mapping[str, Any], own: str, namespace: str, *, default: str
) -> bool:
    """Return whether a rule about namespaces (All, Same, None, Selector) lets one in."""
    source = rule.get("from") or default
    if source == "Selector":
        found = cluster.get("Namespace", "", namespace)
        labels = {NAME_LABEL: namespace, **(objects.labels(found) if found else {})}
        selector = selectors.of_label_selector(rule.get("selector") or {})
        return selectors.matches(selector, labels)
    return source == "All" or source == "Same" and namespace == own


def refusal(cluster: Cluster, gateway: Object) -> str:
    """Return why a Gateway is not accepted, whatever its listeners; "" if nothing speaks against it."""
    for address in objects.read_list(gateway, "spec.addresses"):
        if (address.get("type") or "IPAddress") not in ADDRESS_TYPES:
            return "UnsupportedAddress"
    parameters = objects.read_map(gateway, "spec.infrastructure.parametersRef")
    if parameters:
        target = reference(parameters, objects.namespace(gateway))
        if cluster.get(*target.key) is None:
            return "InvalidParameters"
    return ""


def client_flaw(cluster: Cluster, gateway: Object) -> Flaw | None:
    """Return what is wrong with the certificate that a Gateway shows to its backends."""
    value = objects.read_map(gateway, "spec.tls.backend.clientCertificateRef")
    if not value:
        return None
    return certificates.pair_flaw(cluster, value, "Gateway", objects.namespace(gateway))
