"""Walk a packet through the rules of the iptables mode, rule by rule, as the kernel would."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from minik import light_re as re
from minik.light_typing import NamedTuple
from minik.proxy.node_view import NodeView
from minik.proxy.packets import End, Packet, Step, is_local, lies_in

WORD = re.compile(r'"([^"]*)"|(\S+)')
VERDICTS = {"DROP": "dropped", "REJECT": "rejected", "ACCEPT": "passed"}
HIDDEN = {
    "--comment",
    "-m",
    "-j",
    "--to-destination",
    "--reap",
    "--random-fully",
    "--mode",
    "--name",
    "--set",
    "--probability",
    "--seconds",
}


class Rule(NamedTuple):
    """One iptables rule: its options in order (name, value, negated), its target and its DNAT
    destination.
    """

    options: tuple[tuple[str, str, bool], ...]
    target: str
    destination: str

    @property
    def condition(self) -> str:
        """Return the rule's matches as text, without its comment."""
        return " ".join(
            f"{'! ' if negated else ''}{name} {value}"
            for name, value, negated in self.options
            if name not in HIDDEN
        )


class Walk:
    """All chains of all tables, and the rules that applied so far."""

    def __init__(
        self,
        lines: Iterable[str],
        node: NodeView,
        sets: Mapping[str, Collection[str]] | None = None,
    ) -> None:
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
                self.chains[f"{table}/{chain}"].append(parse_rule(rest))

    def ends_of(self, packet: Packet) -> Iterator[End]:
        """Yield every end of a packet: first through nat, then through the filter chains of
        wherever it goes next.
        """
        mine = is_local(packet.source, self.node)
        for end in self.through("nat/OUTPUT" if mine else "nat/PREROUTING", packet, 1.0):
            yield from self.through_filter(
                self.hooks(end.packet, mine=mine), end.packet, end.probability
            )

    def hooks(self, packet: Packet, *, mine: bool) -> list[str]:
        """Return the filter chains that a packet passes: out of the node, into it, or through it."""
        inward_chains = (
            ["filter/INPUT"]
            if is_local(packet.destination, self.node)
            else []
            if mine
            else ["filter/FORWARD"]
        )
        return ["filter/OUTPUT", *inward_chains] if mine else inward_chains

    def through_filter(self, hooks: list[str], packet: Packet, share: float) -> Iterator[End]:
        if not hooks:
            yield End("sent" if packet.translated else "passed", packet, share)
            return
        for end in self.through(hooks[0], packet, share):
            if end.verdict in ("dropped", "rejected"):
                yield end
            else:
                yield from self.through_filter(hooks[1:], end.packet, end.probability)

    def through(self, chain: str, packet: Packet, share: float) -> Iterator[End]:
        """Yield every way in which a packet leaves a chain.

        `passed` ends the table; `returned` goes on in the chain that jumped here.
        """
        branches = [(packet, share)]
        end_verdict = "passed" if "KUBE" not in chain else "returned"
        for rule in self.chains.get(chain, ()):
            next_branches: list[tuple[Packet, float]] = []
            for branch, branch_share in branches:
                odds = self.odds(rule, branch)
                if odds:
                    for end in self.apply(chain, rule, branch, branch_share * odds):
                        if rule.target == "RETURN":
                            yield end._replace(verdict=end_verdict)
                        elif end.verdict == "returned":
                            next_branches.append((end.packet, end.probability))
                        else:
                            yield end
                if odds < 1:
                    next_branches.append((branch, branch_share * (1 - odds)))
            branches = next_branches
        yield from (End(end_verdict, branch, branch_share) for branch, branch_share in branches)

    def apply(self, chain: str, rule: Rule, packet: Packet, share: float) -> Iterator[End]:
        """Yield what a rule does with a packet that it matches."""
        if rule.target == "MARK":
            yield End("returned", packet._replace(marked=True), share)
        elif rule.target == "DNAT":
            address, _, port = rule.destination.rpartition(":")
            self.steps.append(Step(chain, rule.condition, f"to {rule.destination}", share))
            yield End(
                "passed",
                packet._replace(destination=address.strip("[]"), port=int(port), translated=True),
                share,
            )
        elif rule.target in VERDICTS:
            self.steps.append(Step(chain, rule.condition, rule.target, share))
            yield End(VERDICTS[rule.target], packet, share)
        elif rule.target:
            position = len(self.steps)
            ends = list(self.jump(f"{chain.partition('/')[0]}/{rule.target}", packet, share))
            if any(end.verdict != "returned" or end.packet != packet for end in ends):
                self.steps.insert(position, Step(chain, rule.condition, f"→ {rule.target}", share))
            yield from ends
        else:
            yield End("returned", packet, share)

    def jump(self, chain: str, packet: Packet, share: float) -> Iterator[End]:
        """Walk through the chain that a rule jumps to; without such a chain the packet returns at
        once.
        """
        if chain not in self.chains:
            yield End("returned", packet, share)
        else:
            yield from self.through(chain, packet, share)

    def odds(self, rule: Rule, packet: Packet) -> float:
        """Return the probability that a rule applies: 0 if it does not match, 1 if it does, else
        its --probability.
        """
        chance = 1.0
        for name, value, negated in rule.options:
            if name == "--probability":
                chance = float(value)
            elif self.matches(name, value, packet) is negated:
                return 0.0
        return chance

    def matches(self, name: str, value: str, packet: Packet) -> bool | None:
        """Return whether one match holds for the first packet of a new client; None if the option
        asks nothing.
        """
        if name == "-d":
            return lies_in(packet.destination, value)
        if name == "-s":
            return lies_in(packet.source, value)
        if name == "-p":
            return packet.protocol == value
        if name == "--dport":
            return packet.port == int(value)
        if name in ("--dst-type", "--src-type"):
            return is_local(
                packet.destination if name == "--dst-type" else packet.source, self.node
            )
        if name == "--mark":
            return packet.marked
        if name == "--match-set":
            return self.is_in(*value.split(" ", 1), packet=packet)
        if name == "--ctstate":
            return "NEW" in value.split(",") or ("DNAT" in value.split(",") and packet.translated)
        return False if name == "--rcheck" else None

    def is_in(self, name: str, directions: str, *, packet: Packet) -> bool:
        """Return whether an ipset matches a packet.

        With three directions the last part is the packet's source, or a range that holds it.
        """
        members, place = self.sets.get(name, ()), f"{packet.protocol}:{packet.port}"
        if directions == "dst":
            return str(packet.port) in members or packet.destination in members
        if directions in ("dst,dst", "src,dst"):
            return (
                f"{packet.destination if directions == 'dst,dst' else packet.source},{place}"
                in members
            )
        start = f"{packet.destination},{place},"
        return any(
            member.startswith(start) and lies_in(packet.source, member.removeprefix(start))
            for member in members
        )


def parse_rule(text: str) -> Rule:
    """Parse one rule, given without the chain in which it stands."""
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
            name, value, is_negated = options[-1]
            options[-1] = (name, f"{value} {word}".strip(), is_negated)
    values = {name: value for name, value, _ in options}
    return Rule(tuple(options), values.get("-j", ""), values.get("--to-destination", ""))
