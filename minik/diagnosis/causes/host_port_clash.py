"""Pods that want a host port which a DaemonSet takes on every node."""

from collections.abc import Iterator

from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.view import Maker, View
from minik.kinds import pod as pods
from minik.model import object as objects

CAUSE = Cause(
    "host-port-clash",
    "F37",
    WARNING,
    "pods want the same port of a node",
    "A host port is taken once on every node, and on the host network every port is a host port. The second pod that wants it stays "
    "pending, or goes elsewhere.",
)


def findings(view: View) -> Iterator[Finding]:
    yield from clashes(view)


def clashes(view: View) -> Iterator[Finding]:
    """Yield host ports that a DaemonSet takes on every node and another workload wants."""
    taken: dict[tuple[int, str], list[Maker]] = {}
    for maker in view.makers.values():
        spec = objects.spec(maker.pod)
        if spec.get("nodeSelector") or spec.get("affinity") or maker.key.kind in ("Job", "CronJob"):
            continue
        for port in {
            (
                port.get("hostPort")
                or (port["containerPort"] if pods.uses_host_network(maker.pod) else 0),
                port.get("protocol") or "TCP",
            )
            for port in pods.ports(maker.pod)
        }:
            if port[0]:
                taken.setdefault(port, []).append(maker)
    for (number, protocol), makers in taken.items():
        everywhere = next((maker for maker in makers if maker.key.kind == "DaemonSet"), None)
        for maker in makers if everywhere else ():
            if maker is not everywhere and everywhere:
                yield Finding(
                    CAUSE,
                    maker.key,
                    f"{maker.path}.spec.containers".removeprefix("."),
                    f"it wants port {number}/{protocol} of a node, which {everywhere.title} takes on all",
                    "another hostPort",
                    everywhere.title,
                )
