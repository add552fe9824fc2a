"""The parts of a real cluster: where each of them runs, and who plays it here."""
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from minik.kinds import node as nodes
from minik.kinds.node.columns import roles
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.render.table import aligned


class Component(NamedTuple):
    """One of them: `everywhere` on all nodes, else on those of the control plane."""

    name: str
    everywhere: bool
    player: str


TITLES = ("COMPONENT", "RUNS ON", "PLAYED HERE BY")
COMPONENTS = (
    Component("kube-apiserver", False, "minik/intake"),
    Component("etcd", False, "minik/store"),
    Component("kube-controller-manager", False, "minik/controllers"),
    Component("kube-scheduler", False, "minik/controllers/scheduler.py"),
    Component("kubelet", True, "minik/controllers/kubelet.py"),
    Component("kube-proxy", True, "minik/proxy"),
)


def table(cluster: Cluster) -> str:
    """One line a component."""
    every = list(cluster.of("Node"))
    return aligned([TITLES, *lines(every)])


def lines(every: Sequence[Object]) -> Iterator[Sequence[str]]:
    for component in COMPONENTS:
        here = [node for node in every if component.everywhere or "control-plane" in roles(node).split(",")]
        yield component.name, place(here), component.player


def place(here: Sequence[Object]) -> str:
    """The nodes, counted where they are many; without a word of a kubelet, nothing on a node is known to run."""
    silent = [objects.name(node) for node in here if nodes.is_silent(node)]
    named = ",".join(objects.name(node) for node in here) if len(here) <= 2 else f"{len(here)} nodes"
    return (named or "<none>") + (f" ({len(silent)} silent: {','.join(silent[:3])})" if silent else "")
