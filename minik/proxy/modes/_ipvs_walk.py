"""Walk a packet through the ipvs mode: the iptables rules with their sets, then the virtual server,
as the kernel would.

Every Service address is one of the node's own, so a packet for it comes in as for the node. For
packets from elsewhere the filter comes before the virtual server; packets of the node itself meet
the virtual server first.
"""

from collections.abc import Iterable, Iterator, Sequence

from minik.proxy.addresses import address_with_port
from minik.proxy.modes import _iptables_walk
from minik.proxy.modes._ipsets import set_name
from minik.proxy.node_view import NodeView
from minik.proxy.packets import End, Packet, Step, is_local

FLAGS = {"TCP": "-t", "UDP": "-u", "SCTP": "--sctp-service"}


class Walk:
    """The rules, the virtual servers, and the steps taken so far."""

    def __init__(self, lines: Iterable[str], node: NodeView) -> None:
        text = list(lines)
        words = [line.split(" ") for line in text if line.startswith("add ")]
        self.sets: dict[str, set[str]] = {}
        for _, name, member in words:
            self.sets.setdefault(name, set()).add(member)
        self.loop_back = self.sets.get(set_name("KUBE-LOOP-BACK", node), set())
        self.node = node._replace(
            addresses=(*node.addresses, *self.sets.get(set_name("KUBE-IPVS-IPS", node), ()))
        )
        self.rules = _iptables_walk.Walk(text, self.node, self.sets)
        self.servers = text[text.index("# ipvsadm -R") :]

    @property
    def steps(self) -> list[Step]:
        """Return the steps of the rules and of the virtual servers behind them."""
        return self.rules.steps

    def ends_of(self, packet: Packet) -> Iterator[End]:
        """Yield every end of a packet: marked in nat, judged by the filter, then sent to a real
        server.
        """
        mine = is_local(packet.source, self.node)
        backends = self.real_servers(packet)
        for end in self.rules.through("nat/OUTPUT" if mine else "nat/PREROUTING", packet, 1.0):
            hooks = (
                ["filter/OUTPUT"]
                if mine and backends is not None
                else self.rules.hooks(packet, mine=mine)
            )
            for last in self.rules.through_filter(hooks, end.packet, end.probability):
                if last.verdict in ("dropped", "rejected") or backends is None:
                    yield last
                else:
                    yield from self.split(backends, end.packet)

    def real_servers(self, packet: Packet) -> Sequence[str] | None:
        """Return the real servers of the virtual server that a packet is for; None if there is no
        such server.
        """
        entry = (
            f"{FLAGS[packet.protocol.upper()]} {address_with_port(packet.destination, packet.port)}"
        )
        if not any(line.startswith(f"-A {entry} ") for line in self.servers):
            return None
        return [line.split()[4] for line in self.servers if line.startswith(f"-a {entry} ")]

    def split(self, places: Sequence[str], packet: Packet) -> Iterator[End]:
        """Yield an equal share for each backend, since round robin is even over time.

        A pod that is sent to itself is masqueraded, or it would answer itself directly.
        """
        self.steps.append(
            Step("ipvs", address_with_port(packet.destination, packet.port), "virtual server, rr")
        )
        if not places:
            self.steps.append(Step("ipvs", "", "it has no backends"))
            yield End("rejected", packet, 1.0)
        for place in places:
            address, _, port = place.rpartition(":")
            target = address.strip("[]")
            self.steps.append(Step("ipvs", "", f"to {place}", 1 / len(places)))
            marked = (
                packet.marked
                or f"{target},{packet.protocol}:{port},{packet.source}" in self.loop_back
            )
            yield End(
                "sent",
                packet._replace(destination=target, port=int(port), marked=marked, translated=True),
                1 / len(places),
            )
