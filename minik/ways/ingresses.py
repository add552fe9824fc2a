"""The way of a request through the controllers of Ingresses.

Upstream rules: networking `IngressRule` (a whole host before a wildcard, which stands for one label),
`HTTPIngressPath` (longest path first, Exact before Prefix), `IngressSpec.defaultBackend`. Annotations
of particular controllers are not followed.
"""

from collections.abc import Iterable, Iterator, Mapping

from minik.kinds.ingress import fields as ingresses
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Key, Object
from minik.ways import backends, hosts
from minik.ways.backends import Target
from minik.ways.request import Request
from minik.ways.vocabulary import Reference, age
from minik.ways.way import Entrance, Place, Share, Way, failure, status_of

PORTS = {80: False, 443: True}
DEFAULT_CLASS = "ingressclass.kubernetes.io/is-default-class"
EXACT = "Exact"
# nothing that the API says: what ingress-nginx answers where a backend is not there
UNAVAILABLE = ("missing", "port", "endpoints")


class Rule(NamedTuple):
    """A path of an Ingress that takes a request, and how specific it is."""

    ingress: Object
    host: str
    path: str
    number: int
    backend: Mapping[str, Any]
    exact: bool = False
    place: int = 0

    @property
    def precedence(self) -> tuple[Any, ...]:
        """Return what rules are sorted by; the first one wins."""
        specific = (*hosts.rank(self.host), len(self.path.rstrip("/")), self.exact)
        return [-part for part in specific], age(self.ingress), self.number, self.place


def class_of(ingress: Object) -> str:
    """Return the name of the class of an Ingress, by its field or by the old annotation; "" if it has
    none.
    """
    named = ingresses.class_name(ingress)
    return named or objects.annotations(ingress).get(ingresses.CLASS, "")


def default_classes(cluster: Cluster) -> list[Object]:
    """Return the IngressClasses that are marked as default, the newest first: it is used."""
    marked = [
        one
        for one in cluster.of("IngressClass")
        if objects.annotations(one).get(DEFAULT_CLASS) == "true"
    ]
    return sorted(marked, key=age, reverse=True)


def served(cluster: Cluster, ingress: Object) -> bool:
    """Return whether a controller takes care of an Ingress: its class is there, or it is named by the
    annotation, which controllers follow without one; or one has given it an address.
    """
    name = ingresses.class_name(ingress)
    if any(ingresses.addresses(ingress)):
        return True
    if name:
        return cluster.get("IngressClass", "", name) is not None
    return ingresses.CLASS in objects.annotations(ingress)


def find(cluster: Cluster, request: Request) -> Iterator[Way]:
    """Yield what becomes of a request at the controller of each class of Ingresses."""
    if request.scheme in ("tcp", "udp", "tls") or request.port not in PORTS:
        return
    names = {objects.name(one) for one in cluster.of("IngressClass")}
    table = cluster.table("Ingress")
    of_class = table.index_by(classes_of)
    served_ones = {name: found for name, found in of_class.items() if found}
    for name in sorted({*names, *served_ones}):
        if name not in names and not any(served(cluster, one) for one in served_ones[name]):
            continue
        found = [one for one in may_take(cluster, request.host) if class_of(one) == name]
        members = [one for one in found if served(cluster, one)]
        way = Way(request, Entrance(Key("IngressClass", "", name), _addresses(cluster, name)))
        if PORTS[request.port] != request.is_secure:
            yield failure(way, "wrong-protocol")._replace(claim=(0, 1))
        else:
            yield by_rules(cluster, way, members)


def classes_of(ingress: Object) -> Iterator[str]:
    yield class_of(ingress)


def addresses_of(ingress: Object) -> Iterator[tuple[str, str]]:
    """Yield the class of an Ingress with each of its addresses."""
    yield from ((class_of(ingress), one) for one in ingresses.addresses(ingress))


def _addresses(cluster: Cluster, name: str) -> tuple[str, ...]:
    """Return the addresses of the Ingresses of a class that a controller takes care of."""
    known = cluster.table("Ingress").index_by(addresses_of)
    return tuple(address for of, address in known if of == name)


def may_take(cluster: Cluster, host: str) -> Iterator[Object]:
    """Yield the Ingresses that may take requests for a host: by its name, a wildcard, any host, or a
    default backend; each once.
    """
    index = cluster.table("Ingress").index_by(hosts_of)
    wanted = host.lower().rstrip(".")
    wild = f"{hosts.WILDCARD}{wanted.partition('.')[2]}"
    found = [one for name in (wanted, host, wild, "") for one in index.get(name, ())]
    yield from {id(one): one for one in found}.values()


def hosts_of(ingress: Object) -> Iterator[str]:
    """Yield the hosts of the rules of an Ingress; "" for any, and for a default backend."""
    rules_of = ingresses.rules(ingress)
    yield from {str(rule.get("host") or "").lower().rstrip(".") for rule in rules_of}
    if ingresses.default_backend(ingress) and all(rule.get("host") for rule in rules_of):
        yield ""


def by_rules(cluster: Cluster, way: Way, found: Iterable[Object]) -> Way:
    """Return what the rules of the Ingresses of a class make of a request."""
    members = sorted(found, key=age)
    known = [host for one in members for host in hosts_for(one, way.request.host)]
    claim = max(map(hosts.rank, known), default=(0, 0))
    rule = min(rules(members, way.request), key=lambda one: one.precedence, default=None)
    if rule is None:
        rule = next(default_rules(members), None)
    if rule is None:
        return failure(way, "no-rule")._replace(claim=(2 if any(claim) else 1, *claim, 0))
    way = way._replace(
        place=Place(objects.key(rule.ingress), rule.number, rule.path, rule.host, rule.place),
        claim=(2, *claim, 1),
    )
    target = target_of(cluster, rule.ingress, rule.backend)
    way = way._replace(shares=(Share(target, 100.0, status(way, target.flaw)),))
    if not target.flaw:
        return way
    return way._replace(reason=target.flaw, status=status(way, target.flaw))


def status(way: Way, flaw: str) -> int:
    """Return the status with which a flaw of a backend shows; 0 for none."""
    if not flaw:
        return 0
    return status_of(way, "endpoints" if flaw in UNAVAILABLE else flaw)


def hosts_for(ingress: Object, host: str) -> Iterator[str]:
    """Yield the hosts of the rules of an Ingress that stand for a host name."""
    for rule in ingresses.rules(ingress):
        if hosts.covers_one_label(str(rule.get("host") or ""), host):
            yield str(rule.get("host") or "")


def rules(found: Iterable[Object], request: Request) -> Iterator[Rule]:
    """Yield every path that takes a request."""
    for ingress in found:
        for number, rule in enumerate(ingresses.rules(ingress)):
            host = str(rule.get("host") or "")
            if not hosts.covers_one_label(host, request.host):
                continue
            if rule.get("http") is None and ingresses.default_backend(ingress):
                yield Rule(ingress, host, "", number, ingresses.default_backend(ingress) or {})
            for place, value in enumerate(ingresses.paths(rule)):
                path = str(value.get("path") or "/")
                exact = value.get("pathType") == EXACT
                if request.path == path if exact else is_below(request.path, path):
                    backend = value.get("backend") or {}
                    yield Rule(ingress, host, path, number, backend, exact, place)


def is_below(path: str, prefix: str) -> bool:
    """Return whether a path begins with the segments of a prefix."""
    bare = prefix.rstrip("/")
    return not bare or path == bare or path.startswith(f"{bare}/")


def default_rules(found: Iterable[Object]) -> Iterator[Rule]:
    """Yield the default backends, the oldest Ingress first."""
    for ingress in found:
        backend = ingresses.default_backend(ingress)
        if backend:
            yield Rule(ingress, "", "", -1, backend)


def target_of(cluster: Cluster, ingress: Object, backend: Mapping[str, Any]) -> Target:
    """Return what a backend of an Ingress leads to."""
    service, namespace = backend.get("service"), objects.namespace(ingress)
    if service is None:
        resource = backend.get("resource") or {}
        group = str(resource.get("apiGroup") or "")
        kind, name = str(resource.get("kind") or ""), str(resource.get("name") or "")
        return Target(Reference(group, kind, namespace, name), None, value=backend)
    port = service.get("port") or {}
    found = Reference("", "Service", namespace, str(service.get("name") or ""))
    wanted = port.get("name") or port.get("number")
    return backends.of_port(cluster, Target(found, wanted, value=backend))
