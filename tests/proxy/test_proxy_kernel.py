"""The kernel has the last word: real packets through the rules that are printed go where the tracer
and the routes say.

Needs root, network namespaces, nft and iptables; where they are not to be had, it says so and is
skipped.
"""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from namespaces import Network, missing
from packet_table import (
    AGREEING,
    ALLOWED,
    DIFFERING,
    FAR,
    HOST,
    ITSELF,
    MODES,
    NAMES,
    POD,
    TABLE,
    WORLDS,
    Row,
    World,
)

from minik.proxy import tracing
from minik.proxy.addresses import address_with_port
from minik.proxy.packets import Packet, Trace

COMMANDS = {
    "iptables": {"IPv4": ["iptables-restore"], "IPv6": ["ip6tables-restore"]},
    "nftables": dict.fromkeys(WORLDS, ["nft", "-f", "-"]),
}
CROWD = [f"198.51.100.{number}" for number in range(100, 140)]
PODS = {"here": ("10.244.1.2",), "there": ("10.244.2.2",), "third": ("10.244.2.3",)}
NEIGHBOURS = {**PODS, "pod": (POD,), "outside": (FAR, ALLOWED, *CROWD), "beyond": ("198.18.0.1",)}
WHO = {address: who for who, addresses in NEIGHBOURS.items() for address in addresses} | {
    HOST: "node",
    ITSELF: "node",
}
TIMES, SIGMAS = 150, 6


class Node(NamedTuple):
    """A node with the rules of a mode in one family, its pods listening."""

    mode: str
    world: World
    network: Network

    def met(self, packet: Packet, awaited: str, times: int = 1) -> tuple[Counter[str], set[str]]:
        """Who is reached by so many connections, and whom they see; or how these end."""
        aimed = self.world.packet(packet)
        place = (aimed.destination, aimed.port)
        found = [
            self.network.ask(WHO[packet.source], aimed.source, place, packet.protocol, awaited)
            for _ in range(times)
        ]
        return Counter(reached for reached, _ in found), {seen for _, seen in found}

    def traced(self, packet: Packet) -> Trace:
        return tracing.trace(
            MODES[self.mode],
            self.world.lines(self.mode),
            self.world.view(),
            self.world.packet(packet),
        )


@pytest.fixture(
    scope="module", params=[(mode, family) for mode in AGREEING for family in WORLDS], ids=" ".join
)
def kernel(request: pytest.FixtureRequest) -> Iterator[Node]:
    """The same network once for every mode and family."""
    mode, family = request.param
    command, world = COMMANDS[mode][family], WORLDS[family]
    if why := missing(command[0]):
        pytest.skip(why)
    neighbours = {who: tuple(map(world.said, addresses)) for who, addresses in NEIGHBOURS.items()}
    network = Network(world.said(HOST), neighbours)
    try:
        network.load(command, "".join(f"{line}\n" for line in world.lines(mode)))
        network.way_out("beyond", {"IPv4": "10.96.0.0/16", "IPv6": "fd00:96::/112"}[family])
        for who, address, port in (
            ("node", world.said(ITSELF), 30003),
            ("beyond", "", 80),
            ("beyond", "", 81),
        ):
            network.listen(who, address, port)
        network.serve({who: neighbours[who][0] for who in PODS}, 8080)
        yield Node(mode, world, network)
    finally:
        network.close()


@pytest.mark.proves("C18", "D4", "D7", "F47", "F48", "F49")
@pytest.mark.parametrize("row", TABLE, ids=NAMES)
def test_the_kernel_the_tracer_and_the_routes_agree_on_every_packet(kernel: Node, row: Row) -> None:
    wanted, traced = kernel.world.row(row), kernel.traced(row.packet)
    assert (
        (set(traced.places), traced.verdict)
        == kernel.world.routed(kernel.mode, wanted)
        == (wanted.places, row.verdict)
    )
    reached, seen = kernel.met(
        row.packet, row.verdict, TIMES if len(row.places) > 1 and row.service != "sticky" else 1
    )
    assert set(reached) <= (wanted.places or {row.verdict})
    if row.verdict == "sent":
        assert seen == {wanted.packet.source if row.kept else kernel.world.said(HOST)}
        assert {not end.packet.marked for end in traced.ends} == {row.kept}
    for where, share in traced.places.items() if sum(reached.values()) > 1 else ():
        bound = SIGMAS * (TIMES * share * (1 - share)) ** 0.5
        assert abs(reached[where] - TIMES * share) <= bound, f"{reached} is no even share"


@pytest.mark.proves("H20")
def test_a_client_stays_with_its_backend_and_a_crowd_is_spread(kernel: Node) -> None:
    row = next(row for row in TABLE if row.service == "sticky")
    places = [set(kernel.met(row.packet._replace(source=source), "sent", 5)[0]) for source in CROWD]
    assert all(len(reached) == 1 for reached in places)
    assert set.union(*places) == kernel.world.row(row).places


@pytest.mark.proves("F46")
def test_what_is_for_no_service_goes_as_the_tracer_says(kernel: Node) -> None:
    for packet in (row[1] for row in DIFFERING if row[0] == kernel.mode):
        traced, aimed = kernel.traced(packet), kernel.world.packet(packet)
        untouched = (
            {address_with_port(aimed.destination, aimed.port)}
            if traced.verdict == "passed"
            else {traced.verdict}
        )
        reached, _ = kernel.met(packet, traced.verdict, 3 if traced.places else 1)
        assert set(reached) <= (set(traced.places) or untouched)


def test_every_mode_of_today_has_its_turn() -> None:
    assert set(COMMANDS) == set(AGREEING) < set(MODES)
