"""Why a Service has no backend: the first check that its pods fail, the nearest miss, and a fix."""

from collections.abc import Iterable, Mapping
from ipaddress import ip_address, ip_network

from minik.diagnosis import (
    endpoint_checks,
    handmade_endpoints,
    missing_endpoints,
    named_target_ports,
    relevance,
    unmatched_selectors,
    unusable_endpoints,
)
from minik.diagnosis.nearness import Nearness
from minik.diagnosis.reason import Reason
from minik.diagnosis.view import View
from minik.discovery.names import Name
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.ip import is_address
from minik.model.object import Object
from minik.model.suggestions import suggest
from minik.model.wording import pluralize
from minik.proxy import health_checks


def why(cluster: Cluster, service: Object) -> Reason:
    """Return the reason why no pod answers for a Service."""
    selector = services.selector(service)
    if not selector:
        return _selectorless(cluster, service)
    matching = cluster.select("Pod", objects.namespace(service), selector)
    return (
        _unready(cluster, service, matching) if matching else _unmatched(cluster, service, selector)
    )


def _selectorless(cluster: Cluster, service: Object) -> Reason:
    """Return what is wrong with hand-written endpoints, as `check` reports it."""
    view, name = View(cluster, only=objects.key(service)), objects.name(service)
    found = (
        *handmade_endpoints.handmade_facts(view, service),
        *unusable_endpoints.of_service(view, service),
        *(one for one in missing_endpoints.facts(view) if objects.key(service) in one.about),
    )
    for fact in found:
        kind, path = fact.object.kind, fact.object.path
        subject = "" if kind == "Service" else f"{kind} {path}: "
        return Reason(f"It has no selector, and {subject}{fact.because}.", fact.fix)
    return Reason(
        f"It has no selector, and no EndpointSlice with the label kubernetes.io/service-name={name} holds an address.",
        f"write an EndpointSlice with that label, or an Endpoints object named {name}",
    )


def _unmatched(cluster: Cluster, service: Object, selector: Mapping[str, str]) -> Reason:
    """Return the nearest miss, as `check` reports it."""
    view = View(cluster, only=objects.key(service))
    selector_text = ",".join(f"{name}={value}" for name, value in sorted(selector.items()))
    fact = next(unmatched_selectors.unmatched_selector(view, service), None)
    if fact is None:
        return _as_check_says(cluster, service, f"No pod has the labels {selector_text}")
    miss = (
        view.index(Nearness).nearest(objects.namespace(service), selector)
        if fact.cause == "selector-matches-nothing"
        else None
    )
    if miss:
        differences = ", ".join(
            f"{name} is {miss.instead[name][1]}, the Service asks for {selector[name]}"
            if miss.instead[name][0] == name
            else f"{miss.instead[name][0]} is {selector[name]}, the Service asks for {name}"
            for name in miss.instead
        )
        return Reason(
            f"No pod has the labels {selector_text}. {pluralize(miss.maker.number, 'pod')} nearly: {differences}.",
            fact.fix,
        )
    if fact.cause == "no-pods" and not fact.near:
        empty = not cluster.within("Pod", objects.namespace(service))
        where = f": namespace {objects.namespace(service)} has no pods at all." if empty else "."
        return Reason(f"No pod has the labels {selector_text}{where}")
    return Reason(f"No pod has the labels {selector_text}: {fact.because}.", fact.fix)


def _as_check_says(cluster: Cluster, service: Object, text: str) -> Reason:
    """Return what `check` finds about a Service; the text alone where it finds nothing."""
    findings = relevance.findings_about(cluster, objects.key(service))
    problem = next(iter(relevance.problems(findings)), None)
    return Reason(f"{text}: {problem.because}.", problem.fix) if problem else Reason(f"{text}.")


def _unready(cluster: Cluster, service: Object, matching: Iterable[Object]) -> Reason:
    selected = list(matching)
    states = [endpoint_checks.check_state(cluster, service, pod) for pod in selected]
    failed_index, failure = next(
        ((index, state) for index, state in enumerate(states) if state), (0, None)
    )
    if failure is not None:
        return Reason(
            f"{pluralize(len(states), 'pod')} {'matches' if len(states) == 1 else 'match'}, none can answer: {objects.name(selected[failed_index])}: {failure.text}."
        )
    target = next((port.get("targetPort") for port in services.ports(service)), None)
    names = sorted(
        {port["name"] for pod in selected for port in pods.ports(pod) if port.get("name")}
    )
    fix = next(
        (
            fact.fix
            for fact in named_target_ports.facts(View(cluster, only=objects.key(service)))
            if fact.cause == "named-port-missing"
        ),
        "",
    )
    return Reason(
        f'{pluralize(len(states), "pod")} {"matches and is" if len(states) == 1 else "match and are"} ready, but none has a port named "{target}"; '
        f"they have: {', '.join(names) or 'no named port'}.",
        fix,
    )


def why_no_target(cluster: Cluster, service: Object, target: str, inside: bool) -> Reason | None:
    """Return why an ExternalName leads nowhere; None if it leads out of the cluster as it should."""
    if not target.strip("."):
        return Reason("It is an ExternalName and names nothing: spec.externalName is empty.")
    if is_address(target):
        return Reason(
            f'externalName is the address "{target}": DNS answers nothing for it, since it is no name.',
            f"make {objects.name(service)} a Service without selector and write {target} into its EndpointSlice",
        )
    if inside and cluster.held.hides(target.rpartition(".svc.")[0].rpartition(".")[2]):
        return Reason(f'externalName is "{target}": that namespace is not in this copy.')
    return (
        Reason(f'externalName is "{target}", and there is no such Service in the cluster.')
        if inside
        else None
    )


def near_services(cluster: Cluster, name: Name) -> str:
    """Return a hint for a name that does not exist: the same name in other namespaces, or near
    names; "" if none.
    """
    everywhere = [
        objects.namespace(service)
        for service in cluster.of("Service")
        if objects.name(service) == name.service
    ]
    if everywhere:
        return "found in another namespace: " + ", ".join(
            f"{name.service}.{namespace}" for namespace in everywhere
        )
    names = [objects.name(service) for service in cluster.within("Service", name.namespace)]
    return suggest(name.service, names)


def near_ports(service: Object, wanted: str) -> str:
    """Return which ports a Service has, or which port the requested target port belongs to."""
    service_ports = services.ports(service)
    has = ", ".join(
        f"{port['port']}" + (f" ({port['name']})" if port.get("name") else "")
        for port in service_ports
    )
    behind = [port["port"] for port in service_ports if str(port.get("targetPort")) == wanted]
    return (
        f"{wanted} is the target port behind {behind[0]}: ask for {behind[0]}"
        if behind
        else f"it has: {has}"
    )


def near_address(cluster: Cluster, address: str) -> str:
    """Return which range of the cluster an unused address lies in."""
    for what, cidrs in (
        ("services", cluster.settings.service_cidrs),
        ("pods", cluster.settings.pod_cidrs),
    ):
        if any(ip_address(address) in ip_network(cidr) for cidr in cidrs):
            return f"it lies in the range of {what}, but is not given to one"
    return "it lies in no range of the cluster"


def near_node_port(cluster: Cluster, port: str, host: Object) -> str:
    """Return what a port is that no Service has as a node port: one at which a load balancer asks for a
    node's health, or in which range node ports lie.
    """
    for service in cluster.of("Service"):
        if str(services.health_check_node_port(service) or "") == port:
            found = health_checks.node_health(cluster, service)
            one = next((one for one in found if one.node == objects.name(host)), None)
            said = f", which {one.node} answers with {one.status}" if one else ""
            return (
                f"it is the health check node port of Service {objects.key(service).path}: load balancers "
                f"ask there for /healthz{said}"
            )
    low, high = cluster.settings.node_ports
    return f"node ports lie between {low} and {high}: minik get svc -A"
