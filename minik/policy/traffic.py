"""Which traffic policies allow: one decided model of who may talk to whom.

A connection passes if its client may send it and its server may take it; replies to it always pass.
Each side is decided by itself, in the order of the tiers (upstream rule: network-policy-api `Tier`):
the Admin tier's rules by priority, the first that matches decides, and Pass leaves the rest of the
tier out; then NetworkPolicies, which decide for every pod that one of them selects: it takes only what
one of them allows; then the Baseline tier; then everything is allowed.

No policy is about a pod on the host network, and none keeps a pod from itself or from its own node.
"""

from collections.abc import Iterator, Mapping, Sequence

from minik.kinds import network_policy as network_policies
from minik.kinds import pod as pods
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.policy import admin_policies, parties, peers
from minik.policy.admin_policies import (
    ACCEPT,
    ADMIN,
    BASELINE,
    PASS,
    AdminPolicy,
    AdminRule,
)
from minik.policy.parties import NODE, POD, Party
from minik.policy.policy_kinds import NETWORK_POLICY
from minik.policy.port_matches import PortMatch
from minik.policy.rule_ports import egress_of, opens_port

PROTOCOLS, UNNAMED = ("TCP", "UDP", "SCTP"), 65535
DIRECTIONS = {"ingress": "Ingress", "egress": "Egress"}


class Verdict(NamedTuple):
    """Whether a connection passes. Of one that does not: the direction in which it is stopped, the
    policies that stop it, and the rule of a cluster-wide policy. Of one that passes: the policies of
    the server's side that let it in; () where none is about it.
    """

    allowed: bool
    direction: str = ""
    policies: tuple[Object, ...] = ()
    rule: str = ""


ALLOWED = Verdict(True)


class Connection(NamedTuple):
    """What is decided about: who asks whom, at which port of the server, by which protocol."""

    client: Party
    server: Party
    port: int
    protocol: str

    def subject(self, direction: str) -> Party:
        """Return the side that policies of a direction are about."""
        return self.server if direction == "ingress" else self.client

    def other(self, direction: str) -> Party:
        """Return the side that rules of a direction name."""
        return self.client if direction == "ingress" else self.server

    def is_at(self, ports: PortMatch) -> bool:
        """Return whether its port is one of those."""
        return ports.covers(self.server, self.port, self.protocol)

    def in_family(self, family: int) -> "Connection":
        """Return it with the addresses of one family alone."""
        client, server = self.client.in_family(family), self.server.in_family(family)
        return self._replace(client=client, server=server)


def verdict(
    cluster: Cluster, client: Object | Party, server: Object | Party, port: int, protocol: str
) -> Verdict:
    """Return whether a client (a pod, or any party) may open a connection to a port of a server; the
    port is the pod's own, the protocol TCP, UDP or SCTP. Who asks often keeps a `Policies`.
    """
    return Policies(cluster).verdict(client, server, port, protocol)


class Policies:
    """The policies of a cluster, by the pods that they are about."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster, self._peers = cluster, peers.Peers(cluster)
        self.by_pod: dict[str, list[Object]] = {}
        for policy in cluster.of(NETWORK_POLICY):
            for pod in self.selected(policy):
                if not pods.uses_host_network(pod):
                    self.by_pod.setdefault(objects.key(pod).path, []).append(policy)
        self.admin = admin_policies.of_cluster(cluster)
        self._restricted: dict[tuple[str, str], list[Object]] = {}
        self._known: dict[tuple[int, str, tuple[str | int, ...]], bool] = {}

    def verdict(
        self, client: Object | Party, server: Object | Party, port: int, protocol: str
    ) -> Verdict:
        """Return whether a client may open a connection to a port of a server: in the families that
        both have, if one of them lets it through.
        """
        whole = Connection(self.party(client), self.party(server), port, protocol)
        if is_own(whole):
            return ALLOWED
        families = parties.common_families(whole.client, whole.server)
        if len(families) < 2:
            return self._decide(whole)
        results = [self._decide(whole.in_family(family)) for family in families]
        return next((result for result in results if result.allowed), results[0])

    def party(self, who: Object | Party) -> Party:
        """Return a pod as policies see it; a party is one already."""
        return who if isinstance(who, Party) else parties.of_pod(self.cluster, who)

    def _decide(self, connection: Connection) -> Verdict:
        out = self.side(connection, "egress")
        return self.side(connection, "ingress") if out.allowed else out

    def side(self, connection: Connection, direction: str) -> Verdict:
        """Return what the policies about one side of a connection say, tier by tier."""
        if connection.subject(direction).what != POD:
            return ALLOWED
        return (
            self._by_tier(ADMIN, connection, direction)
            or self._by_network_policies(connection, direction)
            or self._by_tier(BASELINE, connection, direction)
            or ALLOWED
        )

    def _by_tier(self, tier: str, connection: Connection, direction: str) -> Verdict | None:
        """Return what the first rule of a tier that matches decides; None where it is Pass, or none
        does.
        """
        for one in self.admin:
            if one.tier == tier and self._is_subject(one, connection.subject(direction)):
                for rule in one.rules[direction]:
                    if self._matches(rule, connection, direction):
                        passes = rule.action == ACCEPT
                        found = Verdict(passes, direction, (one.policy,), rule.title)
                        return None if rule.action == PASS else found
        return None

    def _is_subject(self, policy: AdminPolicy, subject: Party) -> bool:
        key = id(policy), subject.path, ()
        if key not in self._known:
            self._known[key] = self._peers.is_subject(policy.subject, subject)
        return self._known[key]

    def _matches(self, rule: AdminRule, connection: Connection, direction: str) -> bool:
        if rule.ports and not any(connection.is_at(ports) for ports in rule.ports):
            return False
        other = connection.other(direction)
        key = id(rule), other.path, other.addresses
        if key not in self._known:
            self._known[key] = any(
                self._peers.is_admin_peer(peer, other, rule.action) for peer in rule.peers
            )
        return self._known[key]

    def _by_network_policies(self, connection: Connection, direction: str) -> Verdict | None:
        """Return what the NetworkPolicies about one side decide; None where none is about it. Of those
        that let it through the first is named.
        """
        restricting = self._restricting(connection.subject(direction).path, direction)
        for policy in restricting:
            if self._admits(policy, connection, direction):
                return Verdict(True, direction, (policy,))
        return Verdict(False, direction, tuple(restricting)) if restricting else None

    def _admits(self, policy: Object, connection: Connection, direction: str) -> bool:
        other = connection.other(direction)
        return any(
            self._opens(rule, connection) and self._includes(policy, rule, direction, other)
            for rule in network_policies.rules(policy, direction)
        )

    def _opens(self, rule: Mapping[str, Any], connection: Connection) -> bool:
        _, server, port, protocol = connection
        key = id(rule), server.path, (protocol, port)
        if key not in self._known:
            self._known[key] = opens_port(rule, server, port, protocol)
        return self._known[key]

    def _includes(
        self, policy: Object, rule: Mapping[str, Any], direction: str, other: Party
    ) -> bool:
        key = id(rule), other.path, other.addresses
        if key not in self._known:
            entries = network_policies.peers(rule, direction)
            namespace = objects.namespace(policy)
            self._known[key] = not entries or any(
                self._peers.is_peer(namespace, entry, other) for entry in entries
            )
        return self._known[key]

    def _restricting(self, path: str, direction: str) -> list[Object]:
        if (path, direction) not in self._restricted:
            self._restricted[path, direction] = [
                policy
                for policy in self.by_pod.get(path, ())
                if DIRECTIONS[direction] in network_policies.policy_types(policy)
            ]
        return self._restricted[path, direction]

    def egress_ports(self) -> list[tuple[str, int]]:
        """Return protocols and ports of which every egress rule treats one: those that rules name, and
        one that none does, by each protocol.
        """
        named = {match for policy in self.cluster.of(NETWORK_POLICY) for match in egress_of(policy)}
        named |= {
            match for one in self.admin for rule in one.rules["egress"] for match in rule.ports
        }
        numbers = {match.first for match in named if match.first} | {UNNAMED}
        return [(protocol, port) for protocol in PROTOCOLS for port in sorted(numbers)]

    def blocks(self) -> Iterator[Mapping[str, Any]]:
        """Yield the ranges that peers name, as ipBlocks."""
        for policy in self.cluster.of(NETWORK_POLICY):
            yield from (block for _, block in network_policies.ip_blocks(policy))
        for one in self.admin:
            for rule in (*one.rules["ingress"], *one.rules["egress"]):
                for peer in rule.peers:
                    yield from ({"cidr": cidr} for cidr in peer.get("networks") or ())

    def selected(self, policy: Object) -> Sequence[Object]:
        """Return the pods that a NetworkPolicy selects."""
        selector = network_policies.pod_selector(policy)
        return peers.selected(self.cluster, objects.namespace(policy), selector)

    def subjects(self, policy: AdminPolicy) -> list[Object]:
        """Return the pods that a cluster-wide policy is about."""
        known = self.cluster.of("Pod")
        return [pod for pod in known if self._is_subject(policy, self.party(pod))]

    def peers(self, policy: Object, rule: Mapping[str, Any], direction: str) -> list[Object]:
        """Return the pods that a rule includes."""
        known = self.cluster.of("Pod")
        return [pod for pod in known if self.rule_includes(policy, rule, direction, pod)]

    def is_met(self, policy: Object, peer: Mapping[str, Any]) -> bool:
        """Return whether some pod of a policy's own namespace is a peer by its labels alone."""
        namespace = objects.namespace(policy)
        return bool(peers.selected(self.cluster, namespace, peer.get("podSelector") or {}))

    def restricting(self, pod: Object, direction: str) -> list[Object]:
        """Return the NetworkPolicies that restrict a pod in one direction; [] if none does."""
        return self._restricting(objects.key(pod).path, direction)

    def rules(self, pod: Object, direction: str) -> list[Mapping[str, Any]]:
        """Return all rules of the NetworkPolicies that restrict a pod in one direction."""
        return [
            rule
            for policy in self.restricting(pod, direction)
            for rule in network_policies.rules(policy, direction)
        ]

    def is_accepted(self, pod: Object, direction: str) -> bool:
        """Return whether a rule of the Admin tier may accept some traffic of a pod, whatever
        NetworkPolicies say.
        """
        party = self.party(pod)
        return any(
            one.tier == ADMIN
            and any(rule.action == ACCEPT for rule in one.rules[direction])
            and self._is_subject(one, party)
            for one in self.admin
        )

    def rule_includes(
        self, policy: Object, rule: Mapping[str, Any], direction: str, other: Object | Party
    ) -> bool:
        """Return whether one rule includes the other side; a rule without peers includes everybody."""
        return self._includes(policy, rule, direction, self.party(other))

    def namespace_labels(self, name: str) -> Mapping[str, str]:
        """Return the labels of a namespace, including its name label."""
        return self._peers.namespace_labels(name)


def is_own(connection: Connection) -> bool:
    """Return whether a pod asks itself, or one side is the node of the other, between which everything
    passes (upstream rule: traffic to and from the node where a pod runs); so it is where no node is
    known.
    """
    one, other, _, _ = connection
    if one.path == other.path and one.what == other.what:
        return True
    if NODE not in (one.what, other.what) or parties.OUTSIDE in (one.what, other.what):
        return False
    return not one.node or not other.node or one.node == other.node
