"""The ways of one client, as policies decide them: what closes the way to a pod, to a backend behind a load
balancer, and out of the cluster.
"""

from collections.abc import Iterable, Sequence

from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.ip import is_address
from minik.model.object import Object
from minik.policy import parties
from minik.policy.parties import OUTSIDE, Party
from minik.proxy.clients import Client


class Closure(NamedTuple):
    """What closes a way: the direction in which it is stopped, the policies that do, and the rule of a
    cluster-wide one.
    """

    direction: str
    policies: tuple[Object, ...]
    rule: str = ""

    @property
    def names(self) -> list[str]:
        """Return its policies as people read them: `NetworkPolicy shop/web`."""
        return [f"{one['kind']} {objects.key(one).path}" for one in self.policies]

    @property
    def title(self) -> str:
        """Return the first of its policies and how many more there are, or the rule."""
        from minik.diagnosis.view import first_few  # noqa: PLC0415 only what is closed is worded

        return first_few(self.names) + (f' (rule "{self.rule}")' if self.rule else "")


class Ways:
    """The ways of one client, as policies decide them; `entered` are the nodes by which somebody
    outside may come in.
    """

    def __init__(self, cluster: Cluster, client: Client, entered: Sequence[Object]) -> None:
        from minik.policy.traffic import Policies  # noqa: PLC0415 few clusters have policies

        self.cluster, self.client, self.policies = cluster, client, Policies(cluster)
        if client.asker is not None:
            self.party = parties.of_pod(cluster, client.asker)
        elif client.node is not None:
            self.party = parties.of_node(client.node)
        else:
            self.party = parties.of_address(next(iter(client.addresses), ""))
        # Upstream leaves open whether a policy sees the source before or after it is masqueraded, so
        # a way is closed to somebody outside only if both are kept out.
        self.masks = [parties.of_node(node)._replace(what=self.party.what) for node in entered]

    def closure(
        self, address: str, port: int, protocol: str, *, masked: bool = False
    ) -> Closure | None:
        """Return what closes the way to an address and port; None where nothing does. `masked`: the
        source may be that of a node.
        """
        server = self._server(address)
        masks = self.masks if masked and self.party.what == OUTSIDE else []
        return self._closure((self.party, *masks), server, port, protocol)

    def _closure(
        self, clients: Iterable[Party], server: Party, port: int, protocol: str
    ) -> Closure | None:
        """Return what closes the way to all of some clients; None where it is open to one of them."""
        found = [self.policies.verdict(client, server, port, protocol) for client in clients]
        if any(verdict.allowed for verdict in found):
            return None
        return Closure(found[0].direction, found[0].policies, found[0].rule)

    def balanced_closure(
        self, host: str, asked: int, backend: tuple[str, int], protocol: str, *, masked: bool
    ) -> Closure | None:
        """Return what closes the way to a backend (address, port) by a load balancer that answers itself,
        at an address or a host name and the port that is asked: the client asks the load balancer, and
        that, or a node that masquerades it, asks the pod.
        """
        balancer = parties.of_address(host) if is_address(host) else parties.of_address(host=host)
        masks = [one._replace(what=OUTSIDE) for one in self.masks if masked]
        out = self._closure((self.party,), balancer, asked, protocol)
        return out or self._closure(
            (balancer, *masks), self._server(backend[0]), backend[1], protocol
        )

    def exit_closure(self, host: str) -> Closure | None:
        """Return what keeps a pod from a name outside the cluster at every port that a rule may open;
        None where nothing does. Its address is not known: any outside the pods' range may be it.
        """
        outside = parties.of_address(host=host)
        found = [
            self._closure((self.party,), outside, port, protocol)
            for protocol, port in self.policies.egress_ports()
        ]
        return None if None in found else found[0]

    def _server(self, address: str) -> Party:
        """Return who has an address: a pod, a node, or somebody outside."""
        pod = pod_at(self.cluster, address)
        if pod is not None:
            return parties.of_pod(self.cluster, pod)
        known = self.cluster.of("Node")
        node = next((one for one in known if address in nodes.addresses(one, "InternalIP")), None)
        return parties.of_node(node) if node is not None else parties.of_address(address)


def pod_at(cluster: Cluster, address: str) -> Object | None:
    """Return the pod of the pod network that has an address and has not ended; None if none has."""
    for pod in cluster.table("Pod").index_by(pods.addresses).get(address, ()):
        if not pods.uses_host_network(pod) and not pods.is_terminal(pod):
            return pod
    return None
