"""Packets: where one is sent, the rules that applied to it, and how it ends."""

from ipaddress import ip_address, ip_network

from minik.light_typing import NamedTuple
from minik.proxy.addresses import address_with_port
from minik.proxy.node_view import NodeView


class Packet(NamedTuple):
    """The first packet of a new connection. `marked`: to be masqueraded; `translated`: its
    destination was changed.
    """

    source: str
    destination: str
    port: int
    protocol: str = "tcp"
    marked: bool = False
    translated: bool = False


class Step(NamedTuple):
    """One rule that applied: its chain, its condition, its action, and the share of packets that
    take it.
    """

    chain: str
    condition: str
    action: str
    share: float = 1.0


class End(NamedTuple):
    """How a packet ends, and how probably. `verdict` is sent (destination changed), passed
    (unchanged), rejected or dropped.
    """

    verdict: str
    packet: Packet
    probability: float

    @property
    def place(self) -> str:
        return address_with_port(self.packet.destination, self.packet.port)


class Trace(NamedTuple):
    """Every rule that applied to a packet, and every end."""

    steps: tuple[Step, ...]
    ends: tuple[End, ...]

    @property
    def places(self) -> dict[str, float]:
        """Return where the packet may be sent, each address and port with its probability."""
        probabilities: dict[str, float] = {}
        for end in self.ends:
            if end.verdict == "sent":
                probabilities[end.place] = probabilities.get(end.place, 0) + end.probability
        return probabilities

    @property
    def verdict(self) -> str:
        """Return one verdict for all ends: sent if any is, else rejected, dropped or passed."""
        return next(
            (
                word
                for word in ("sent", "rejected", "dropped")
                if any(end.verdict == word for end in self.ends)
            ),
            "passed",
        )


def lies_in(address: str, network: str) -> bool:
    """Return whether an address equals `network` or lies in it."""
    return (":" in address) == (":" in network) and ip_address(address) in ip_network(
        network, strict=False
    )


def is_local(address: str, node: NodeView) -> bool:
    """Return whether an address is the node's own."""
    return address in node.addresses or ip_address(address).is_loopback
