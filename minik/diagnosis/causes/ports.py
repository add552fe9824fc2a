"""Where a Service's port leads in its pods: names, numbers and protocols."""
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from minik.diagnosis import gates, patches
from minik.diagnosis.finding import ERROR, INFO, SUSPECT, WARNING, Code, Finding
from minik.diagnosis.kinship import is_another
from minik.diagnosis.nearness import nearest
from minik.diagnosis.view import View, few, title
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object

MISSING = Code(
    "named-port-missing", "F24", ERROR, "targetPort is a name that no container of the pods has",
    "A target port that is a name is looked up among the ports of each pod's containers; a pod that has no such port is not behind the "
    "Service. Write the name as the container does, or the number.")
SOME = Code(
    "named-port-in-some", "F25", WARNING, "targetPort is a name that only some of the pods have",
    "The pods without a port of that name are left out without a word: usually an older or newer version of the application, which calls "
    "its port otherwise.")
PROTOCOL = Code(
    "named-port-protocol-differs", "F26", ERROR, "the named port is there, with another protocol",
    "Name and protocol must both agree: http/UDP of a container is no target for a Service's TCP port. Both sides default to TCP.")
INIT = Code(
    "named-port-of-init-container", "F27", ERROR, "the named port belongs to an init container that ends before the pod serves",
    "Only containers and sidecars (init containers with restartPolicy Always) are asked for their ports; what an ordinary init "
    "container declares does not count.")
QUOTED = Code(
    "target-port-quoted", "F28", ERROR, "targetPort is a number in quotes, which is read as a name",
    'targetPort: "9376" is a text, and a text is the name of a port; names need a letter, so the server refuses it. Remove the quotes.')
OMITTED = Code(
    "target-port-omitted", "F29", INFO, "no targetPort: the Service's own port is used, and the pods declare only others",
    "Without targetPort connections go to the same number in the pod as in the Service. Declared container ports bind nobody, so this is "
    "a hint: if the application listens where it declares, set targetPort.", SUSPECT)
NUMBER = Code(
    "target-port-unlike-probe", "F30", INFO, "targetPort is declared nowhere, and the probes ask another port",
    "Declared container ports bind nobody, but probes are answered by the application; if they go to another port than the Service, one "
    "of the two is probably mistaken.", SUSPECT)
PROTOCOLS = Code(
    "port-protocol-differs", "F35", WARNING, "the pods declare the target port with another protocol",
    "A Service's port is TCP unless it says otherwise. The containers declare this number for another protocol only; a name server that "
    "is reached by UDP is not reached through a TCP port.")


def findings(view: View) -> Iterator[Finding]:
    yield from quoted(view)
    for service in view.selecting:
        found = [made[0] for made in view.makers_behind(service).values()]
        for index, port in enumerate(services.ports(service) if found else ()):
            target = port.get("targetPort") or port["port"]
            finder = named if isinstance(target, str) else numbered
            yield from finder(view, service, index, port, found)


def quoted(view: View) -> Iterator[Finding]:
    """What the server refuses since it is a number that looks like a name."""
    for refusal in view.refused:
        for cause in refusal.error.causes if refusal.key.kind == "Service" else ():
            if cause.field.endswith(".targetPort") and (number := re.search(r'"([0-9]+)"', cause.message)):
                file, line = refusal.place(cause.field)
                yield Finding(QUOTED, refusal.key, cause.field, f'"{number[1]}" in quotes is a name, and a name needs a letter',
                              f"targetPort: {number[1]}", file=file, line=line)


def named(view: View, service: Object, index: int, port: Mapping[str, Any], found: Sequence[Object]) -> Iterator[Finding]:
    """A target port that is a name."""
    lacking = [pod for pod in found if gates.target(pod, port) is None]
    if lacking and len(lacking) < len(found):
        if not intrusion(view, lacking, found):
            whose = few([title(view.maker_of(pod)) for pod in lacking])
            yield Finding(SOME, objects.key(service), f"spec.ports[{index}].targetPort",
                          f'"{port["targetPort"]}" is no port of the pods of {whose}; they have {offered(lacking)}',
                          near=nearest(port["targetPort"], names(lacking)))
    elif lacking:
        yield absent(view, service, index, port, found)


def intrusion(view: View, lacking: Sequence[Object], found: Sequence[Object]) -> bool:
    """Whether those without the port belong to other applications, which is a cause of its own."""
    fitting = [pod for pod in found if pod not in lacking]
    return all(is_another(view.maker_of(pod), pod, view.maker_of(other), other) for pod in lacking for other in fitting)


def absent(view: View, service: Object, index: int, port: Mapping[str, Any], found: Sequence[Object]) -> Finding:
    """A name that none of the pods has: with another protocol, in a container that does not count, or not at all."""
    target, protocol = port["targetPort"], port.get("protocol") or "TCP"
    field, whose = f"spec.ports[{index}].targetPort", few([title(view.maker_of(pod)) for pod in found])
    others = sorted({its.get("protocol") or "TCP" for pod in found for its in pods.ports(pod) if its.get("name") == target})
    if others:
        fix = patches.replaced(objects.key(service), f"spec.ports[{index}].protocol", others[0])
        return Finding(PROTOCOL, objects.key(service), f"spec.ports[{index}].protocol",
                       f'port "{target}" of {whose} is {"/".join(others)}, the Service asks for {protocol}',
                       patches.fix(view, fix, f"protocol: {others[0]}"), f"{target}/{others[0]}")
    early = [container["name"] for pod in found for container in pods.init_containers(pod)
             if not pods.is_sidecar(container) and any(its.get("name") == target for its in container.get("ports") or ())]
    if early:
        text = f'"{target}" is a port of init container {early[0]} of {whose}, which is not a sidecar'
        return Finding(INIT, objects.key(service), field, text,
                       "restartPolicy: Always on the init container, or the port on a container")
    near = nearest(target, names(found)) or next(iter(names(found)), "")
    number = next((its["containerPort"] for pod in found for its in pods.ports(pod)), None)
    wanted = near or number
    fix = patches.fix(view, patches.replaced(objects.key(service), field, wanted), f"targetPort: {wanted}") if wanted else ""
    text = f'"{target}" is no port of the pods of {whose}; they have {offered(found)}'
    return Finding(MISSING, objects.key(service), field, text, fix, near)


def names(found: Sequence[Object]) -> list[str]:
    """What the pods call their ports."""
    return list(dict.fromkeys(its["name"] for pod in found for its in pods.ports(pod) if its.get("name")))


def offered(found: Sequence[Object]) -> str:
    """The ports of pods as a person would list them: `"http" (8080/TCP)`."""
    told = dict.fromkeys((f'"{its["name"]}" ' if its.get("name") else "") + f"({its['containerPort']}/{its.get('protocol') or 'TCP'})"
                         for pod in found for its in pods.ports(pod))
    return few(list(told)) or "no declared port"


def numbered(view: View, service: Object, index: int, port: Mapping[str, Any], found: Sequence[Object]) -> Iterator[Finding]:
    """A target port that is a number: nobody need declare it, so only contradictions count."""
    target, protocol = port.get("targetPort") or port["port"], port.get("protocol") or "TCP"
    declared = [[(its["containerPort"], its.get("protocol") or "TCP") for its in pods.ports(pod)] for pod in found]
    same = sorted({its for its in sum(declared, []) if its[0] == target})
    whose, field = few([title(view.maker_of(pod)) for pod in found]), f"spec.ports[{index}]"
    if same and all(its[1] != protocol for its in same):
        fix = patches.replaced(objects.key(service), f"{field}.protocol", same[0][1])
        yield Finding(PROTOCOLS, objects.key(service), f"{field}.protocol",
                      f"{whose} declares {target}/{same[0][1]}, the Service forwards {protocol} to it",
                      patches.fix(view, fix, f"protocol: {same[0][1]}"), f"{target}/{same[0][1]}")
    elif not same and all(declared):
        yield from undeclared(view, service, index, target, found)


def undeclared(view: View, service: Object, index: int, target: int, found: Sequence[Object]) -> Iterator[Finding]:
    """A number that no container declares, though all declare others: worth a word only with something beside it."""
    field, whose = f"spec.ports[{index}]", few([title(view.maker_of(pod)) for pod in found])
    asked = [{number for number in map(lambda probe: probed(pod, probe), probes(pod)) if number} for pod in found]
    first = next(its["containerPort"] for its in pods.ports(found[0]))
    said: Any = objects.read(view.said(service) or {}, "spec.ports", [])
    unsaid = len(said) == len(services.ports(service)) and isinstance(said[index], dict) and said[index].get("targetPort") is None
    if unsaid and len({its["containerPort"] for pod in found for its in pods.ports(pod)}) == 1:
        yield Finding(OMITTED, objects.key(service), field, f"connections go to {target}; {whose} declares {offered(found)}",
                      f"targetPort: {first}", str(first))
    elif all(asked) and not any(target in numbers for numbers in asked):
        numbers = sorted(set().union(*asked))
        yield Finding(NUMBER, objects.key(service), f"{field}.targetPort",
                      f"{target} is declared by no container of {whose}, whose probes ask {', '.join(map(str, numbers))}",
                      f"targetPort: {numbers[0]}", str(numbers[0]))


def probes(pod: Object) -> Iterator[Mapping[str, Any]]:
    """How its containers are asked whether they are well."""
    for container in pods.containers(pod):
        for when in ("readinessProbe", "livenessProbe"):
            probe = container.get(when) or {}
            yield from (probe[kind] for kind in ("httpGet", "tcpSocket", "grpc") if probe.get(kind))


def probed(pod: Object, probe: Mapping[str, Any]) -> int | None:
    """The number of the port that a probe asks."""
    port = probe.get("port")
    return pods.find_port(pod, port, "TCP") if port is not None else None
