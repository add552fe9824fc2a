"""What a change does to the rules: nothing is lost, nothing is told twice, and every line stands
with its service.
"""

from collections import Counter

import pytest
from six_services import MODES, NODE, PORTS, backend

from minik.proxy.differing import Difference, Ports, Side, differences
from minik.proxy.service_ports import LARGE

FIRST = PORTS[0]
TWO = backend("10.180.0.1"), backend("10.180.0.9")
MOVED = FIRST._replace(cluster=TWO, ready=TWO)
CHANGES = {
    "nothing": (PORTS, PORTS, []),
    "new": (PORTS[:-1], PORTS, ["svc6"]),
    "gone": (PORTS, PORTS[1:], ["svc1"]),
    "backend": (PORTS, (MOVED, *PORTS[1:]), ["svc1"]),
    "two": (PORTS, (MOVED, *PORTS[1:-1]), ["svc1", "svc6"]),
    "all": (PORTS, (), [f"svc{number}" for number in range(1, 7)]),
}


def found(mode: str, before: Ports, after: Ports) -> list[Difference]:
    return list(differences(*(Side(MODES[mode].rules, ports, NODE) for ports in (before, after))))


@pytest.mark.proves("D5")
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("before", "after", "services"), CHANGES.values(), ids=CHANGES)
def test_only_the_lines_of_services_that_changed_differ(
    mode: str, before: Ports, after: Ports, services: list[str]
) -> None:
    assert [one.service for one in found(mode, before, after)] == services


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("before", "after", "services"), CHANGES.values(), ids=CHANGES)
def test_the_lines_lead_from_one_text_to_the_other(
    mode: str, before: Ports, after: Ports, services: list[str]
) -> None:
    lines = Counter(MODES[mode].rules(before, NODE))
    for one in found(mode, before, after):
        lines.subtract(line for sign, line in one.lines if sign == "-")
        lines.update(line for sign, line in one.lines if sign == "+")
    assert +lines == Counter(MODES[mode].rules(after, NODE)) and not -lines


def test_a_cluster_that_becomes_large_changes_the_lines_of_services_that_did_not() -> None:
    many = PORTS[3]._replace(endpoints=PORTS[3].cluster[:1] * (LARGE + 1))
    differs = {one.service: one for one in found("iptables", PORTS, (*PORTS[:3], many, *PORTS[4:]))}
    assert differs["svc1"].before == differs["svc1"].after
    assert all("KUBE-SEP-" in line for _, line in differs["svc1"].lines)
    assert found("nftables", PORTS, (*PORTS[:3], many, *PORTS[4:])) == []


def test_what_all_share_stands_last_without_a_name() -> None:
    other = NODE._replace(service_cidrs=("172.31.0.0/16",))
    *_, last = differences(
        Side(MODES["nftables"].rules, PORTS, NODE), Side(MODES["nftables"].rules, PORTS, other)
    )
    assert (last.namespace, last.service, [sign for sign, _ in last.lines]) == ("", "", ["-", "+"])
