"""The ports that rules of NetworkPolicies open."""

from collections.abc import Iterator, Mapping, Sequence

from minik.kinds import network_policy as network_policies
from minik.light_typing import Any
from minik.model.object import Object
from minik.policy import port_matches
from minik.policy.parties import POD, Party
from minik.policy.port_matches import PortMatch


def opens_port(rule: Mapping[str, Any], server: Object | Party, port: int, protocol: str) -> bool:
    """Return whether a rule opens a port; a rule without ports opens all. The pod's port counts,
    not the Service's.
    """
    entries = network_policies.ports(rule)
    return not entries or any(covers_port(entry, server, port, protocol) for entry in entries)


def covers_port(entry: Mapping[str, Any], server: Object | Party, port: int, protocol: str) -> bool:
    """Return whether one entry of a rule's ports covers a port."""
    whose = server if isinstance(server, Party) else Party(POD, pod=server)
    return any(match.covers(whose, port, protocol) for match in matches_of((entry,)))


def egress_of(policy: Object) -> Iterator[PortMatch]:
    """Yield the ports that the egress rules of a NetworkPolicy open."""
    for rule in network_policies.rules(policy, "egress"):
        yield from matches_of(network_policies.ports(rule))


def matches_of(entries: Sequence[Mapping[str, Any]]) -> Iterator[PortMatch]:
    """Yield the ports of a NetworkPolicy's rule."""
    return port_matches.of_network_policy(entries)


def allowed_ports(rules: list[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the ports of rules: `80/TCP`."""
    for rule in rules:
        yield from (match.text for match in matches_of(network_policies.ports(rule)))
