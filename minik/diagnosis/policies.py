"""Whom NetworkPolicies let through. Upstream rule: a pod that any policy selects for a direction takes only what one of them allows."""
from collections.abc import Iterator, Mapping
from ipaddress import ip_address, ip_network
from typing import Any

from minik.diagnosis.view import View
from minik.kinds import network_policy as network_policies
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model import selectors
from minik.model.object import Object

DIRECTIONS = {"ingress": "Ingress", "egress": "Egress"}


class Policies:
    """The policies of a view, by the pods that they are about."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.about: dict[str, list[Object]] = {}
        for policy in view.cluster.of("NetworkPolicy"):
            chosen = selectors.of_label_selector(network_policies.pod_selector(policy))
            for pod in selectors.chosen(view.cluster, "Pod", objects.namespace(policy), chosen):
                self.about.setdefault(objects.key(pod).path, []).append(policy)

    def on(self, pod: Object, direction: str) -> list[Object]:
        """The policies that restrict a pod in one direction; none: everything is allowed."""
        found = self.about.get(objects.key(pod).path, [])
        return [policy for policy in found if DIRECTIONS[direction] in network_policies.policy_types(policy)]

    def rules(self, pod: Object, direction: str) -> list[Mapping[str, Any]]:
        """All that is allowed of a restricted pod."""
        return [rule for policy in self.on(pod, direction) for rule in network_policies.rules(policy, direction)]

    def allows(self, client: Object, server: Object, port: int, protocol: str) -> list[Object]:
        """The policies that keep a client from a port of a server; none: it gets through."""
        for pod, other, direction in ((server, client, "ingress"), (client, server, "egress")):
            stopping = self.on(pod, direction)
            if stopping and not any(self.admits(policy, rule, direction, other, server, port, protocol) for policy in stopping
                                    for rule in network_policies.rules(policy, direction)):
                return stopping
        return []

    def admits(self, policy: Object, rule: Mapping[str, Any], direction: str, other: Object, server: Object, port: int,
               protocol: str) -> bool:
        """Whether one rule lets the other side through at a port."""
        return opens(rule, server, port, protocol) and self.welcomes(policy, rule, direction, other)

    def welcomes(self, policy: Object, rule: Mapping[str, Any], direction: str, other: Object) -> bool:
        """Whether one rule means the other side; none named: everybody."""
        peers = network_policies.peers(rule, direction)
        return not peers or any(self.is_meant(policy, peer, other) for peer in peers)

    def is_meant(self, policy: Object, peer: Mapping[str, Any], other: Object) -> bool:
        """Whether a peer of a rule is this pod."""
        if peer.get("ipBlock"):
            return any(in_block(peer["ipBlock"], address) for address in pods.addresses(other)) if pods.addresses(other) else True
        space = peer.get("namespaceSelector")
        if space is None:
            if objects.namespace(other) != objects.namespace(policy):
                return False
        elif not selectors.matches(selectors.of_label_selector(space), self.namespace_labels(objects.namespace(other))):
            return False
        return peer.get("podSelector") is None or selectors.matches(selectors.of_label_selector(peer["podSelector"]), objects.labels(other))

    def namespace_labels(self, name: str) -> Mapping[str, str]:
        """The labels of a namespace; each carries its name."""
        found = self.view.cluster.get("Namespace", "", name)
        return {"kubernetes.io/metadata.name": name, **(objects.labels(found) if found else {})}


def opens(rule: Mapping[str, Any], server: Object, port: int, protocol: str) -> bool:
    """Whether a rule lets through at a port; none named: at all. It is the pod's port that counts, never the Service's."""
    return not network_policies.ports(rule) or any(covers(one, server, port, protocol) for one in network_policies.ports(rule))


def covers(its: Mapping[str, Any], server: Object, port: int, protocol: str) -> bool:
    """Whether one entry of a rule's ports is this port."""
    if (its.get("protocol") or "TCP") != protocol:
        return False
    wanted = its.get("port")
    if wanted is None:
        return True
    number = pods.find_port(server, wanted, protocol)
    return number is not None and number <= port <= (its.get("endPort") or number)


def in_block(block: Mapping[str, Any], address: str) -> bool:
    """Whether an address lies in a block and not in what it excepts."""
    found = ip_address(address)

    def holds(cidr: str) -> bool:
        network = ip_network(cidr, strict=False)
        return found.version == network.version and found in network
    return holds(block["cidr"]) and not any(map(holds, block.get("except") or ()))


def allowed_ports(rules: list[Mapping[str, Any]]) -> Iterator[str]:
    """The ports that rules name: `80/TCP`."""
    for rule in rules:
        yield from (f"{one.get('port', '*')}/{one.get('protocol') or 'TCP'}" for one in network_policies.ports(rule))
