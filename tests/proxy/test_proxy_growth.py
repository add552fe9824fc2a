"""Work grows with the number of services, and no faster: counted in calls, not in seconds."""

from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any

import pytest
from counting import calls
from packet_table import endpoints, node, service
from six_services import MODES, NODE

from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.settings import DEFAULT
from minik.model.source import Objects
from minik.proxy.differing import Side, differences
from minik.proxy.service_ports import ServicePort, service_ports


def cluster(size: int) -> Cluster:
    """So many services of three endpoints each."""
    objects: list[Object] = [node("node-1", "192.168.0.11")]
    for number in range(size):
        objects += [
            service(f"s{number}", number % 250),
            endpoints(f"s{number}", *((f"10.244.1.{one}", "node-1") for one in (1, 2, 3))),
        ]
    found: dict[str, dict[str, Object]] = {}
    for one in objects:
        path = "/".join(
            filter(None, (one["metadata"].get("namespace", ""), one["metadata"]["name"]))
        )
        found.setdefault(one["kind"], {})[path] = one
    return Cluster(Objects(found), DEFAULT)


def ports(size: int) -> list[ServicePort]:
    its = cluster(size)
    return list(service_ports(its, its.get("Node", "", "node-1"), "IPv4"))


WORKS: dict[str, Callable[[int], Callable[[], Any]]] = {
    "service ports": lambda size: lambda: ports(size),
    "differences": lambda size: differing(ports(size)),
}


def differing(known: list[ServicePort]) -> Callable[[], Any]:
    rules = MODES["iptables"].rules
    return lambda: list(
        differences(*(Side(rules, tuple(its), NODE) for its in (known, known[:-1])))
    )


@pytest.mark.parametrize("work", WORKS.values(), ids=WORKS)
def test_twice_as_many_services_are_twice_the_work(
    work: Callable[[int], Callable[[], Any]],
) -> None:
    few, many = (calls(work(size)) for size in (100, 200))
    assert 1.7 < many / few < 2.3


def written(mode: ModuleType, known: list[ServicePort]) -> list[str]:
    return list(mode.rules(known, NODE))


@pytest.mark.parametrize("mode", MODES.values(), ids=list(MODES))
def test_twice_as_many_services_are_twice_the_rules(mode: ModuleType) -> None:
    few, many = (calls(partial(written, mode, ports(size))) for size in (100, 200))
    assert 1.7 < many / few < 2.3
    none, some, more = (len(written(mode, ports(size) if size else [])) for size in (0, 100, 200))
    assert (more - some) == pytest.approx(some - none, abs=25)
