"""Target ports that are names which pods do not have."""

from collections.abc import Iterator, Mapping, Sequence

from minik.diagnosis import endpoint_checks, patches
from minik.diagnosis.finding import Fact
from minik.diagnosis.kinship import is_other_application
from minik.diagnosis.nearness import nearest
from minik.diagnosis.target_ports import describe_ports, forwarded_ports, port_names
from minik.diagnosis.view import View, first_few, title
from minik.kinds import pod as pods
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.object import Object


def facts(view: View) -> Iterator[Fact]:
    """Yield what is wrong with target ports that are names."""
    for service, index, port, sample_pods in forwarded_ports(view):
        if isinstance(port.get("targetPort"), str):
            yield from named_port(view, service, index, port, sample_pods)


def named_port(
    view: View, service: Object, index: int, port: Mapping[str, Any], sample_pods: Sequence[Object]
) -> Iterator[Fact]:
    """Yield problems of a target port that is a name."""
    lacking = [pod for pod in sample_pods if endpoint_checks.target_number(pod, port) is None]
    if lacking and len(lacking) < len(sample_pods):
        if not is_intrusion(view, lacking, sample_pods):
            owners_text = first_few([title(view.maker_of(pod)) for pod in lacking])
            yield Fact(
                "named-port-in-some",
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
) -> Fact:
    """Return the finding for a port name of none of the pods: another protocol, an init container,
    or missing.
    """
    target, field = port["targetPort"], f"spec.ports[{index}].targetPort"
    owners_text = first_few([title(view.maker_of(pod)) for pod in sample_pods])
    finding = other_protocol(view, service, index, port, sample_pods) or early_port(
        service, field, target, sample_pods, owners_text
    )
    if finding:
        return finding
    near = nearest(target, port_names(sample_pods)) or next(iter(port_names(sample_pods)), "")
    numbers = (pod_port["containerPort"] for pod in sample_pods for pod_port in pods.ports(pod))
    wanted = near or next(numbers, None)
    fix = ""
    if wanted:
        command = patches.replace_field(objects.key(service), field, wanted)
        fix = patches.choose_fix(view, command, patches.field("targetPort", wanted))
    text = f'"{target}" is no port of the pods of {owners_text}; they have {describe_ports(sample_pods)}'
    return Fact("named-port-missing", objects.key(service), field, text, fix, near)


def other_protocol(
    view: View, service: Object, index: int, port: Mapping[str, Any], sample_pods: Sequence[Object]
) -> Fact | None:
    """Return the finding for a port of that name with another protocol; None if there is none."""
    target, protocol = port["targetPort"], port.get("protocol") or "TCP"
    others = sorted(
        {
            pod_port.get("protocol") or "TCP"
            for pod in sample_pods
            for pod_port in pods.ports(pod)
            if pod_port.get("name") == target
        }
    )
    if not others:
        return None
    field = f"spec.ports[{index}].protocol"
    owners_text = first_few([title(view.maker_of(pod)) for pod in sample_pods])
    fix = patches.replace_field(objects.key(service), field, others[0])
    return Fact(
        "named-port-protocol-differs",
        objects.key(service),
        field,
        f'port "{target}" of {owners_text} is {"/".join(others)}, the Service asks for {protocol}',
        patches.choose_fix(view, fix, patches.field("protocol", others[0])),
        f"{target}/{others[0]}",
    )


def early_port(
    service: Object, field: str, target: str, sample_pods: Sequence[Object], owners_text: str
) -> Fact | None:
    """Return the finding for a port of an init container that ends; None if there is none."""
    early = [
        container["name"]
        for pod in sample_pods
        for container in pods.init_containers(pod)
        if not pods.is_sidecar(container)
        and any(pod_port.get("name") == target for pod_port in container.get("ports") or ())
    ]
    if not early:
        return None
    text = f'"{target}" is a port of init container {early[0]} of {owners_text}, which is not a sidecar'
    fix = "restartPolicy: Always on the init container, or the port on a container"
    return Fact("named-port-of-init-container", objects.key(service), field, text, fix)
