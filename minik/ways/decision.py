"""The decided model: all Gateways with their listeners, all routes with what came of their parents, all
BackendTLSPolicies; once for each state of the cluster.
"""

from collections.abc import Sequence
from functools import cached_property

from minik.light_typing import TypeAlias
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Key
from minik.ways import attachment, backends, gateways, tls_policies
from minik.ways.attachment import Parent
from minik.ways.backends import Target
from minik.ways.gateways import Gateway
from minik.ways.listeners import Listener

Pair: TypeAlias = tuple[Parent, tuple[str, ...]]
ANY = "*"


class Decision:
    """What is decided about the ways into a cluster; each part is worked out when it is asked for.
    `assume_classes`: Gateways count whose class is not there.
    """

    def __init__(self, cluster: Cluster, *, assume_classes: bool = False) -> None:
        self.cluster, self.assume_classes = cluster, assume_classes

    @cached_property
    def gateways(self) -> list[Gateway]:
        """Return the Gateways whose class is there, the older ones first."""
        return list(gateways.find_all(self.cluster, assume_classes=self.assume_classes))

    @cached_property
    def parents(self) -> list[Parent]:
        """Return the parentRefs of all routes to these Gateways."""
        return attachment.find_all(self.cluster, self.gateways)

    @cached_property
    def policies(self) -> list[tls_policies.Policy]:
        """Return the BackendTLSPolicies."""
        return list(tls_policies.find_all(self.cluster))

    @cached_property
    def _by_listener(self) -> dict[tuple[Key, str], list[Pair]]:
        """Return the accepted parents of routes by their listeners, a route once."""
        found: dict[tuple[Key, str], dict[Key, Pair]] = {}
        for parent in self.parents:
            for one, common in zip(parent.listeners, parent.hostnames):
                if parent.is_accepted:
                    pairs = found.setdefault((one.owner, one.name), {})
                    pairs.setdefault(objects.key(parent.route), (parent, common))
        return {place: list(pairs.values()) for place, pairs in found.items()}

    @cached_property
    def _by_host(self) -> dict[tuple[Key, str], dict[str, list[Pair]]]:
        """Return the same by the host names that they have in common with a listener; those with a
        wildcard, or for any host, under ANY.
        """
        found: dict[tuple[Key, str], dict[str, list[Pair]]] = {}
        for place, pairs in self._by_listener.items():
            of_place = found.setdefault(place, {})
            for pair in pairs:
                names = {ANY if not one or one[:1] == ANY else one.lower() for one in pair[1]}
                for name in names:
                    of_place.setdefault(name, []).append(pair)
        return found

    def attached(self, listener: Listener) -> Sequence[Pair]:
        """Return the accepted parents of routes that are attached to a listener, with the host names in
        common; a route once.
        """
        return self._by_listener.get((listener.owner, listener.name), ())

    def attached_for(self, listener: Listener, host: str) -> list[Pair]:
        """Return those of them that may be for a host, in no order."""
        names = self._by_host.get((listener.owner, listener.name), {})
        exact = names.get(host.lower().rstrip("."), ())
        keys = {id(pair[0]) for pair in exact}
        return [*exact, *(pair for pair in names.get(ANY, ()) if id(pair[0]) not in keys)]

    @cached_property
    def _by_route(self) -> dict[Key, list[Parent]]:
        found: dict[Key, list[Parent]] = {}
        for parent in self.parents:
            found.setdefault(objects.key(parent.route), []).append(parent)
        return found

    def of_route(self, key: Key) -> list[Parent]:
        """Return what came of the parentRefs of a route, in their order."""
        order = self._by_route.get(key, [])
        refs = objects.read_list(order[0].route, "spec.parentRefs") if order else []
        return sorted(order, key=lambda parent: refs.index(parent.value))

    def target(
        self, value: dict[str, object], kind: str, namespace: str, *, granted: bool = False
    ) -> Target:
        """Return the target of a backendRef, with the TLS that a policy asks of its Service; `granted`: other
        namespaces need not permit it.
        """
        found = backends.of_reference(self.cluster, value, kind, namespace, granted=granted)
        policy = tls_policies.of_target(self.policies, found)
        return found._replace(flaw="tls") if policy and not found.flaw and policy.fails else found


_last: list[Decision] = []


def decide(cluster: Cluster) -> Decision:
    """Return what is decided about a cluster; the same for the same state."""
    known = next(iter(_last), None)
    if known is None or known.cluster is not cluster:
        known = Decision(cluster)
        _last[:] = [known]
    return known
