"""A walk through the text of the iptables mode: rule by rule, as the kernel would."""
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from minik.proxy.node_view import NodeView
from minik.proxy.packets import End, Packet, Step, is_local, lies_in

WORD = re.compile(r'"([^"]*)"|(\S+)')
VERDICTS = {"DROP": "dropped", "REJECT": "rejected", "ACCEPT": "passed"}
HIDDEN = {"--comment", "-m", "-j", "--to-destination", "--reap", "--random-fully",
          "--mode", "--name", "--set", "--probability", "--seconds"}


class Rule(NamedTuple):
    """One rule: its options in order, each perhaps negated, and its target."""

    options: tuple[tuple[str, str, bool], ...]
    target: str
    destination: str

    @property
    def asked(self) -> str:
        """What it asks of a packet, without its comment."""
        return " ".join(f"{'! ' if negated else ''}{name} {value}" for name, value, negated in self.options
                        if name not in HIDDEN)


class Walk:
    """All chains of all tables, and the steps that were taken."""

    def __init__(self, lines: Iterable[str], node: NodeView, sets: Mapping[str, Collection[str]] | None = None) -> None:
        self.node, self.sets, self.steps = node, sets or {}, list[Step]()
        self.chains: dict[str, list[Rule]] = defaultdict(list)
        table = ""
        for line in lines:
            if line.startswith("*"):
                table = line[1:]
            elif line == "COMMIT":
                table = ""
            elif table and line.startswith("-A "):
                _, chain, rest = line.split(" ", 2)
                self.chains[f"{table}/{chain}"].append(read(rest))

    def way(self, packet: Packet) -> Iterator[End]:
        """Through nat, then through the filter of wherever it goes from there."""
        mine = is_local(packet.source, self.node)
        for end in self.through("nat/OUTPUT" if mine else "nat/PREROUTING", packet, 1.0):
            yield from self.filtered(self.hooks(end.packet, mine=mine), end.packet, end.probability)

    def hooks(self, packet: Packet, *, mine: bool) -> list[str]:
        """The chains of the filter on its way: out of the node, into it, or through."""
        inwards = ["filter/INPUT"] if is_local(packet.destination, self.node) else [] if mine else ["filter/FORWARD"]
        return ["filter/OUTPUT", *inwards] if mine else inwards

    def filtered(self, hooks: list[str], packet: Packet, share: float) -> Iterator[End]:
        if not hooks:
            yield End("sent" if packet.translated else "passed", packet, share)
            return
        for end in self.through(hooks[0], packet, share):
            if end.verdict in ("dropped", "rejected"):
                yield end
            else:
                yield from self.filtered(hooks[1:], end.packet, end.probability)

    def through(self, chain: str, packet: Packet, share: float) -> Iterator[End]:
        """Every way in which a packet leaves a chain; `passed` is an end of the table, `returned` goes on in the chain that jumped here."""
        going = [(packet, share)]
        leaves = "passed" if "KUBE" not in chain else "returned"
        for rule in self.chains.get(chain, ()):
            onward: list[tuple[Packet, float]] = []
            for one, part in going:
                odds = self.odds(rule, one)
                if odds:
                    for end in self.taken(chain, rule, one, part * odds):
                        if rule.target == "RETURN":
                            yield end._replace(verdict=leaves)
                        elif end.verdict == "returned":
                            onward.append((end.packet, end.probability))
                        else:
                            yield end
                if odds < 1:
                    onward.append((one, part * (1 - odds)))
            going = onward
        yield from (End(leaves, one, part) for one, part in going)

    def taken(self, chain: str, rule: Rule, packet: Packet, share: float) -> Iterator[End]:
        """What a rule does with a packet that it applies to."""
        if rule.target == "MARK":
            yield End("returned", packet._replace(marked=True), share)
        elif rule.target == "DNAT":
            address, _, port = rule.destination.rpartition(":")
            self.steps.append(Step(chain, rule.asked, f"to {rule.destination}", share))
            yield End("passed", packet._replace(destination=address.strip("[]"), port=int(port), translated=True), share)
        elif rule.target in VERDICTS:
            self.steps.append(Step(chain, rule.asked, rule.target, share))
            yield End(VERDICTS[rule.target], packet, share)
        elif rule.target:
            place = len(self.steps)
            ends = list(self.inside(f"{chain.partition('/')[0]}/{rule.target}", packet, share))
            if any(end.verdict != "returned" or end.packet != packet for end in ends):
                self.steps.insert(place, Step(chain, rule.asked, f"→ {rule.target}", share))
            yield from ends
        else:
            yield End("returned", packet, share)

    def inside(self, chain: str, packet: Packet, share: float) -> Iterator[End]:
        """A jump comes back where the chain has nothing more to say."""
        if chain not in self.chains:
            yield End("returned", packet, share)
        else:
            yield from self.through(chain, packet, share)

    def odds(self, rule: Rule, packet: Packet) -> float:
        """0 where a rule does not apply, 1 where it does, else the chance that it draws."""
        chance = 1.0
        for name, value, negated in rule.options:
            if name == "--probability":
                chance = float(value)
            elif self.holds(name, value, packet) is negated:
                return 0.0
        return chance

    def holds(self, name: str, value: str, packet: Packet) -> bool | None:
        """Whether one match holds for the first packet of a client that never came before; None where nothing is asked."""
        if name == "-d":
            return lies_in(packet.destination, value)
        if name == "-s":
            return lies_in(packet.source, value)
        if name == "-p":
            return packet.protocol == value
        if name == "--dport":
            return packet.port == int(value)
        if name in ("--dst-type", "--src-type"):
            return is_local(packet.destination if name == "--dst-type" else packet.source, self.node)
        if name == "--mark":
            return packet.marked
        if name == "--match-set":
            return self.is_in(*value.split(" ", 1), packet=packet)
        if name == "--ctstate":
            return "NEW" in value.split(",") or ("DNAT" in value.split(",") and packet.translated)
        return False if name == "--rcheck" else None

    def is_in(self, name: str, directions: str, *, packet: Packet) -> bool:
        """Whether a set holds what a packet is for; the last part of three is who sends it, or a range from which it is sent."""
        members, place = self.sets.get(name, ()), f"{packet.protocol}:{packet.port}"
        if directions == "dst":
            return str(packet.port) in members or packet.destination in members
        if directions in ("dst,dst", "src,dst"):
            return f"{packet.destination if directions == 'dst,dst' else packet.source},{place}" in members
        start = f"{packet.destination},{place},"
        return any(member.startswith(start) and lies_in(packet.source, member.removeprefix(start)) for member in members)


def read(text: str) -> Rule:
    """A rule from its text, without the chain in which it stands."""
    words = [quoted or plain for quoted, plain in WORD.findall(text)]
    options: list[tuple[str, str, bool]] = []
    negated = False
    for word in words:
        if word == "!":
            negated = True
        elif word.startswith("-"):
            options.append((word, "", negated))
            negated = False
        elif options:
            name, value, its = options[-1]
            options[-1] = (name, f"{value} {word}".strip(), its)
    found = {name: value for name, value, _ in options}
    return Rule(tuple(options), found.get("-j", ""), found.get("--to-destination", ""))
