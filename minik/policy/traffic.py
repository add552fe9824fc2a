"""Which traffic NetworkPolicies allow. Upstream rule: a pod that any policy selects for a direction
takes only what one of them allows.
"""

from collections.abc import Iterator, Mapping
from ipaddress import ip_address, ip_network

from minik.kinds import network_policy as network_policies
from minik.kinds import pod as pods
from minik.light_typing import Any
from minik.model import object as objects
from minik.model import selectors
from minik.model.cluster import Cluster
from minik.model.object import Object

DIRECTIONS = {"ingress": "Ingress", "egress": "Egress"}


class Policies:
    """The NetworkPolicies of a cluster, by the pods that they select."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.by_pod: dict[str, list[Object]] = {}
        for policy in cluster.of("NetworkPolicy"):
            for pod in self.selected(policy):
                self.by_pod.setdefault(objects.key(pod).path, []).append(policy)

    def selected(self, policy: Object) -> list[Object]:
        """Return the pods that a policy selects."""
        selector = selectors.of_label_selector(network_policies.pod_selector(policy))
        namespace = objects.namespace(policy)
        return list(selectors.select_objects(self.cluster, "Pod", namespace, selector))

    def peers(self, policy: Object, rule: Mapping[str, Any], direction: str) -> list[Object]:
        """Return the pods that a rule includes."""
        return [
            pod
            for pod in self.cluster.of("Pod")
            if self.rule_includes(policy, rule, direction, pod)
        ]

    def is_met(self, policy: Object, peer: Mapping[str, Any]) -> bool:
        """Return whether some pod of a policy's own namespace is a peer by its labels alone."""
        selector = selectors.of_label_selector(peer.get("podSelector") or {})
        found = selectors.select_objects(self.cluster, "Pod", objects.namespace(policy), selector)
        return any(True for _ in found)

    def restricting(self, pod: Object, direction: str) -> list[Object]:
        """Return the policies that restrict a pod in one direction; [] if everything is allowed."""
        policies = self.by_pod.get(objects.key(pod).path, [])
        return [
            policy
            for policy in policies
            if DIRECTIONS[direction] in network_policies.policy_types(policy)
        ]

    def rules(self, pod: Object, direction: str) -> list[Mapping[str, Any]]:
        """Return all rules of the policies that restrict a pod in one direction."""
        return [
            rule
            for policy in self.restricting(pod, direction)
            for rule in network_policies.rules(policy, direction)
        ]

    def blocking(self, client: Object, server: Object, port: int, protocol: str) -> list[Object]:
        """Return the policies that keep a client from a port of a server; [] if none does."""
        for pod, other, direction in ((server, client, "ingress"), (client, server, "egress")):
            restricting = self.restricting(pod, direction)
            if restricting and not any(
                self.rule_admits(policy, rule, direction, other, server, port, protocol)
                for policy in restricting
                for rule in network_policies.rules(policy, direction)
            ):
                return restricting
        return []

    def rule_admits(
        self,
        policy: Object,
        rule: Mapping[str, Any],
        direction: str,
        other: Object,
        server: Object,
        port: int,
        protocol: str,
    ) -> bool:
        """Return whether one rule admits the other side at a port."""
        return opens_port(rule, server, port, protocol) and self.rule_includes(
            policy, rule, direction, other
        )

    def rule_includes(
        self, policy: Object, rule: Mapping[str, Any], direction: str, other: Object
    ) -> bool:
        """Return whether one rule includes the other side; a rule without peers includes everybody."""
        peers = network_policies.peers(rule, direction)
        return not peers or any(self.is_peer(policy, peer, other) for peer in peers)

    def is_peer(self, policy: Object, peer: Mapping[str, Any], other: Object) -> bool:
        """Return whether a peer of a rule matches a pod."""
        if peer.get("ipBlock"):
            return (
                any(in_block(peer["ipBlock"], address) for address in pods.addresses(other))
                if pods.addresses(other)
                else True
            )
        namespace_selector = peer.get("namespaceSelector")
        if namespace_selector is None:
            if objects.namespace(other) != objects.namespace(policy):
                return False
        elif not selectors.matches(
            selectors.of_label_selector(namespace_selector),
            self.namespace_labels(objects.namespace(other)),
        ):
            return False
        return peer.get("podSelector") is None or selectors.matches(
            selectors.of_label_selector(peer["podSelector"]), objects.labels(other)
        )

    def namespace_labels(self, name: str) -> Mapping[str, str]:
        """Return the labels of a namespace, including its name label."""
        namespace = self.cluster.get("Namespace", "", name)
        return {
            "kubernetes.io/metadata.name": name,
            **(objects.labels(namespace) if namespace else {}),
        }


def opens_port(rule: Mapping[str, Any], server: Object, port: int, protocol: str) -> bool:
    """Return whether a rule opens a port; a rule without ports opens all. The pod's port counts,
    not the Service's.
    """
    return not network_policies.ports(rule) or any(
        covers_port(port_entry, server, port, protocol)
        for port_entry in network_policies.ports(rule)
    )


def covers_port(port_entry: Mapping[str, Any], server: Object, port: int, protocol: str) -> bool:
    """Return whether one entry of a rule's ports covers a port."""
    if (port_entry.get("protocol") or "TCP") != protocol:
        return False
    rule_port = port_entry.get("port")
    if rule_port is None:
        return True
    number = pods.find_port(server, rule_port, protocol)
    return number is not None and number <= port <= (port_entry.get("endPort") or number)


def in_block(block: Mapping[str, Any], address: str) -> bool:
    """Return whether an address lies in an ipBlock and not in its exceptions."""
    parsed = ip_address(address)

    def holds(cidr: str) -> bool:
        network = ip_network(cidr, strict=False)
        return parsed.version == network.version and parsed in network

    return holds(block["cidr"]) and not any(map(holds, block.get("except") or ()))


def allowed_ports(rules: list[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the ports of rules: `80/TCP`."""
    for rule in rules:
        yield from (
            f"{port_entry.get('port', '*')}/{port_entry.get('protocol') or 'TCP'}"
            for port_entry in network_policies.ports(rule)
        )
