"""A walk through the text of the nftables mode: chains, sets and verdict maps, as the kernel would."""
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from minik.proxy.node_view import NodeView
from minik.proxy.packets import End, Packet, Step, is_local, lies_in

COMMENT = re.compile(r'\s*comment "[^"]*"')
ADD = re.compile(r"add (rule|element) ip6? kube-proxy (\S+) (.*)")
SET = re.compile(r"ip6? (saddr|daddr) (!= )?(@\S+|\{[^}]*\}|\S+) ?(.*)")
LOOK_UP = re.compile(r"(ip6? daddr \. )?meta l4proto \. th dport vmap @(\S+)")
LOTS = re.compile(r"(?:meta l4proto \S+ dnat ip6? to )?numgen random mod (\d+) (?:v?map) \{ (.*) \}")
ELSEWHERE = re.compile(r"meta l4proto \S+ dnat to (\S+):(\d+)")
MARK = "meta mark set meta mark or 0x4000"
FINAL = {"drop": "dropped", "reject": "rejected"}


class Walk:
    """All chains and all holders of elements, and the steps that were taken."""

    def __init__(self, lines: Iterable[str], node: NodeView) -> None:
        self.node, self.steps = node, list[Step]()
        self.chains: dict[str, list[str]] = defaultdict(list)
        self.holders: dict[str, dict[str, str]] = defaultdict(dict)
        for line in lines:
            found = ADD.fullmatch(COMMENT.sub("", line))
            if found and found[1] == "rule":
                self.chains[found[2]].append(found[3])
            elif found:
                key, _, verdict = found[3].strip("{} ").partition(" : ")
                self.holders[found[2]][key.strip()] = verdict.strip()

    def way(self, packet: Packet) -> Iterator[End]:
        """Through every hook in the order in which a packet passes them."""
        mine = is_local(packet.source, self.node)
        hook = "output" if mine else "prerouting"
        yield from self.hooks([f"filter-{hook}-pre-dnat", f"nat-{hook}", "next"], packet, 1.0, mine)

    def hooks(self, waiting: list[str], packet: Packet, share: float, mine: bool) -> Iterator[End]:
        if not waiting:
            yield End("sent" if packet.translated else "passed", packet, share)
            return
        if waiting == ["next"]:
            local = is_local(packet.destination, self.node)
            waiting = [*(["filter-output"] if mine else []), *(["filter-input"] if local else [] if mine else ["filter-forward"])]
        for end in self.through(waiting[0], packet, share):
            if end.verdict in ("dropped", "rejected"):
                yield end
            else:
                yield from self.hooks(waiting[1:], end.packet, end.probability, mine)

    def through(self, chain: str, packet: Packet, share: float) -> Iterator[End]:
        """Every way in which a packet leaves a chain; `returned` goes on in the chain that jumped here."""
        for rule in self.chains.get(chain, ()):
            verdict, asked = self.asked(rule, packet)
            if verdict == MARK:
                packet = packet._replace(marked=True)
                verdict = ""
            if not verdict:
                continue
            if verdict.startswith("jump "):
                ends = list(self.act(chain, asked, verdict, packet, share))
                if any(end.verdict != "returned" for end in ends):
                    yield from ends
                    return
                packet = ends[0].packet if ends else packet
                continue
            yield from self.act(chain, asked, verdict, packet, share)
            return
        yield End("returned", packet, share)

    def asked(self, rule: str, packet: Packet) -> tuple[str, str]:
        """What a rule has to say to a packet (nothing, where it does not apply), and what it asked."""
        look_up = LOOK_UP.fullmatch(rule)
        if look_up:
            key = f"{packet.protocol} . {packet.port}"
            return self.holders[look_up[2]].get(f"{packet.destination} . {key}" if look_up[1] else key, ""), f"in {look_up[2]}"
        if rule.startswith("ct state new "):
            return rule.removeprefix("ct state new "), "new"
        if rule.startswith("fib saddr type local "):
            return rule.removeprefix("fib saddr type local ") if is_local(packet.source, self.node) else "", "source local"
        if rule.startswith("fib daddr type local "):
            return self.asked(rule.removeprefix("fib daddr type local "), packet) if is_local(packet.destination, self.node) else ("", "")
        found = SET.fullmatch(rule)
        if found is None:
            return rule if not rule.startswith(("update ", "mark and", "ct status")) else "", ""
        address = packet.source if found[1] == "saddr" else packet.destination
        verdict, asked = self.asked(found[4], packet) if self.holds(address, found[3]) is not bool(found[2]) else ("", "")
        return verdict, f"{found[1]} {found[2] or ''}{found[3]} {asked}".strip()

    def holds(self, address: str, what: str) -> bool:
        """Whether an address is in a named set, a written set or a range; nobody is in a set of clients that came before."""
        if what.startswith("@"):
            return address in self.holders.get(what[1:], {})
        return any(lies_in(address, one.strip()) for one in what.strip("{}").split(","))

    def act(self, chain: str, asked: str, verdict: str, packet: Packet, share: float) -> Iterator[End]:
        """What is done with a packet."""
        lots, fixed = LOTS.fullmatch(verdict), ELSEWHERE.fullmatch(verdict)
        word, _, target = verdict.partition(" ")
        if lots:
            yield from self.lots(chain, int(lots[1]), lots[2], packet, share)
        elif fixed:
            self.steps.append(Step(chain, asked, f"to {fixed[1]}:{fixed[2]}", share))
            yield self.sent(packet, fixed[1], fixed[2], share)
        elif word in FINAL:
            self.steps.append(Step(chain, asked, word, share))
            yield End(FINAL[word], packet, share)
        elif word in ("goto", "jump"):
            place = len(self.steps)
            ends = list(self.through(target, packet, share))
            if word == "goto" or any(end.verdict != "returned" for end in ends):
                self.steps.insert(place, Step(chain, asked, f"→ {target}", share))
            yield from ends
        else:
            yield End("returned", packet, share)

    def lots(self, chain: str, count: int, choices: str, packet: Packet, share: float) -> Iterator[End]:
        for choice in choices.split(", "):
            verdict = choice.partition(" : ")[2]
            if verdict.startswith("goto "):
                self.steps.append(Step(chain, "", f"→ {verdict[5:]}", share / count))
                yield from self.through(verdict[5:], packet, share / count)
            else:
                address, _, port = verdict.partition(" . ")
                self.steps.append(Step(chain, "", f"to {address}:{port}", share / count))
                yield self.sent(packet, address, port, share / count)

    def sent(self, packet: Packet, address: str, port: str, share: float) -> End:
        """To a backend; one that is sent to itself is masqueraded, or it would answer itself directly."""
        target = address.strip("[]")
        hairpin = f"{packet.source} . {target} . {packet.protocol} . {port}" in self.holders["hairpin-connections"]
        marked = packet.marked or hairpin
        return End("sent", packet._replace(destination=target, port=int(port), marked=marked, translated=True), share)
