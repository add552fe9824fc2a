"""Policies that keep those away who come to the pods of others: ingress controllers, Gateways, and
whoever scrapes metrics.

The kubelet is not among them: it comes from the pod's own node, which no policy keeps out.
"""

from collections.abc import Iterator, Sequence

from minik.diagnosis import endpoint_checks, ingress_backends, known_peers, scraped_ports
from minik.diagnosis.finding import SUSPECT, Fact
from minik.diagnosis.view import Maker, View, title
from minik.diagnosis.way_faults import decision
from minik.kinds import network_policy as network_policies
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.object import Key, Object
from minik.policy.parties import Party
from minik.policy.policy_kinds import has_policies
from minik.policy.rule_ports import opens_port
from minik.policy.traffic import Verdict
from minik.ways import ingresses as ingress_ways
from minik.ways.attachment import Parent
from minik.ways.vocabulary import GATEWAY

CONTROLLER = "an ingress controller of another namespace"


class Door(NamedTuple):
    """A port of a pod that somebody comes to."""

    pod: Object
    port: int
    protocol: str


def facts(view: View) -> Iterator[Fact]:
    """Yield the ports that an ingress controller, a Gateway, or whoever scrapes metrics, cannot reach."""
    if not has_policies(view.cluster):
        return
    for ingress in view.cluster.of("Ingress"):
        who = known_peers.carriers(view, Key("IngressClass", "", ingress_ways.class_of(ingress)))
        for field, backend in ingress_backends.placed(ingress):
            value = backend.get("service") or {}
            service = view.cluster.get(
                "Service", objects.namespace(ingress), value.get("name") or ""
            )
            asked = value.get("port") or {}
            wanted = asked.get("name") or asked.get("number")
            yield from shut_to_carriers(
                view, objects.key(ingress), f"{field}.service", service, wanted, who
            )
    if view.cluster.of(GATEWAY):
        for parent in decision(view).parents:
            yield from shut_to_gateway(view, parent)
    for maker in view.makers.values():
        yield from shut_to_scraper(view, maker)


def shut_to_gateway(view: View, parent: Parent) -> Iterator[Fact]:
    """Yield the policies that keep a Gateway from the backends of a route that is attached to it."""
    who = known_peers.carriers(view, objects.key(parent.gateway.object))
    route, namespace = parent.route, objects.namespace(parent.route)
    for number, rule in enumerate(
        objects.read_list(route, "spec.rules") if parent.is_accepted else ()
    ):
        for place, value in enumerate(rule.get("backendRefs") or ()):
            target = decision(view).target(value, route["kind"], namespace)
            service = view.cluster.get(*target.reference.key)
            if target.flaw not in ("kind", "permission", "missing", "port"):
                field = f"spec.rules[{number}].backendRefs[{place}]"
                yield from shut_to_carriers(
                    view, objects.key(route), field, service, target.port, who
                )


def shut_to_carriers(
    view: View,
    key: Key,
    field: str,
    service: Object | None,
    wanted: object,
    who: Sequence[Party],
) -> Iterator[Fact]:
    """Yield the policies that keep those who carry requests from a backend of an Ingress or a route: the
    controllers of the view, or any that runs in another namespace.
    """
    door = first_door(view, service, wanted) if service is not None else None
    if door is None or service is None:
        return
    verdict = best(view, who, door) if who else stranger(view, door)
    if verdict is None or verdict.allowed:
        return
    policy, port = objects.key(verdict.policies[0]), f"{door.port}/{door.protocol}"
    way = "in" if verdict.direction == "ingress" else "out"
    is_ingress = key.kind == "Ingress"
    known = "the ingress controller" if is_ingress else "the Gateway"
    unknown = CONTROLLER if is_ingress else "a Gateway that runs in another namespace"
    whom = f"{known} ({who[0].path})" if who else unknown
    yield Fact(
        "policy-shuts-out-controller",
        key,
        field,
        f"{title(policy)} does not let {whom} {way} to the pods of Service {objects.name(service)} at {port}",
        f"an ingress rule from {source(view, who)} with port {door.port}",
        doubt="" if who else SUSPECT,
        about=(policy, objects.key(service)),
    )


def first_door(view: View, service: Object, wanted: object) -> Door | None:
    """Return the port of a pod to which a Service's port leads; None where there is none."""
    for port in services.ports(service):
        if wanted in (port["port"], port.get("name")):
            for pod in view.selected_pods(service)[:1] if services.selector(service) else ():
                number = endpoint_checks.target_number(pod, port)
                if number and not pods.uses_host_network(pod):
                    return Door(pod, number, port.get("protocol") or "TCP")
    return None


def best(view: View, clients: Sequence[Party], door: Door) -> Verdict:
    """Return the verdict about the one of some clients that comes furthest."""
    found = [view.policies.verdict(client, *door) for client in clients]
    return max(found, key=lambda verdict: verdict.allowed)


def stranger(view: View, door: Door) -> Verdict | None:
    """Return the verdict about pods of any other namespace, or None: a denial where all that is let in
    at a port are pods of the namespace itself; None where nothing is let in, which is told apart, or
    where a rule names others.
    """
    restricting = view.policies.restricting(door.pod, "ingress")
    peers = [
        peer
        for rule in view.policies.rules(door.pod, "ingress")
        if opens_port(rule, door.pod, door.port, door.protocol)
        for peer in network_policies.peers(rule, "ingress") or ({},)
    ]
    own = all("podSelector" in peer and "namespaceSelector" not in peer for peer in peers)
    if not restricting or not peers or not own or view.policies.is_accepted(door.pod, "ingress"):
        return None
    return Verdict(False, "ingress", tuple(restricting))


def source(view: View, who: Sequence[Party]) -> str:
    """Return the peer that a rule must name, as YAML on one line."""
    namespace = who[0].namespace if who and who[0].namespace else "INGRESS-NAMESPACE"
    return f"{{namespaceSelector: {{matchLabels: {{kubernetes.io/metadata.name: {namespace}}}}}}}"


def shut_to_scraper(view: View, maker: Maker) -> Iterator[Fact]:
    """Yield the policies that keep metrics from being scraped of a workload whose pods, whose Service, or
    a monitor, say that they are.
    """
    if pods.uses_host_network(maker.pod):
        return
    who = known_peers.scrapers(view)
    for field, port in dict.fromkeys(scraped_ports.scraped(view, maker)):
        door = Door(maker.pod, port, "TCP")
        verdict = best(view, who, door) if who else nobody(view, door)
        if verdict is None or verdict.allowed:
            continue
        key = objects.key(verdict.policies[0])
        whom = f"what scrapes metrics ({who[0].path})" if who else "anybody"
        yield Fact(
            "policy-shuts-out-scraper",
            maker.key,
            field,
            f"its metrics are to be scraped at {port}/TCP, and {title(key)} does not let {whom} in there",
            f"an ingress rule with port {port} from what scrapes metrics",
            about=(key,),
        )


def nobody(view: View, door: Door) -> Verdict | None:
    """Return a denial where no rule opens a port to anybody; None where one does, or none restricts."""
    restricting = view.policies.restricting(door.pod, "ingress")
    rules = view.policies.rules(door.pod, "ingress")
    if not restricting or view.policies.is_accepted(door.pod, "ingress"):
        return None
    if any(opens_port(rule, door.pod, door.port, door.protocol) for rule in rules):
        return None
    return Verdict(False, "ingress", tuple(restricting))
