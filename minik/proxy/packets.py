"""Packets on their way: where one is, what was done to it, and how it ends."""
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from minik.proxy.addresses import at
from minik.proxy.node_view import NodeView


class Packet(NamedTuple):
    """The first packet of a new connection, as a node meets it. `marked`: to be masqueraded; `translated`: sent elsewhere."""

    source: str
    destination: str
    port: int
    protocol: str = "tcp"
    marked: bool = False
    translated: bool = False


class Step(NamedTuple):
    """One rule that applied: where it stands, what it asked, what follows, and which share of all packets takes it."""

    chain: str
    asked: str
    then: str
    share: float = 1.0


class End(NamedTuple):
    """How a packet ends, with what probability. `verdict` is sent (to a changed destination), passed (untouched), rejected or dropped."""

    verdict: str
    packet: Packet
    probability: float

    @property
    def place(self) -> str:
        return at(self.packet.destination, self.packet.port)


class Trace(NamedTuple):
    """The whole way: every rule that applied, and every end."""

    steps: tuple[Step, ...]
    ends: tuple[End, ...]

    @property
    def places(self) -> dict[str, float]:
        """Where it may be sent, each place with its probability."""
        found: dict[str, float] = {}
        for end in self.ends:
            if end.verdict == "sent":
                found[end.place] = found.get(end.place, 0) + end.probability
        return found

    @property
    def verdict(self) -> str:
        """The one word for all its ends."""
        return next((word for word in ("sent", "rejected", "dropped") if any(end.verdict == word for end in self.ends)), "passed")


def lies_in(address: str, network: str) -> bool:
    """Whether an address is that address, or lies in that range."""
    return (":" in address) == (":" in network) and ip_address(address) in ip_network(network, strict=False)


def is_local(address: str, node: NodeView) -> bool:
    """Whether an address is the node's own."""
    return address in node.addresses or ip_address(address).is_loopback
