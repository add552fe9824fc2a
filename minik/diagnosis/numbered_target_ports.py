"""Target ports that are numbers which the pods contradict."""

from collections.abc import Iterator, Mapping, Sequence

from minik.diagnosis import patches
from minik.diagnosis.finding import ERROR, Fact
from minik.diagnosis.target_ports import describe_ports, forwarded_ports, serves_clients
from minik.diagnosis.view import View, first_few, title
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.object import Object


def facts(view: View) -> Iterator[Fact]:
    """Yield what contradicts target ports that are numbers."""
    for service, index, port, sample_pods in forwarded_ports(view):
        if not isinstance(port.get("targetPort"), str):
            yield from numbered_port(view, service, index, port, sample_pods)


def numbered_port(
    view: View, service: Object, index: int, port: Mapping[str, Any], sample_pods: Sequence[Object]
) -> Iterator[Fact]:
    """Yield contradictions to a numeric target port, which no pod need declare."""
    target, protocol = port.get("targetPort") or port["port"], port.get("protocol") or "TCP"
    declared = [
        [
            (pod_port["containerPort"], pod_port.get("protocol") or "TCP")
            for pod_port in pods.ports(pod)
        ]
        for pod in sample_pods
    ]
    same = sorted({pod_port for pod_port in sum(declared, []) if pod_port[0] == target})
    owners_text, field = (
        first_few([title(view.maker_of(pod)) for pod in sample_pods]),
        f"spec.ports[{index}]",
    )
    if same and all(pod_port[1] != protocol for pod_port in same):
        fix = patches.replace_field(objects.key(service), f"{field}.protocol", same[0][1])
        yield Fact(
            "port-protocol-differs",
            objects.key(service),
            f"{field}.protocol",
            f"{owners_text} declares {target}/{same[0][1]}, the Service forwards {protocol} to it",
            patches.choose_fix(view, fix, patches.field("protocol", same[0][1])),
            f"{target}/{same[0][1]}",
        )
    elif not same and all(declared):
        yield from undeclared_port(view, service, index, target, sample_pods)


def undeclared_port(
    view: View, service: Object, index: int, target: int, sample_pods: Sequence[Object]
) -> Iterator[Fact]:
    """Yield hints for a number that no container declares while all declare others."""
    field, key = f"spec.ports[{index}]", objects.key(service)
    owners_text = first_few([title(view.maker_of(pod)) for pod in sample_pods])
    declared = [pod_port["containerPort"] for pod in sample_pods for pod_port in pods.ports(pod)]
    probe_ports = [
        {number for number in (probe_port(pod, probe) for probe in probes(pod)) if number}
        for pod in sample_pods
    ]
    if is_omitted(view, service, index) and len(set(declared)) == 1:
        yield Fact(
            "target-port-omitted",
            key,
            field,
            f"connections go to {target}; {owners_text} declares {describe_ports(sample_pods)}",
            patches.field("targetPort", declared[0]),
            str(declared[0]),
        )
    elif all(probe_ports) and not any(target in numbers for numbers in probe_ports):
        numbers = sorted(set().union(*probe_ports))
        yield Fact(
            "target-port-unlike-probe",
            key,
            f"{field}.targetPort",
            f"{target} is declared by no container of {owners_text}, whose probes ask {', '.join(map(str, numbers))}",
            patches.field("targetPort", numbers[0]),
            str(numbers[0]),
            level=ERROR
            if serves_clients(sample_pods, numbers) and not is_taken(view, sample_pods, numbers)
            else "",
        )


def is_taken(view: View, sample_pods: Sequence[Object], numbers: Sequence[int]) -> bool:
    """Return whether a port of a Service already leads to one of these ports of the pods."""
    leading = view.index(by_target_port)
    return any(
        services.selector(service).items() <= objects.labels(pod).items()
        for pod in sample_pods
        for number in numbers
        for service in leading.get((objects.namespace(pod), number), ())
    )


def by_target_port(view: View) -> Mapping[tuple[str, int], Sequence[Object]]:
    """Return the Services with a selector by their namespace and the numbers that they lead to."""
    leading: dict[tuple[str, int], list[Object]] = {}
    for service in view.neighbours:
        for port in services.ports(service) if services.selector(service) else ():
            target = port.get("targetPort") or port.get("port")
            if isinstance(target, int):
                leading.setdefault((objects.namespace(service), target), []).append(service)
    return leading


def is_omitted(view: View, service: Object, index: int) -> bool:
    """Return whether a person left out the target port, so that the port itself is taken."""
    written: Any = objects.read(view.user_document(service) or {}, "spec.ports", [])
    return (
        len(written) == len(services.ports(service))
        and isinstance(written[index], dict)
        and written[index].get("targetPort") is None
    )


def probes(pod: Object) -> Iterator[Mapping[str, Any]]:
    """Yield the readiness and liveness probes of a pod's containers."""
    for container in pods.containers(pod):
        for when in ("readinessProbe", "livenessProbe"):
            probe = container.get(when) or {}
            yield from (probe[kind] for kind in ("httpGet", "tcpSocket", "grpc") if probe.get(kind))


def probe_port(pod: Object, probe: Mapping[str, Any]) -> int | None:
    """Return the number of the port that a probe asks; None if it has none."""
    port = probe.get("port")
    return pods.find_port(pod, port, "TCP") if port is not None else None
