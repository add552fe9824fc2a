"""A walk through the text of the ipvs mode and of the userspace mode: who listens at an address, and who is behind it."""
import re
from collections.abc import Iterable, Iterator

from minik.proxy.modes import _ipsets
from minik.proxy.modes.ipvs import FLAGS
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
        """In turn is as even as by lot, over time."""
        if any(line.startswith("# userspace") for line in self.lines):
            yield from self.redirected(packet)
        else:
            yield from self.served(packet)

    def served(self, packet: Packet) -> Iterator[End]:
        """By a virtual server; where source ranges guard it, only for those whom they let in."""
        place = f"{at(packet.destination)}:{packet.port}"
        front = f"{FLAGS[packet.protocol.upper()]} {place}"
        guarded = f"{packet.destination},{packet.protocol}:{packet.port}"
        ranges = _ipsets.called("KUBE-LOAD-BALANCER-SOURCE-CIDR", self.node)
        allowed = [line.rpartition(",")[2] for line in self.lines if line.startswith(f"add {ranges} {guarded},")]
        if packet.source.startswith("127.") or not any(line.startswith(f"-A {front} ") for line in self.lines):
            yield End("passed", packet, 1.0)
            return
        if allowed and not any(lies_in(packet.source, one) for one in allowed):
            self.steps.append(Step("filter/KUBE-SOURCE-RANGES-FIREWALL", f"source not in {', '.join(allowed)}", "DROP"))
            yield End("dropped", packet, 1.0)
            return
        self.steps.append(Step("ipvs", place, "virtual server, rr"))
        yield from self.shared([line.split()[4] for line in self.lines if line.startswith(f"-a {front} ")], packet, "ipvs")

    def redirected(self, packet: Packet) -> Iterator[End]:
        """To a port of the proxy's own, and from there to a pod."""
        for line in self.lines:
            rule = REDIRECT.match(line)
            if rule and (rule[2], rule[3]) == (packet.protocol, str(packet.port)) and self.meant(rule[4], rule[5], packet):
                self.steps.append(Step(f"nat/{rule[1]}", f"--dport {rule[3]}", f"REDIRECT to port {rule[6]} of the proxy"))
                found = next(found for found in map(LISTENS.match, self.lines) if found and found[1] == rule[6])
                yield from self.shared([] if found[3].startswith("none") else found[3].split(), packet, f"proxy:{rule[6]}")
                return
        yield End("passed", packet, 1.0)

    def meant(self, network: str | None, only: str | None, packet: Packet) -> bool:
        local = is_local(packet.destination, self.node)
        return (lies_in(packet.destination, network) if network else local) and ("LOCAL" not in (only or "") or local)

    def shared(self, places: list[str], packet: Packet, chain: str) -> Iterator[End]:
        if not places:
            self.steps.append(Step(chain, "", "nobody is behind it"))
            yield End("rejected", packet, 1.0)
        for place in places:
            address, _, port = place.rpartition(":")
            self.steps.append(Step(chain, "", f"to {place}", 1 / len(places)))
            yield End("sent", packet._replace(destination=address.strip("[]"), port=int(port), translated=True), 1 / len(places))


def at(address: str) -> str:
    return f"[{address}]" if ":" in address else address
