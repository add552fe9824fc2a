"""Nodes that are cordoned, tainted and emptied."""

from collections.abc import Sequence
from functools import partial

from minik import kinds
from minik.client import tainting
from minik.client.draining import DrainOptions
from minik.client.requests import Outcome
from minik.command_line import node_selection
from minik.command_line.change_requests import Request
from minik.errors import ClientError, MinikError
from minik.library import changing
from minik.library.changing import Changed
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.simulation import draining

POD = kinds.kind_of_key("Pod")


def cordon(cluster: Cluster, names: Sequence[str], *, closed: bool) -> Changed:
    """Return the cluster after nodes were cordoned (`closed`) or uncordoned."""
    acts = node_selection.cordon_acts(find(cluster, names), Request(), closed=closed)
    return changing.carry_out(cluster, acts, "cordon" if closed else "uncordon")


def taint(
    cluster: Cluster, names: Sequence[str], taints: Sequence[str], *, overwrite: bool
) -> Changed:
    """Return the cluster after nodes got taints, or lost them."""
    wish = tainting.parse_taints(taints)
    tainting.refuse_conflicts(wish)
    verb = partial(node_selection.taint_node, wish=wish, overwrite=overwrite, pretend=False)
    return changing.carry_out(
        cluster, [partial(verb, node=node) for node in find(cluster, names)], "taint"
    )


def drain(cluster: Cluster, names: Sequence[str], options: DrainOptions) -> Changed:
    """Return the cluster after nodes were cordoned and emptied. Raises the errors of those that could
    not be.
    """
    nodes = find(cluster, names)
    acts = node_selection.cordon_acts(nodes, Request(), closed=True)
    done = changing.carry_out(cluster, acts, "drain", further=False)
    after, outcomes, errors = done.cluster, list(done.outcomes), list[MinikError]()
    for node in nodes:
        result = draining.drain(after, node, options)
        errors += [result.error] if result.error else []
        outcomes += gone(after, result.cluster, node, options)
        outcomes.append(Outcome(node_selection.KIND, node, "drained"))
        after = result.cluster
    changing.raise_all(errors)
    return Changed(changing.one_further(after), outcomes, done.warnings)


def gone(before: Cluster, after: Cluster, node: Object, options: DrainOptions) -> Sequence[Outcome]:
    """Return an outcome for each pod of a node that was evicted, or deleted."""
    done = "deleted" if options.deleting else "evicted"
    left = {objects.uid(pod) for pod in after.of("Pod")}
    return [
        Outcome(POD, pod, done)
        for pod in before.of("Pod")
        if pod["spec"].get("nodeName") == objects.name(node) and objects.uid(pod) not in left
    ]


def find(cluster: Cluster, names: Sequence[str]) -> list[Object]:
    """Return the nodes of these names. Raises NotFound for one that is not there."""
    if not names:
        raise ClientError("name a node")
    found = node_selection.find_nodes(cluster, names)
    changing.raise_all([one for one in found if isinstance(one, MinikError)])
    return [one for one in found if not isinstance(one, MinikError)]
