"""Target ports that are numbers which the pods contradict."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from minik.diagnosis import patches
from minik.diagnosis.finding import ERROR, INFO, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.target_ports import describe_ports, forwarded_ports, serves_clients
from minik.diagnosis.view import View, first_few, title
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object

OMITTED = Cause(
    "target-port-omitted",
    "F29",
    INFO,
    "no targetPort: the Service's own port is used, and the pods declare only others",
    "Without targetPort connections go to the same number in the pod as in the Service. Declared container ports bind nobody, so this is "
    "a hint: if the application listens where it declares, set targetPort.",
    SUSPECT,
)
NUMBER = Cause(
    "target-port-unlike-probe",
    "F30",
    INFO,
    "targetPort is declared nowhere, and the probes ask another port",
    "Declared container ports bind nobody, but probes are answered by the application; if they go to another port than the Service, one "
    "of the two is probably mistaken.",
    SUSPECT,
)
PROTOCOLS = Cause(
    "port-protocol-differs",
    "F35",
    WARNING,
    "the pods declare the target port with another protocol",
    "A Service's port is TCP unless it says otherwise. The containers declare this number for another protocol only; a name server that "
    "is reached by UDP is not reached through a TCP port.",
)


def findings(view: View) -> Iterator[Finding]:
    for service, index, port, sample_pods in forwarded_ports(view):
        if not isinstance(port.get("targetPort"), str):
            yield from numbered_port(view, service, index, port, sample_pods)


def numbered_port(
    view: View, service: Object, index: int, port: Mapping[str, Any], sample_pods: Sequence[Object]
) -> Iterator[Finding]:
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
        yield Finding(
            PROTOCOLS,
            objects.key(service),
            f"{field}.protocol",
            f"{owners_text} declares {target}/{same[0][1]}, the Service forwards {protocol} to it",
            patches.choose_fix(view, fix, f"protocol: {same[0][1]}"),
            f"{target}/{same[0][1]}",
        )
    elif not same and all(declared):
        yield from undeclared_port(view, service, index, target, sample_pods)


def undeclared_port(
    view: View, service: Object, index: int, target: int, sample_pods: Sequence[Object]
) -> Iterator[Finding]:
    """Yield hints for a number that no container declares while all declare others."""
    field, key = f"spec.ports[{index}]", objects.key(service)
    owners_text = first_few([title(view.maker_of(pod)) for pod in sample_pods])
    declared = [pod_port["containerPort"] for pod in sample_pods for pod_port in pods.ports(pod)]
    probe_ports = [
        {number for number in (probe_port(pod, probe) for probe in probes(pod)) if number}
        for pod in sample_pods
    ]
    if is_omitted(view, service, index) and len(set(declared)) == 1:
        yield Finding(
            OMITTED,
            key,
            field,
            f"connections go to {target}; {owners_text} declares {describe_ports(sample_pods)}",
            f"targetPort: {declared[0]}",
            str(declared[0]),
        )
    elif all(probe_ports) and not any(target in numbers for numbers in probe_ports):
        numbers = sorted(set().union(*probe_ports))
        yield Finding(
            NUMBER,
            key,
            f"{field}.targetPort",
            f"{target} is declared by no container of {owners_text}, whose probes ask {', '.join(map(str, numbers))}",
            f"targetPort: {numbers[0]}",
            str(numbers[0]),
            level=ERROR if serves_clients(sample_pods, numbers) else "",
        )


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
