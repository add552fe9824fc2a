"""A walk through the text of the userspace mode: which port of the proxy a packet is led to, and who is behind that."""
import re
from collections.abc import Iterable, Iterator

from minik.proxy.node_view import NodeView
from minik.proxy.packets import End, Packet, Step, is_local, lies_in

REDIRECT = re.compile(
    r"-A (KUBE-(?:PORTALS|NODEPORT)-CONTAINER) .*?-p (\S+) -m \S+ --dport (\d+) (?:-d (\S+) )?(-m .*)?-j REDIRECT --to-ports (\d+)")
LISTENS = re.compile(r"# (\d+) \S+ (\S+) -> (.*)")


class Walk:
    """The lines, and the steps that were taken."""

    def __init__(self, lines: Iterable[str], node: NodeView) -> None:
        self.node, self.lines, self.steps = node, list(lines), list[Step]()

    def way(self, packet: Packet) -> Iterator[End]:
        """To a port of the proxy's own, and from there to a pod; in turn is as even as by lot, over time."""
        for rule in filter(None, map(REDIRECT.match, self.lines)):
            if (rule[2], rule[3]) == (packet.protocol, str(packet.port)) and self.meant(rule[4], rule[5], packet):
                self.steps.append(Step(f"nat/{rule[1]}", f"--dport {rule[3]}", f"REDIRECT to port {rule[6]} of the proxy"))
                found = next(found for found in map(LISTENS.match, self.lines) if found and found[1] == rule[6])
                yield from self.shared([] if found[3].startswith("none") else found[3].split(), packet, f"proxy:{rule[6]}")
                return
        yield End("passed", packet, 1.0)

    def meant(self, network: str | None, only: str | None, packet: Packet) -> bool:
        """Whether a rule is for this destination; without one of its own it is for all of the node."""
        local = is_local(packet.destination, self.node)
        return (lies_in(packet.destination, network) if network else local) and ("LOCAL" not in (only or "") or local)

    def shared(self, places: list[str], packet: Packet, chain: str) -> Iterator[End]:
        """An equal share for each."""
        if not places:
            self.steps.append(Step(chain, "", "nobody is behind it"))
            yield End("rejected", packet, 1.0)
        for place in places:
            address, _, port = place.rpartition(":")
            self.steps.append(Step(chain, "", f"to {place}", 1 / len(places)))
            yield End("sent", packet._replace(destination=address.strip("[]"), port=int(port), translated=True), 1 / len(places))
