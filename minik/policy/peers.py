"""Whether somebody is a peer of a rule: by pod and namespace labels, by node labels, by address, by
name. Pods on the host network are no pods here: only addresses and node labels tell them.
"""

from collections.abc import Mapping, Sequence
from ipaddress import ip_address, ip_network

from minik.light_typing import Any
from minik.model import selectors
from minik.model.cluster import Cluster
from minik.model.object import Object, labels
from minik.policy.admin_policies import ACCEPT
from minik.policy.parties import NODE, OUTSIDE, POD, Party

NAME = "kubernetes.io/metadata.name"
KNOWN = ("namespaces", "pods", "nodes", "networks", "domainNames")


class Peers:
    """The peers of rules in one cluster; it remembers the labels of namespaces."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self._labels: dict[str, Mapping[str, str]] = {}

    def namespace_labels(self, name: str) -> Mapping[str, str]:
        """Return the labels of a namespace, including its name label."""
        if name not in self._labels:
            namespace = self.cluster.get("Namespace", "", name)
            self._labels[name] = {NAME: name, **(labels(namespace) if namespace else {})}
        return self._labels[name]

    def is_peer(self, namespace: str, peer: Mapping[str, Any], other: Party) -> bool:
        """Return whether a peer of a NetworkPolicy in a namespace matches the other side."""
        if peer.get("ipBlock"):
            return self.lies_in_block(peer["ipBlock"], other)
        if other.what != POD:
            return False
        place = peer.get("namespaceSelector")
        if place is None and other.namespace != namespace:
            return False
        return (place is None or self.is_in(place, other)) and (
            peer.get("podSelector") is None or matches(peer["podSelector"], other.labels)
        )

    def is_in(self, selector: Mapping[str, Any], other: Party) -> bool:
        """Return whether a selector of namespaces matches that of a pod."""
        return matches(selector, self.namespace_labels(other.namespace))

    def lies_in_block(self, block: Mapping[str, Any], other: Party) -> bool:
        """Return whether an ipBlock holds the other side; who has no known address may lie in it,
        somebody outside only in one that is no part of the pods' own range.
        """
        if other.addresses:
            return any(in_block(block, address) for address in other.addresses)
        ranges = self.cluster.settings.pod_cidrs
        return other.what != OUTSIDE or not any(is_part(block["cidr"], whole) for whole in ranges)

    def is_subject(self, subject: Mapping[str, Any], party: Party) -> bool:
        """Return whether a cluster-wide policy is about a party; it never is about a node."""
        return party.what == POD and self.is_selected(subject, party)

    def is_selected(self, peer: Mapping[str, Any], other: Party) -> bool:
        """Return whether `namespaces` or `pods` of a cluster-wide policy selects a pod."""
        if peer.get("namespaces") is not None:
            return self.is_in(peer["namespaces"], other)
        pods = peer.get("pods")
        return pods is not None and (
            self.is_in(pods.get("namespaceSelector") or {}, other)
            and matches(pods.get("podSelector") or {}, other.labels)
        )

    def is_admin_peer(self, peer: Mapping[str, Any], other: Party, action: str) -> bool:
        """Return whether a peer of a cluster-wide policy matches the other side. A peer of a form that
        is not known fails closed: it accepts nobody, and denies everybody.
        """
        if not any(peer.get(field) is not None for field in KNOWN):
            return action != ACCEPT
        if other.what == POD and self.is_selected(peer, other):
            return True
        if peer.get("nodes") is not None:
            return other.what == NODE and matches(peer["nodes"], other.labels)
        if peer.get("domainNames"):
            return bool(other.host) and any(is_named(n, other.host) for n in peer["domainNames"])
        return any(self.lies_in_block({"cidr": cidr}, other) for cidr in peer.get("networks") or ())


def matches(selector: Mapping[str, Any], some_labels: Mapping[str, str]) -> bool:
    """Return whether a LabelSelector matches labels; an empty one matches all."""
    return selectors.matches(selectors.of_label_selector(selector), some_labels)


def in_block(block: Mapping[str, Any], address: str) -> bool:
    """Return whether an address lies in an ipBlock and not in its exceptions."""
    return lies_in(address, block["cidr"]) and not any(
        lies_in(address, cidr) for cidr in block.get("except") or ()
    )


def lies_in(address: str, cidr: str) -> bool:
    """Return whether an address lies in a range of its family."""
    parsed, network = ip_address(address), ip_network(cidr, strict=False)
    return parsed.version == network.version and parsed in network


def is_part(cidr: str, whole: str) -> bool:
    """Return whether a range lies in another one."""
    network = ip_network(cidr, strict=False)
    return lies_in(str(network[0]), whole) and lies_in(str(network[-1]), whole)


def is_named(pattern: str, host: str) -> bool:
    """Return whether a domain name of a policy matches a name: `*.` stands for one or more labels."""
    wanted, name = pattern.rstrip(".").lower(), host.rstrip(".").lower()
    return name.endswith(wanted[1:]) if wanted.startswith("*.") else name == wanted


def selected(cluster: Cluster, namespace: str, selector: Mapping[str, Any]) -> Sequence[Object]:
    """Return the pods of a namespace that a LabelSelector matches."""
    terms = selectors.of_label_selector(selector)
    return selectors.select_objects(cluster, "Pod", namespace, terms)
