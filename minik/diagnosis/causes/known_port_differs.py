"""Services and probes that ask a well-known image at a port where it does not listen."""

from collections.abc import Iterator, Sequence

from minik.diagnosis import patches
from minik.diagnosis.client_texts import texts
from minik.diagnosis.finding import INFO, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.known_images import KNOWN, KnownImage
from minik.diagnosis.programs import Program, programs, running
from minik.diagnosis.target_ports import forwarded_ports
from minik.diagnosis.view import View
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.object import Key, Object

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: web, image: "nginx:1.29"}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: TARGET}]}
"""
CAUSE = Cause(
    "known-port-differs",
    "",
    WARNING,
    "a well-known image is asked at a port where it does not listen by itself",
    "nginx and httpd listen at 80, Redis at 6379, PostgreSQL at 5432, unless a command, a variable or a mounted configuration says "
    "otherwise. Where nothing does, connections to another port are refused. It is a hint where the container declares that port: then it "
    "may be another image under the well-known name.",
    SUSPECT,
    example=EXAMPLE.replace("TARGET", "8080"),
    sound=EXAMPLE.replace("TARGET", "80"),
)
PROBES = ("startupProbe", "livenessProbe", "readinessProbe")
HANDLERS = ("httpGet", "tcpSocket")


def findings(view: View) -> Iterator[Finding]:
    for program in view.index(running):
        known = KNOWN.get(program.image)
        if known and known.ports and is_plain(program):
            yield from probe_findings(program, known)
    by_maker = {program.maker.key: program for program in view.index(programs)}
    for service, index, port, sample_pods in forwarded_ports(view):
        target = port.get("targetPort") or port["port"]
        for pod in sample_pods[:1]:
            found = by_maker.get(view.maker_of(pod))
            if isinstance(target, int) and found and differs(pod, found, target):
                yield target_finding(view, objects.key(service), index, target, found)


def is_plain(program: Program) -> bool:
    """Return whether nothing in the pod says that the program listens elsewhere: no words of its
    own, no variable that names a port, no folder over its configuration.
    """
    known = KNOWN[program.image]
    mounts = [str(m.get("mountPath")) for m in program.container.get("volumeMounts") or ()]
    covered = any(path.startswith(known.folder) for path in mounts) if known.folder else False
    told = any("PORT" in name or "TEMPLATE" in name for name in program.settings)
    taken = program.container.get("envFrom")
    return not (program.words or covered or told or taken or program.container.get("lifecycle"))


def differs(pod: Object, program: Program, target: int) -> bool:
    """Return whether a Service's target is none of the ports of the pod's only container."""
    known = KNOWN.get(program.image)
    if not known or not known.ports or target in known.ports or len(pods.containers(pod)) != 1:
        return False
    declared = [port["containerPort"] for port in pods.ports(pod)]
    if declared and target not in declared:
        return False  # another cause tells of the declared ports
    return is_plain(program) and not any(str(target) in text.value for text in texts(pod))


def target_finding(view: View, key: Key, index: int, target: int, program: Program) -> Finding:
    """Return the finding about a Service's target."""
    right = KNOWN[program.image].ports[0]
    path = f"spec.ports[{index}].targetPort"
    return Finding(
        CAUSE,
        key,
        path,
        f"connections go to {target}; {program.title} of {program.maker.title} runs {program.image}, which listens at {right}",
        patches.choose_fix(
            view, patches.replace_field(key, path, right), patches.field("targetPort", right)
        ),
        str(right),
        level=INFO if is_declared(program, target) else "",
        about=(program.maker.key,),
    )


def probe_findings(program: Program, known: KnownImage) -> Iterator[Finding]:
    """Yield the probes that ask another port by number."""
    for probe in filter(program.container.get, PROBES):
        for handler in HANDLERS:
            asked = (program.container[probe].get(handler) or {}).get("port")
            number = probe_port_number(program.container.get("ports") or (), asked)
            declared = [port["containerPort"] for port in program.container.get("ports") or ()]
            if declared and number not in declared:
                continue  # another cause tells of the declared ports
            if number is not None and number not in known.ports:
                yield Finding(
                    CAUSE,
                    program.maker.key,
                    program.field(f"{probe}.{handler}.port"),
                    f"{probe} asks port {number}; {program.title} runs {program.image}, which listens at {known.ports[0]}",
                    f"port: {known.ports[0]}",
                    str(known.ports[0]),
                    level=INFO if is_declared(program, number) else "",
                )


def is_declared(program: Program, number: int) -> bool:
    """Return whether the container declares a port: two that agree are no slip."""
    return number in [port["containerPort"] for port in program.container.get("ports") or ()]


def probe_port_number(ports: Sequence[Object], asked: int | str | None) -> int | None:
    """Return the number of a probe's port; None if it asks none, or a name that is not there."""
    if isinstance(asked, int) or asked is None:
        return asked
    return next((port["containerPort"] for port in ports if port.get("name") == asked), None)
