"""Walk a packet through the userspace mode: to which port of the proxy it is redirected, and to
which backend from there.
"""

from collections.abc import Iterable, Iterator

from minik import light_re as re
from minik.proxy.node_view import NodeView
from minik.proxy.packets import End, Packet, Step, is_local, lies_in

REDIRECT = re.compile(
    r"-A (KUBE-(?:PORTALS|NODEPORT)-CONTAINER) .*?-p (\S+) -m \S+ --dport (\d+) (?:-d (\S+) )?(-m .*)?-j REDIRECT --to-ports (\d+)"
)
LISTENER = re.compile(r"# (\d+) .* -> (.*)")


class Walk:
    """The lines, and the steps taken so far."""

    def __init__(self, lines: Iterable[str], node: NodeView) -> None:
        self.node, self.lines, self.steps = node, list(lines), list[Step]()

    def ends_of(self, packet: Packet) -> Iterator[End]:
        """Yield every end of a packet: redirected to a port of the proxy, and from there to a pod.

        Round robin is as even as chance, over time.
        """
        for rule in filter(None, map(REDIRECT.match, self.lines)):
            if (rule[2], rule[3]) == (packet.protocol, str(packet.port)) and self.applies(
                rule[4], rule[5], packet
            ):
                self.steps.append(
                    Step(
                        f"nat/{rule[1]}",
                        f"--dport {rule[3]}",
                        f"REDIRECT to port {rule[6]} of the proxy",
                    )
                )
                listener = next(
                    listener
                    for listener in map(LISTENER.match, self.lines)
                    if listener and listener[1] == rule[6]
                )
                yield from self.split(
                    [] if listener[2].startswith("none") else listener[2].split(),
                    packet,
                    f"proxy:{rule[6]}",
                )
                return
        yield End("passed", packet, 1.0)

    def applies(self, network: str | None, address_type: str | None, packet: Packet) -> bool:
        """Return whether a rule is for the packet's destination; a rule without a network is for
        all addresses of the node.
        """
        local = is_local(packet.destination, self.node)
        return (lies_in(packet.destination, network) if network else local) and (
            "LOCAL" not in (address_type or "") or local
        )

    def split(self, places: list[str], packet: Packet, chain: str) -> Iterator[End]:
        """Yield an equal share for each backend."""
        if not places:
            self.steps.append(Step(chain, "", "it has no backends"))
            yield End("rejected", packet, 1.0)
        for place in places:
            address, _, port = place.rpartition(":")
            self.steps.append(Step(chain, "", f"to {place}", 1 / len(places)))
            yield End(
                "sent",
                packet._replace(destination=address.strip("[]"), port=int(port), translated=True),
                1 / len(places),
            )
