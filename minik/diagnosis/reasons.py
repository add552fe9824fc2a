"""Why a service leads nowhere: the first gate that stops its pods, the nearest miss, and the change that would help."""
import json
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from minik.discovery.names import Name, is_address
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object


class Reason(NamedTuple):
    """One sentence, and a command that can be pasted, where one would help."""

    text: str
    fix: str = ""


def why(cluster: Cluster, service: Object) -> Reason:
    """The reason why no pod answers for a service."""
    selector = services.selector(service)
    if not selector:
        return _selectorless(service)
    matching = cluster.selected("Pod", objects.namespace(service), selector)
    return _unready(service, matching) if matching else _unmatched(cluster, service, selector)


def _selectorless(service: Object) -> Reason:
    name = objects.name(service)
    return Reason(f"It has no selector, and no EndpointSlice with the label kubernetes.io/service-name={name} holds an address.",
                  f"write an EndpointSlice with that label, or an Endpoints object named {name}")


def _unmatched(cluster: Cluster, service: Object, selector: Mapping[str, str]) -> Reason:
    shown = ",".join(f"{name}={value}" for name, value in sorted(selector.items()))
    here = cluster.within("Pod", objects.namespace(service))
    for pod in sorted(here, key=lambda pod: -len(selector.items() & objects.labels(pod).items())):
        near = _near_labels(selector, objects.labels(pod))
        if near:
            count = sum(1 for other in here if near.items() <= objects.labels(other).items())
            said = ", ".join(f"{name} is {near[name]}, the Service asks for {value}"
                             for name, value in selector.items() if near[name] != value)
            return Reason(f"No pod has the labels {shown}. {_count(count, 'pod')} nearly: {said}.", _patch(service, near))
    elsewhere = [pod for pod in cluster.of("Pod") if selector.items() <= objects.labels(pod).items()]
    if elsewhere:
        namespace = objects.namespace(elsewhere[0])
        return Reason(
            f"No pod in namespace {objects.namespace(service)} has the labels {shown}; {_count(len(elsewhere), 'pod')} in namespace "
            f"{namespace} have them, but a Service selects only in its own namespace.", f"put the Service into namespace {namespace}")
    return Reason(f"No pod has the labels {shown}" + ("." if here else f": namespace {objects.namespace(service)} has no pods at all."))


def _near_labels(selector: Mapping[str, str], labels: Mapping[str, str]) -> dict[str, str]:
    """The selector that a pod would have met: the same keys with values that are nearly the same; nothing where it is not near."""
    near = {name: labels[name] for name, value in selector.items()
            if name in labels and (labels[name].lower() == value.lower() or get_close_matches(value, [labels[name]], 1, 0.75))}
    return near if len(near) == len(selector) else {}


def _patch(service: Object, selector: Mapping[str, str]) -> str:
    patch = json.dumps({"spec": {"selector": dict(selector)}}, separators=(",", ":"))
    return f"minik patch svc {objects.name(service)} -n {objects.namespace(service)} -p '{patch}'"


def _unready(service: Object, matching: Iterable[Object]) -> Reason:
    found = list(matching)
    states = [_state(pod) for pod in found]
    stopped = next((index for index, state in enumerate(states) if state), None)
    if stopped is not None:
        return Reason(f"{_count(len(found), 'pod')} match, none can answer: {objects.name(found[stopped])} {states[stopped]}.")
    target = next((port.get("targetPort") for port in services.ports(service)), None)
    names = sorted({port["name"] for pod in found for port in pods.ports(pod) if port.get("name")})
    return Reason(f'{_count(len(found), "pod")} match and are ready, but none has a port named "{target}"; '
                  f"they have: {', '.join(names) or 'no named port'}.")


def _state(pod: Object) -> str:
    """The gate that stops one pod, in words; nothing where it passes them all."""
    if pods.is_terminal(pod):
        return f"has ended ({pods.phase(pod)})"
    if not pods.address(pod):
        scheduled = pods.condition(pod, "PodScheduled") or {}
        return f"has no address yet ({scheduled.get('message') or pods.phase(pod)})"
    if pods.is_terminating(pod):
        return "is terminating"
    return "" if pods.is_ready(pod) else "is not ready"


def why_not_outside(cluster: Cluster, service: Object, target: str, inside: bool) -> Reason | None:
    """Why an ExternalName leads nowhere; None where it leads out of the cluster as it should."""
    if is_address(target):
        return Reason(f'externalName is the address "{target}": DNS answers nothing for it, since it is no name.',
                      f"make {objects.name(service)} a Service without selector and write {target} into its EndpointSlice")
    return Reason(f'externalName is "{target}", and there is no such Service in the cluster.') if inside else None


def near_services(cluster: Cluster, name: Name) -> str:
    """Where a name that is not there may be meant to lead."""
    everywhere = [objects.namespace(service) for service in cluster.of("Service") if objects.name(service) == name.service]
    if everywhere:
        return "found in another namespace: " + ", ".join(f"{name.service}.{namespace}" for namespace in everywhere)
    here = [objects.name(service) for service in cluster.within("Service", name.namespace)]
    near = get_close_matches(name.service, here, 3)
    return f"did you mean: {', '.join(near)}" if near else ""


def near_ports(service: Object, wanted: str) -> str:
    """Which ports a service has, and whether the asked one is a target port."""
    ports = services.ports(service)
    has = ", ".join(f"{port['port']}" + (f" ({port['name']})" if port.get("name") else "") for port in ports)
    behind = [port["port"] for port in ports if str(port.get("targetPort")) == wanted]
    return f"{wanted} is the target port behind {behind[0]}: ask for {behind[0]}" if behind else f"it has: {has}"


def near_address(cluster: Cluster, address: str) -> str:
    """What an address that nobody has would be."""
    for what, cidrs in (("services", cluster.settings.service_cidrs), ("pods", cluster.settings.pod_cidrs)):
        if any(ip_address(address) in ip_network(cidr) for cidr in cidrs):
            return f"it lies in the range of {what}, but is not given to one"
    return "it lies in no range of the cluster"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
