"""The kernel has the last word: real packets through the rules that are printed go where the tracer and the routes say.

Needs root, network namespaces, nft and iptables; where they are not to be had, it says so and is skipped.
"""
from collections import Counter
from collections.abc import Iterator

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
    Row,
    lines,
    routed,
    view,
)

from minik.proxy import tracing
from minik.proxy.packets import Packet

COMMANDS = {"iptables": ["iptables-restore"], "nftables": ["nft", "-f", "-"]}
CROWD = [f"198.51.100.{number}" for number in range(100, 140)]
PODS = {"here": ("10.244.1.2",), "there": ("10.244.2.2",), "third": ("10.244.2.3",)}
NEIGHBOURS = {**PODS, "pod": (POD,), "outside": (FAR, ALLOWED, *CROWD)}
WHO = {address: who for who, addresses in NEIGHBOURS.items() for address in addresses} | {HOST: "node", ITSELF: "node"}
TIMES, SIGMAS = 150, 6


@pytest.fixture(scope="module", params=AGREEING)
def kernel(request: pytest.FixtureRequest) -> Iterator[tuple[str, Network]]:
    """A node with the rules of a mode, its pods listening."""
    why = missing()
    if why:
        pytest.skip(why)
    network = Network(HOST, NEIGHBOURS, "10.96.0.0/16", [80, 81, 30003])
    try:
        network.load(COMMANDS[request.param], "".join(f"{line}\n" for line in lines(request.param)))
        network.serve(list(PODS), 8080)
        yield request.param, network
    finally:
        network.close()


def met(network: Network, packet: Packet, awaited: str, times: int = 1) -> tuple[Counter[str], set[str]]:
    """Who is reached by so many connections, and whom they see; or how these end."""
    place = (packet.destination, packet.port)
    found = [network.ask(WHO[packet.source], packet.source, place, packet.protocol, awaited) for _ in range(times)]
    return Counter(reached for reached, _ in found), {seen for _, seen in found}


@pytest.mark.proves("C18", "D4", "D7", "F47", "F48", "F49")
@pytest.mark.parametrize("row", TABLE, ids=NAMES)
def test_the_kernel_the_tracer_and_the_routes_agree_on_every_packet(kernel: tuple[str, Network], row: Row) -> None:
    mode, network = kernel
    traced = tracing.trace(mode, lines(mode), view(), row.packet)
    assert (set(traced.places), traced.verdict) == routed(mode, row) == (row.places, row.verdict)
    reached, seen = met(network, row.packet, row.verdict, TIMES if len(row.places) > 1 and row.service != "sticky" else 1)
    assert set(reached) <= (row.places or {row.verdict}) and reached
    if row.verdict == "sent":
        assert seen == {row.packet.source if row.kept else HOST}
        assert {not end.packet.marked for end in traced.ends} == {row.kept}
    for place, share in traced.places.items() if sum(reached.values()) > 1 else ():
        bound = SIGMAS * (TIMES * share * (1 - share)) ** 0.5
        assert abs(reached[place] - TIMES * share) <= bound, f"{reached} is no even share"


@pytest.mark.proves("H20")
def test_a_client_stays_with_its_backend_and_a_crowd_is_spread(kernel: tuple[str, Network]) -> None:
    _, network = kernel
    row = next(row for row in TABLE if row.service == "sticky")
    places = [set(met(network, row.packet._replace(source=source), "sent", 5)[0]) for source in CROWD]
    assert all(len(reached) == 1 for reached in places)
    assert set.union(*places) == row.places


@pytest.mark.proves("F46")
def test_what_is_for_no_service_goes_as_the_tracer_says(kernel: tuple[str, Network]) -> None:
    mode, network = kernel
    for _, packet, places, verdict in (row for row in DIFFERING if row[0] == mode):
        reached, _ = met(network, packet, verdict, 3)
        untouched = {f"{packet.destination}:{packet.port}"}
        assert set(reached) <= (places or (untouched if verdict == "passed" else {verdict}))
        assert set(tracing.trace(mode, lines(mode), view(), packet).places) == places


def test_every_mode_of_today_has_its_turn() -> None:
    assert set(COMMANDS) == set(AGREEING) < set(MODES)
