"""As whom a question about the network is asked: --from, --node and --mode, understood together."""
from minik import shelf
from minik.diagnosis.resolution import View
from minik.errors import ClientError
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.proxy import clients, modes, node_view


def view(cluster: Cluster, namespace: str, source: str, node: str, mode: str) -> View:
    """Who asks, at which node, in which mode; a pod asks at its own node unless another is named."""
    client = clients.find(cluster, source, namespace) if source else None
    here = node_view.find(cluster, node) if node else client.node if client else None
    return View(here, known_mode(mode or cluster.settings.proxy_mode), client)


def namespace(seen: View, otherwise: str, given: str) -> str:
    """The namespace in which a short name is meant: that of the pod that asks, by its search path."""
    asker = seen.client.asker if seen.client else None
    return objects.namespace(asker) if asker is not None and not given else otherwise


def known_mode(mode: str) -> str:
    """The mode, if there is such a one."""
    known = list(shelf.names(modes.__path__))
    if mode not in known:
        raise ClientError(f'unknown proxy mode "{mode}": it is one of {", ".join(known)}')
    return mode
