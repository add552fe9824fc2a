"""Walk a packet through the nftables mode: chains, sets and verdict maps, as the kernel would."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from minik import light_re as re
from minik.proxy.node_view import NodeView
from minik.proxy.packets import End, Packet, Step, is_local, lies_in

COMMENT = re.compile(r'\s*comment "[^"]*"')
ADD = re.compile(r"add (rule|element) ip6? kube-proxy (\S+) (.*)")
SET = re.compile(r"ip6? (saddr|daddr) (!= )?(@\S+|\{[^}]*\}|\S+) ?(.*)")
VERDICT_MAP = re.compile(r"(ip6? daddr \. )?meta l4proto \. th dport vmap @(\S+)")
RANDOM_CHOICE = re.compile(
    r"(?:meta l4proto \S+ dnat ip6? to )?numgen random mod (\d+) (?:v?map) \{ (.*) \}"
)
FIXED_TARGET = re.compile(r"meta l4proto \S+ dnat to (\S+):(\d+)")
MARK = "meta mark set meta mark or 0x4000"
FINAL = {"drop": "dropped", "reject": "rejected"}


class Walk:
    """All chains, sets and maps, and the steps taken so far."""

    def __init__(self, lines: Iterable[str], node: NodeView) -> None:
        self.node, self.steps = node, list[Step]()
        self.chains: dict[str, list[str]] = defaultdict(list)
        self.elements: dict[str, dict[str, str]] = defaultdict(dict)
        for line in lines:
            match = ADD.fullmatch(COMMENT.sub("", line))
            if match and match[1] == "rule":
                self.chains[match[2]].append(match[3])
            elif match:
                key, _, verdict = match[3].strip("{} ").partition(" : ")
                self.elements[match[2]][key.strip()] = verdict.strip()

    def ends_of(self, packet: Packet) -> Iterator[End]:
        """Yield every end of a packet, through every hook in the order in which a packet passes
        them.
        """
        mine = is_local(packet.source, self.node)
        hook = "output" if mine else "prerouting"
        yield from self.hooks([f"filter-{hook}-pre-dnat", f"nat-{hook}", "next"], packet, 1.0, mine)

    def hooks(self, chains: list[str], packet: Packet, share: float, mine: bool) -> Iterator[End]:
        if not chains:
            yield End("sent" if packet.translated else "passed", packet, share)
            return
        if chains == ["next"]:
            local = is_local(packet.destination, self.node)
            chains = [
                *(["filter-output"] if mine else []),
                *(["filter-input"] if local else [] if mine else ["filter-forward"]),
            ]
        for end in self.through(chains[0], packet, share):
            if end.verdict in ("dropped", "rejected"):
                yield end
            else:
                yield from self.hooks(chains[1:], end.packet, end.probability, mine)

    def through(self, chain: str, packet: Packet, share: float) -> Iterator[End]:
        """Yield every way in which a packet leaves a chain; `returned` goes on in the chain that
        jumped here.
        """
        for rule in self.chains.get(chain, ()):
            verdict, condition = self.evaluate(rule, packet)
            if verdict == MARK:
                packet = packet._replace(marked=True)
                verdict = ""
            if not verdict:
                continue
            if verdict.startswith("jump "):
                ends = list(self.apply(chain, condition, verdict, packet, share))
                if any(end.verdict != "returned" for end in ends):
                    yield from ends
                    return
                packet = ends[0].packet if ends else packet
                continue
            yield from self.apply(chain, condition, verdict, packet, share)
            return
        yield End("returned", packet, share)

    def evaluate(self, rule: str, packet: Packet) -> tuple[str, str]:
        """Return the verdict of a rule on a packet ("" if it does not match), and the condition as
        text.
        """
        map_lookup = VERDICT_MAP.fullmatch(rule)
        if map_lookup:
            key = f"{packet.protocol} . {packet.port}"
            return self.elements[map_lookup[2]].get(
                f"{packet.destination} . {key}" if map_lookup[1] else key, ""
            ), f"in {map_lookup[2]}"
        if rule.startswith("ct state new "):
            return rule.removeprefix("ct state new "), "new"
        if rule.startswith("fib saddr type local "):
            return rule.removeprefix("fib saddr type local ") if is_local(
                packet.source, self.node
            ) else "", "source local"
        if rule.startswith("fib daddr type local "):
            return (
                self.evaluate(rule.removeprefix("fib daddr type local "), packet)
                if is_local(packet.destination, self.node)
                else ("", "")
            )
        match = SET.fullmatch(rule)
        if match is None:
            return rule if not rule.startswith(("update ", "mark and", "ct status")) else "", ""
        address = packet.source if match[1] == "saddr" else packet.destination
        verdict, condition = (
            self.evaluate(match[4], packet)
            if self.contains(address, match[3]) is not bool(match[2])
            else ("", "")
        )
        return verdict, f"{match[1]} {match[2] or ''}{match[3]} {condition}".strip()

    def contains(self, address: str, set_text: str) -> bool:
        """Return whether an address is in a named set, a literal set or a range.

        The affinity sets are empty, since no client has connected before.
        """
        if set_text.startswith("@"):
            return address in self.elements.get(set_text[1:], {})
        return any(lies_in(address, part.strip()) for part in set_text.strip("{}").split(","))

    def apply(
        self, chain: str, condition: str, verdict: str, packet: Packet, share: float
    ) -> Iterator[End]:
        """Yield what a verdict does with a packet."""
        random_choice, fixed_target = (
            RANDOM_CHOICE.fullmatch(verdict),
            FIXED_TARGET.fullmatch(verdict),
        )
        word, _, target = verdict.partition(" ")
        if random_choice:
            yield from self.draw(chain, int(random_choice[1]), random_choice[2], packet, share)
        elif fixed_target:
            self.steps.append(
                Step(chain, condition, f"to {fixed_target[1]}:{fixed_target[2]}", share)
            )
            yield self.backend_end(packet, fixed_target[1], fixed_target[2], share)
        elif word in FINAL:
            self.steps.append(Step(chain, condition, word, share))
            yield End(FINAL[word], packet, share)
        elif word in ("goto", "jump"):
            position = len(self.steps)
            ends = list(self.through(target, packet, share))
            if word == "goto" or any(end.verdict != "returned" for end in ends):
                self.steps.insert(position, Step(chain, condition, f"→ {target}", share))
            yield from ends
        else:
            yield End("returned", packet, share)

    def draw(
        self, chain: str, count: int, choices: str, packet: Packet, share: float
    ) -> Iterator[End]:
        for choice in choices.split(", "):
            verdict = choice.partition(" : ")[2]
            if verdict.startswith("goto "):
                self.steps.append(Step(chain, "", f"→ {verdict[5:]}", share / count))
                yield from self.through(verdict[5:], packet, share / count)
            else:
                address, _, port = verdict.partition(" . ")
                self.steps.append(Step(chain, "", f"to {address}:{port}", share / count))
                yield self.backend_end(packet, address, port, share / count)

    def backend_end(self, packet: Packet, address: str, port: str, share: float) -> End:
        """Return the end at a backend; a pod that is sent to itself is masqueraded, or it would
        answer itself directly.
        """
        target = address.strip("[]")
        hairpin = (
            f"{packet.source} . {target} . {packet.protocol} . {port}"
            in self.elements["hairpin-connections"]
        )
        marked = packet.marked or hairpin
        return End(
            "sent",
            packet._replace(destination=target, port=int(port), marked=marked, translated=True),
            share,
        )
