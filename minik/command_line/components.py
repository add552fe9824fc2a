"""The components of a real cluster: the nodes each runs on, and the part of minik that does its
work.
"""

from collections.abc import Iterator, Sequence

from minik.kinds import node as nodes
from minik.kinds.node.columns import roles
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.render.formats.table import align_cells


class Component(NamedTuple):
    """A component: `everywhere` on all nodes, else on those of the control plane."""

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
    """Return the table, one line for each component."""
    all_nodes = list(cluster.of("Node"))
    return align_cells([TITLES, *lines(all_nodes)])


def lines(all_nodes: Sequence[Object]) -> Iterator[Sequence[str]]:
    for component in COMPONENTS:
        component_nodes = [
            node
            for node in all_nodes
            if component.everywhere or "control-plane" in roles(node).split(",")
        ]
        yield component.name, node_names(component_nodes), component.player


def node_names(component_nodes: Sequence[Object]) -> str:
    """Return the names of the nodes, or their number where they are many, and those whose kubelet
    is silent.
    """
    silent = [objects.name(node) for node in component_nodes if nodes.is_unreachable(node)]
    names = (
        ",".join(objects.name(node) for node in component_nodes)
        if len(component_nodes) <= 2
        else f"{len(component_nodes)} nodes"
    )
    return (names or "<none>") + (
        f" ({len(silent)} silent: {','.join(silent[:3])})" if silent else ""
    )
