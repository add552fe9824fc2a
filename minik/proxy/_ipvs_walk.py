"""A walk through the text of the ipvs mode: the rules of iptables with their sets, then the virtual server, as the kernel would.

Every service's address is the node's own there, so a packet for one comes in as for the node. For packets from elsewhere the filter comes
before the virtual server; those of the node itself meet the virtual server first.
"""
from collections.abc import Iterable, Iterator, Sequence

from minik.proxy import _iptables_walk
from minik.proxy.addresses import at
from minik.proxy.modes._ipsets import called
from minik.proxy.modes.ipvs import FLAGS
from minik.proxy.node_view import NodeView
from minik.proxy.packets import End, Packet, Step, is_local


class Walk:
    """The rules, the servers, and the steps that were taken."""

    def __init__(self, lines: Iterable[str], node: NodeView) -> None:
        text = list(lines)
        words = [line.split(" ") for line in text if line.startswith("add ")]
        self.sets: dict[str, set[str]] = {}
        for _, name, member in words:
            self.sets.setdefault(name, set()).add(member)
        self.loop_back = self.sets.get(called("KUBE-LOOP-BACK", node), set())
        self.node = node._replace(addresses=(*node.addresses, *self.sets.get(called("KUBE-IPVS-IPS", node), ())))
        self.rules = _iptables_walk.Walk(text, self.node, self.sets)
        self.servers = text[text.index("# ipvsadm -R"):]

    @property
    def steps(self) -> list[Step]:
        """Those of the rules, and of the servers behind them."""
        return self.rules.steps

    def way(self, packet: Packet) -> Iterator[End]:
        """Marked in nat, judged in the filter, then served."""
        mine = is_local(packet.source, self.node)
        backends = self.behind(packet)
        for end in self.rules.through("nat/OUTPUT" if mine else "nat/PREROUTING", packet, 1.0):
            hooks = ["filter/OUTPUT"] if mine and backends is not None else self.rules.hooks(packet, mine=mine)
            for last in self.rules.filtered(hooks, end.packet, end.probability):
                if last.verdict in ("dropped", "rejected") or backends is None:
                    yield last
                else:
                    yield from self.shared(backends, end.packet)

    def behind(self, packet: Packet) -> Sequence[str] | None:
        """The real servers of the virtual server that a packet is for; None where there is no such server."""
        front = f"{FLAGS[packet.protocol.upper()]} {at(packet.destination, packet.port)}"
        if not any(line.startswith(f"-A {front} ") for line in self.servers):
            return None
        return [line.split()[4] for line in self.servers if line.startswith(f"-a {front} ")]

    def shared(self, places: Sequence[str], packet: Packet) -> Iterator[End]:
        """In turn is as even as by lot, over time; who is sent to itself is masqueraded, or it would answer itself directly."""
        self.steps.append(Step("ipvs", at(packet.destination, packet.port), "virtual server, rr"))
        if not places:
            self.steps.append(Step("ipvs", "", "nobody is behind it"))
            yield End("rejected", packet, 1.0)
        for place in places:
            address, _, port = place.rpartition(":")
            target = address.strip("[]")
            self.steps.append(Step("ipvs", "", f"to {place}", 1 / len(places)))
            marked = packet.marked or f"{target},{packet.protocol}:{port},{packet.source}" in self.loop_back
            yield End("sent", packet._replace(destination=target, port=int(port), marked=marked, translated=True), 1 / len(places))
