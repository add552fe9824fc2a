"""The client of a network question: --from, --node and --mode."""

from minik.command_line import target_arguments
from minik.diagnosis.resolution import Viewpoint
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.proxy import clients, mode, node_view
from minik.proxy.mode import Mode


class Asker(NamedTuple):
    """Who asks (a pod, a node, `outside`, an address), at which node, in which proxy mode."""

    source: str = ""
    node: str = ""
    mode: str = ""


def view(cluster: Cluster, namespace: str, source: str, node: str, mode_name: str) -> Viewpoint:
    """Return the view of a client: who asks, from which node, in which proxy mode; a pod asks from
    its own node unless --node names another.
    """
    asker = target_arguments.source(source, cluster, namespace)
    client = clients.find(cluster, asker, namespace) if asker else None
    asking_node = node_view.find(cluster, node) if node else client.node if client else None
    return Viewpoint(parse_mode(mode_name, cluster), asking_node, client)


def namespace(client_view: Viewpoint, default: str, option: str) -> str:
    """Return the namespace of a short name: that of the pod that asks, as its search path has it,
    unless -n was given.
    """
    asker = client_view.client.asker if client_view.client else None
    return objects.namespace(asker) if asker is not None and not option else default


def parse_mode(name: str, cluster: Cluster) -> Mode:
    """Return the mode of that name, the cluster's own if it is "". Raises ClientError where there
    is no such mode.
    """
    return mode.find(name) if name else mode.of_cluster(cluster)
