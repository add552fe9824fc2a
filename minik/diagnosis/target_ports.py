"""The ports of pods, as findings about target ports tell of them."""

from collections.abc import Iterator, Mapping, Sequence

from minik.diagnosis.view import View, first_few
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.light_typing import Any
from minik.model.object import Object

ASIDE = ("metric", "health", "admin", "probe", "prom", "debug", "monitor")


def port_names(sample_pods: Sequence[Object]) -> list[str]:
    """Return the names of the pods' ports."""
    return list(
        dict.fromkeys(
            pod_port["name"]
            for pod in sample_pods
            for pod_port in pods.ports(pod)
            if pod_port.get("name")
        )
    )


def describe_ports(sample_pods: Sequence[Object]) -> str:
    """Return the ports of pods as a list: `"http" (8080/TCP)`."""
    descriptions = dict.fromkeys(
        (f'"{pod_port["name"]}" ' if pod_port.get("name") else "")
        + f"({pod_port['containerPort']}/{pod_port.get('protocol') or 'TCP'})"
        for pod in sample_pods
        for pod_port in pods.ports(pod)
    )
    return first_few(list(descriptions)) or "no declared port"


def is_aside(port: Mapping[str, Any]) -> bool:
    """Return whether a container's port serves no clients by its name: metrics, health."""
    return any(word in str(port.get("name") or "") for word in ASIDE)


def serves_clients(sample_pods: Sequence[Object], numbers: Sequence[int]) -> bool:
    """Return whether pods declare one of these ports, and for clients."""
    return any(
        port["containerPort"] in numbers and not is_aside(port)
        for pod in sample_pods
        for port in pods.ports(pod)
    )


def forwarded_ports(view: View) -> Sequence[tuple[Object, int, Object, Sequence[Object]]]:
    """Return every port of the Services that select pods: Service, index, port, and a pod of each
    workload behind it.
    """
    return view.facts(_forwarded)


def _forwarded(view: View) -> Iterator[tuple[Object, int, Object, Sequence[Object]]]:
    for service in view.selector_services:
        sample_pods = [made_pods[0] for made_pods in view.makers_behind(service).values()]
        for index, port in enumerate(services.ports(service) if sample_pods else ()):
            yield service, index, port, sample_pods
