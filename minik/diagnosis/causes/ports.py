"""Where a Service's port leads in its pods: names, numbers and protocols."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from minik.diagnosis import endpoint_checks, patches
from minik.diagnosis.finding import ERROR, INFO, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.kinship import is_other_application
from minik.diagnosis.nearness import nearest
from minik.diagnosis.view import View, first_few, title
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object

MISSING = Cause(
    "named-port-missing",
    "F24",
    ERROR,
    "targetPort is a name that no container of the pods has",
    "A target port that is a name is looked up among the ports of each pod's containers; a pod that has no such port is not behind the "
    "Service. Write the name as the container does, or the number.",
)
SOME = Cause(
    "named-port-in-some",
    "F25",
    WARNING,
    "targetPort is a name that only some of the pods have",
    "The pods without a port of that name are left out without a word: usually an older or newer version of the application, which calls "
    "its port otherwise.",
)
PROTOCOL = Cause(
    "named-port-protocol-differs",
    "F26",
    ERROR,
    "the named port is there, with another protocol",
    "Name and protocol must both agree: http/UDP of a container is no target for a Service's TCP port. Both sides default to TCP.",
)
INIT = Cause(
    "named-port-of-init-container",
    "F27",
    ERROR,
    "the named port belongs to an init container that ends before the pod serves",
    "Only containers and sidecars (init containers with restartPolicy Always) are asked for their ports; what an ordinary init "
    "container declares does not count.",
)
QUOTED = Cause(
    "target-port-quoted",
    "F28",
    ERROR,
    "targetPort is a number in quotes, which is read as a name",
    'targetPort: "9376" is a text, and a text is the name of a port; names need a letter, so the server refuses it. Remove the quotes.',
)
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
    yield from quoted_ports(view)
    for service in view.selector_services:
        sample_pods = [made_pods[0] for made_pods in view.makers_behind(service).values()]
        for index, port in enumerate(services.ports(service) if sample_pods else ()):
            target = port.get("targetPort") or port["port"]
            check = named_port if isinstance(target, str) else numbered_port
            yield from check(view, service, index, port, sample_pods)


def quoted_ports(view: View) -> Iterator[Finding]:
    """Yield target ports that the server refuses because they are numbers in quotes."""
    for refusal in view.refusals:
        for cause in refusal.error.causes if refusal.key.kind == "Service" else ():
            if cause.field.endswith(".targetPort") and (
                number := re.search(r'"([0-9]+)"', cause.message)
            ):
                file, line = refusal.place(cause.field)
                yield Finding(
                    QUOTED,
                    refusal.key,
                    cause.field,
                    f'"{number[1]}" in quotes is a name, and a name needs a letter',
                    f"targetPort: {number[1]}",
                    file=file,
                    line=line,
                )


def named_port(
    view: View, service: Object, index: int, port: Mapping[str, Any], sample_pods: Sequence[Object]
) -> Iterator[Finding]:
    """Yield problems of a target port that is a name."""
    lacking = [pod for pod in sample_pods if endpoint_checks.target_number(pod, port) is None]
    if lacking and len(lacking) < len(sample_pods):
        if not is_intrusion(view, lacking, sample_pods):
            owners_text = first_few([title(view.maker_of(pod)) for pod in lacking])
            yield Finding(
                SOME,
                objects.key(service),
                f"spec.ports[{index}].targetPort",
                f'"{port["targetPort"]}" is no port of the pods of {owners_text}; they have {describe_ports(lacking)}',
                near=nearest(port["targetPort"], port_names(lacking)),
            )
    elif lacking:
        yield absent_port(view, service, index, port, sample_pods)


def is_intrusion(view: View, lacking: Sequence[Object], sample_pods: Sequence[Object]) -> bool:
    """Return whether the pods without the port belong to other applications, which is a cause of
    its own.
    """
    fitting = [pod for pod in sample_pods if pod not in lacking]
    return all(
        is_other_application(view.maker_of(pod), pod, view.maker_of(other), other)
        for pod in lacking
        for other in fitting
    )


def absent_port(
    view: View, service: Object, index: int, port: Mapping[str, Any], sample_pods: Sequence[Object]
) -> Finding:
    """Return the finding for a port name of none of the pods: another protocol, an init container,
    or missing.
    """
    target, protocol = port["targetPort"], port.get("protocol") or "TCP"
    field, owners_text = (
        f"spec.ports[{index}].targetPort",
        first_few([title(view.maker_of(pod)) for pod in sample_pods]),
    )
    others = sorted(
        {
            pod_port.get("protocol") or "TCP"
            for pod in sample_pods
            for pod_port in pods.ports(pod)
            if pod_port.get("name") == target
        }
    )
    if others:
        fix = patches.replace_field(
            objects.key(service), f"spec.ports[{index}].protocol", others[0]
        )
        return Finding(
            PROTOCOL,
            objects.key(service),
            f"spec.ports[{index}].protocol",
            f'port "{target}" of {owners_text} is {"/".join(others)}, the Service asks for {protocol}',
            patches.choose_fix(view, fix, f"protocol: {others[0]}"),
            f"{target}/{others[0]}",
        )
    early = [
        container["name"]
        for pod in sample_pods
        for container in pods.init_containers(pod)
        if not pods.is_sidecar(container)
        and any(pod_port.get("name") == target for pod_port in container.get("ports") or ())
    ]
    if early:
        text = f'"{target}" is a port of init container {early[0]} of {owners_text}, which is not a sidecar'
        return Finding(
            INIT,
            objects.key(service),
            field,
            text,
            "restartPolicy: Always on the init container, or the port on a container",
        )
    near = nearest(target, port_names(sample_pods)) or next(iter(port_names(sample_pods)), "")
    number = next(
        (pod_port["containerPort"] for pod in sample_pods for pod_port in pods.ports(pod)), None
    )
    wanted = near or number
    fix = (
        patches.choose_fix(
            view,
            patches.replace_field(objects.key(service), field, wanted),
            f"targetPort: {wanted}",
        )
        if wanted
        else ""
    )
    text = f'"{target}" is no port of the pods of {owners_text}; they have {describe_ports(sample_pods)}'
    return Finding(MISSING, objects.key(service), field, text, fix, near)


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
    field, owners_text = (
        f"spec.ports[{index}]",
        first_few([title(view.maker_of(pod)) for pod in sample_pods]),
    )
    probe_ports = [
        {number for number in map(lambda probe: probe_port(pod, probe), probes(pod)) if number}
        for pod in sample_pods
    ]
    first = next(pod_port["containerPort"] for pod_port in pods.ports(sample_pods[0]))
    written_ports: Any = objects.read(view.user_document(service) or {}, "spec.ports", [])
    is_omitted = (
        len(written_ports) == len(services.ports(service))
        and isinstance(written_ports[index], dict)
        and written_ports[index].get("targetPort") is None
    )
    if (
        is_omitted
        and len({pod_port["containerPort"] for pod in sample_pods for pod_port in pods.ports(pod)})
        == 1
    ):
        yield Finding(
            OMITTED,
            objects.key(service),
            field,
            f"connections go to {target}; {owners_text} declares {describe_ports(sample_pods)}",
            f"targetPort: {first}",
            str(first),
        )
    elif all(probe_ports) and not any(target in numbers for numbers in probe_ports):
        numbers = sorted(set().union(*probe_ports))
        yield Finding(
            NUMBER,
            objects.key(service),
            f"{field}.targetPort",
            f"{target} is declared by no container of {owners_text}, whose probes ask {', '.join(map(str, numbers))}",
            f"targetPort: {numbers[0]}",
            str(numbers[0]),
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
