"""The law of the modes: one table of packets, walked through every mode's rules, comes to the same
ends, as routes say.
"""

import pytest
from packet_table import (
    AGREEING,
    ALLOWED,
    BOTH,
    DIFFERING,
    EXTERNAL,
    FAR,
    HERE,
    HOST,
    ITSELF,
    LB,
    MODES,
    NAMES,
    NEAR_LB,
    ONE,
    OPEN,
    OTHER,
    POD,
    TABLE,
    WORLDS,
    Row,
    World,
)

from minik.proxy import tracing
from minik.proxy.packets import Packet, Trace


def walked(mode: str, packet: Packet, world: World = WORLDS["IPv4"]) -> Trace:
    return tracing.trace(MODES[mode], world.lines(mode), world.view(), packet)


@pytest.mark.proves("F47", "F48", "F49", "D4", "H17")
@pytest.mark.parametrize("row", TABLE, ids=NAMES)
@pytest.mark.parametrize("mode", AGREEING)
@pytest.mark.parametrize("family", WORLDS)
def test_both_modes_of_today_come_to_the_same_end(family: str, mode: str, row: Row) -> None:
    world = WORLDS[family]
    row = world.row(row)
    found = walked(mode, row.packet, world)
    assert (set(found.places), found.verdict) == (row.places, row.verdict)
    assert sum(end.probability for end in found.ends) == pytest.approx(1, abs=1e-8)
    assert all(
        share == pytest.approx(1 / len(row.places), abs=1e-8) for share in found.places.values()
    )
    assert {not end.packet.marked for end in found.ends if end.verdict == "sent"} <= {row.kept}


@pytest.mark.parametrize("row", TABLE, ids=NAMES)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("family", WORLDS)
def test_the_routes_say_what_the_rules_do(family: str, mode: str, row: Row) -> None:
    world = WORLDS[family]
    found = walked(mode, world.packet(row.packet), world)
    places, end = world.routed(mode, world.row(row))
    if end == "unanswered":  # sent on with the client's address, past the node on the way back
        assert found.verdict == "sent" and not any(end.packet.marked for end in found.ends)
    else:
        assert (places, end) == (set(found.places), found.verdict)


@pytest.mark.proves("F48", "D6")
def test_ipvs_takes_other_nodes_where_the_rest_drop() -> None:
    packet = Packet(FAR, HOST, 30004)
    assert set(walked("ipvs", packet).places) == OTHER
    assert walked("iptables", packet).verdict == walked("nftables", packet).verdict == "dropped"


@pytest.mark.proves("D6")
@pytest.mark.parametrize("family", WORLDS)
@pytest.mark.parametrize(
    ("packet", "verdict", "kept"),
    [
        (Packet(POD, "10.96.0.1", 80), "sent", True),
        (Packet(FAR, "10.96.0.1", 80), "sent", False),
        (Packet(HERE[0], "10.96.0.13", 80), "sent", False),
        (Packet(FAR, HOST, 30003), "sent", True),
        (Packet(FAR, HOST, 30005), "sent", False),
        (Packet(ALLOWED, LB, 80), "sent", False),
        (Packet(FAR, LB, 80), "dropped", False),
        (Packet(FAR, NEAR_LB, 80), "sent", True),
        (Packet(FAR, OPEN, 80), "sent", False),
        (Packet(POD, "10.96.0.2", 80), "rejected", True),
        (Packet(POD, "10.96.0.1", 81), "rejected", True),
        (Packet(HOST, "10.96.0.1", 81), "rejected", False),
        (Packet(POD, "10.96.0.200", 80), "passed", True),
    ],
)
def test_ipvs_masquerades_and_refuses_by_its_sets(
    family: str, packet: Packet, verdict: str, kept: bool
) -> None:
    found = walked("ipvs", WORLDS[family].packet(packet), WORLDS[family])
    assert found.verdict == verdict
    assert {not end.packet.marked for end in found.ends} == {kept} or verdict != "sent"


def test_userspace_knows_no_zones() -> None:
    packet = Packet(POD, "10.96.0.9", 80)
    assert (set(walked("userspace", packet).places), set(walked("ipvs", packet).places)) == (
        BOTH,
        ONE,
    )


@pytest.mark.proves("F46")
@pytest.mark.parametrize(("mode", "verdict"), [("ipvs", "passed"), ("userspace", "sent")])
def test_node_ports_at_localhost(mode: str, verdict: str) -> None:
    assert walked(mode, Packet("127.0.0.1", "127.0.0.1", 30003)).verdict == verdict


@pytest.mark.proves("F46")
@pytest.mark.parametrize(("mode", "packet", "places", "verdict"), DIFFERING)
def test_where_nothing_is_nftables_refuses_and_iptables_does_not_care(
    mode: str, packet: Packet, places: set[str], verdict: str
) -> None:
    found = walked(mode, packet)
    assert (set(found.places), found.verdict) == (places, verdict)
    six = walked(mode, WORLDS["IPv6"].packet(packet), WORLDS["IPv6"])
    assert six.verdict == ("passed" if packet.source == ITSELF else verdict)


@pytest.mark.proves("D2", "D3")
def test_userspace_rules_lead_to_the_proxy_alone_each_port_to_one_of_its_own() -> None:
    rules = [line for line in WORLDS["IPv4"].lines("userspace") if not line.startswith("#")]
    assert not [line for line in rules if "10.244." in line]
    redirects = [line for line in rules if "-j REDIRECT" in line]
    by_name: dict[str, set[str]] = {}
    for line in redirects:
        by_name.setdefault(line.split('"')[1], set()).add(line.rpartition(" ")[2])
    assert all(len(ports) == 1 for ports in by_name.values())
    assert len(set.union(*by_name.values())) == len(by_name) > 5


@pytest.mark.proves("D6")
def test_ipvs_is_a_virtual_server_for_every_front() -> None:
    said = WORLDS["IPv4"].lines("ipvs")
    for front in ("10.96.0.1:80", f"{HOST}:30003", f"{LB}:80", f"{EXTERNAL}:80"):
        assert f"-A -t {front} -s rr" in said
    assert "-A -t 10.96.0.8:80 -s rr -p 60" in said
    assert "-a -t 10.96.0.1:80 -r 10.244.1.2:8080 -m -w 1" in said
    assert not [line for line in said if line.startswith("-a -t 10.96.0.2:80")]
