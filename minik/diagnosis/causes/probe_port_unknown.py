"""Probes that ask a port which the container does not have."""

from collections.abc import Iterator, Mapping, Sequence

from minik.diagnosis import patches, references
from minik.diagnosis.client_texts import texts
from minik.diagnosis.finding import ERROR, INFO, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.nearness import nearest
from minik.diagnosis.target_ports import forwarded_ports
from minik.diagnosis.view import Maker, View, first_few
from minik.kinds import pod as pods
from minik.light_typing import Any
from minik.model.object import Key

EXAMPLE = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: web:1
        ports: [{name: http, containerPort: 8080}]
        readinessProbe: {httpGet: {path: /, port: PORT}}
"""
CAUSE = Cause(
    "probe-port-unknown",
    "",
    ERROR,
    "a probe asks a port that its container does not have",
    "A probe that names a port is looked up among the ports of its own container; without such a port it fails always. A number that the "
    "container does not declare is a suspect: the probe fails unless the program listens there too. A failing readiness probe keeps the "
    "pod out of its Services, a failing liveness or startup probe restarts it for ever.",
    example=EXAMPLE.replace("PORT", "htttp"),
    sound=EXAMPLE.replace("PORT", "http"),
)
PROBES = ("startupProbe", "livenessProbe", "readinessProbe")
HANDLERS = ("httpGet", "tcpSocket", "grpc")


def findings(view: View) -> Iterator[Finding]:
    targets = view.index(forwarded)
    for maker in view.makers.values():
        for index, container in enumerate(pods.containers(maker.pod)):
            for probe in filter(container.get, PROBES):
                for handler in HANDLERS:
                    asked = (container[probe].get(handler) or {}).get("port")
                    if asked is not None and (maker.key, asked) not in targets:
                        path = f"spec.containers[{index}].{probe}.{handler}.port"
                        finding = judge(maker, container, asked, probe, path)
                        if finding:
                            yield finding


def forwarded(view: View) -> frozenset[tuple[Key, int | str]]:
    """Return the numbers to which Services forward, by what makes the pods: two that agree are right."""
    return frozenset(
        (view.maker_of(pod), target)
        for _, _, port, sample_pods in forwarded_ports(view)
        for pod in sample_pods
        if isinstance(target := port.get("targetPort") or port["port"], int)
    )


def judge(
    maker: Maker, container: Mapping[str, Any], asked: int | str, probe: str, path: str
) -> Finding | None:
    """Return the finding for a port that the container does not declare; None if it may have it."""
    ports = container.get("ports") or ()
    what = f"the {probe} of container {container['name']}"
    if isinstance(asked, str) and not asked.isdecimal():
        return unknown_name(maker, ports, asked, what, references.field(maker, path))
    return unknown_number(maker, ports, int(asked), what, references.field(maker, path))


def unknown_name(
    maker: Maker, ports: Sequence[Mapping[str, Any]], asked: str, what: str, field: str
) -> Finding | None:
    """Return the finding for a name of none of the container's ports; None if one has it."""
    names = [port["name"] for port in ports if port.get("name")]
    if asked in names:
        return None
    near = nearest(asked, names) or (names[0] if len(names) == 1 else "")
    wanted = near or (ports[0]["containerPort"] if len(ports) == 1 else "")
    text = (
        f'{what} asks port "{asked}", which it does not have; it has {describe(ports) or "no port"}'
    )
    fix = patches.field("port", wanted) if wanted else f"a port called {asked}"
    return Finding(CAUSE, maker.key, field, text, fix, near)


def unknown_number(
    maker: Maker, ports: Sequence[Mapping[str, Any]], asked: int, what: str, field: str
) -> Finding | None:
    """Return the suspicion about a number that nothing in the pod names; None if something does."""
    numbers = [port["containerPort"] for port in ports]
    if not numbers or asked in numbers or is_mentioned(maker, asked):
        return None
    slips = [number for number in numbers if is_slip(asked, number)]
    right = slips[0] if slips else numbers[0]
    return Finding(
        CAUSE,
        maker.key,
        field,
        f"{what} asks port {asked}; the container declares {describe(ports)}",
        patches.field("port", right),
        str(right),
        level=WARNING if len(numbers) == 1 and all(map(is_main, ports)) else INFO,
        doubt=SUSPECT,
    )


def describe(ports: Sequence[Mapping[str, Any]]) -> str:
    """Return the ports of a container: `8080 ("http")`."""
    return first_few(
        [
            f"{port['containerPort']}" + (f' ("{port["name"]}")' if port.get("name") else "")
            for port in ports
        ]
    )


def is_mentioned(maker: Maker, number: int) -> bool:
    """Return whether another container declares a port, or the pod's own words name it."""
    declared = (port["containerPort"] for port in pods.ports(maker.pod))
    return number in declared or any(str(number) in text.value for text in texts(maker.pod))


def is_slip(number: int, other: int) -> bool:
    """Return whether two port numbers differ by one digit."""
    left, right = str(number), str(other)
    return len(left) == len(right) and sum(map(str.__ne__, left, right)) == 1


def is_main(port: Mapping[str, Any]) -> bool:
    """Return whether a port serves clients, and not metrics or webhooks beside the program's health."""
    name = str(port.get("name") or "")
    return not any(word in name for word in ("metric", "webhook", "prom", "grpc", "peer"))
