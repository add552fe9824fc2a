"""What the pods of a node ask of it, summed: worked out anew only for nodes whose pods have changed."""

from collections.abc import Iterable, Sequence

from minik.kinds import pod as pods
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.object import Object
from minik.scheduling import node_info, volumes
from minik.scheduling.node_info import NodeInfo


class Burden(NamedTuple):
    """A node's pods, and what they ask for: requests and host ports of each, claims of all; `ruled` are
    those with rules about other pods.
    """

    pods: Sequence[Object]
    asked: Sequence[tuple[dict[str, int], frozenset[node_info.HostPort], int]]
    claims: frozenset[tuple[str, str]]
    ruled: Sequence[Object]

    def put_on(self, node: NodeInfo) -> None:
        """Add the pods to a node of the scheduler."""
        for requests, ports, number in self.asked:
            node.add_pod(requests, ports, number)


def placed_on(pod: Object) -> Iterable[str]:
    """Return the node of a pod that takes its room, as index key; empty for other pods."""
    return () if not pods.node(pod) or pods.is_terminal(pod) else (pods.node(pod),)


def sum_up(members: list[Object]) -> Burden:
    """Return the burden of some pods; those that ask for the same are counted together."""
    numbers: dict[
        tuple[frozenset[tuple[str, int]], frozenset[node_info.HostPort]], tuple[dict[str, int], int]
    ] = {}
    for pod in members:
        requests, ports = node_info.pod_requests(pod), node_info.host_ports(pod)
        key = (frozenset(requests.items()), ports)
        numbers[key] = (requests, numbers.get(key, (requests, 0))[1] + 1)
    return Burden(
        members,
        [(requests, ports, number) for (_, ports), (requests, number) in numbers.items()],
        frozenset(claim for pod in members for claim in volumes.scheduled_claims(pod)),
        [pod for pod in members if objects.spec(pod).get("affinity")],
    )
