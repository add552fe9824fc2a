"""Target ports that the pods declare nowhere, although they declare others."""

from collections.abc import Iterator, Sequence

from minik.diagnosis import patches
from minik.diagnosis.client_texts import texts
from minik.diagnosis.finding import INFO, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.target_ports import describe_ports, forwarded_ports, is_aside
from minik.diagnosis.view import View, first_few, title
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: web, image: "nginx:1.29", ports: [{containerPort: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
"""
CAUSE = Cause(
    "target-port-undeclared",
    "",
    WARNING,
    "targetPort is a number that no container declares, and they declare another",
    "Declared container ports bind nobody: a program may listen on others. But if the containers declare one port and the Service forwards "
    "to another, one of the two is probably mistaken, and connections are refused.",
    SUSPECT,
    example=EXAMPLE,
    sound=EXAMPLE.replace("containerPort: 80}", "containerPort: 8080}"),
)
PROBES = ("readinessProbe", "livenessProbe")


def findings(view: View) -> Iterator[Finding]:
    for service, index, port, sample_pods in forwarded_ports(view):
        target = port.get("targetPort")
        declared = [[entry["containerPort"] for entry in pods.ports(pod)] for pod in sample_pods]
        if (
            isinstance(target, int)
            and all(declared)
            and not any(target in numbers for numbers in declared)
            and is_written(view, service, index)
            and not any(mentions(pod, target) for pod in sample_pods)
            and not all(map(is_probed, sample_pods))
        ):
            yield undeclared(view, service, index, target, sample_pods)


def is_written(view: View, service: Object, index: int) -> bool:
    """Return whether the target port stands in the manifest, and not the server's default."""
    port = services.ports(service)[index]
    written = objects.read(view.user_document(service) or {}, "spec.ports", [])
    if isinstance(written, list) and len(written) > index and isinstance(written[index], dict):
        return written[index].get("targetPort") is not None
    return bool(port.get("targetPort") != port["port"])


def mentions(pod: Object, number: int) -> bool:
    """Return whether the pod's own words name a port."""
    return any(str(number) in text.value for text in texts(pod))


def is_probed(pod: Object) -> bool:
    """Return whether probes ask a port: whether it is the target is another cause."""
    return any(
        (container.get(when) or {}).get(how)
        for container in pods.containers(pod)
        for when in PROBES
        for how in ("httpGet", "tcpSocket", "grpc")
    )


def undeclared(
    view: View, service: Object, index: int, target: int, sample_pods: Sequence[Object]
) -> Finding:
    """Return the finding; only a hint where the pods declare several ports, or one for other ends."""
    ports = [entry for pod in sample_pods for entry in pods.ports(pod)]
    numbers = sorted({entry["containerPort"] for entry in ports})
    aside = any(map(is_aside, ports))
    path = f"spec.ports[{index}].targetPort"
    fix = patches.replace_field(objects.key(service), path, numbers[0])
    owners = first_few([title(view.maker_of(pod)) for pod in sample_pods])
    return Finding(
        CAUSE,
        objects.key(service),
        path,
        f"connections go to {target}; {owners} declares {describe_ports(sample_pods)} alone",
        patches.choose_fix(view, fix, patches.field("targetPort", numbers[0])),
        str(numbers[0]),
        level="" if len(numbers) == 1 and not aside else INFO,
    )
