"""Packets through the userspace proxy, whatever its Services are called."""

import pytest

from minik.proxy.modes._userspace_walk import Walk
from minik.proxy.node_view import NodeView
from minik.proxy.packets import Packet

RULE = "-A KUBE-PORTALS-CONTAINER -p tcp -m tcp --dport 80 -d 10.96.0.9/32 -j REDIRECT --to-ports 40001"
PACKET = Packet("10.244.1.2", "10.96.0.9", 80, "tcp")
NODE = NodeView()


@pytest.mark.parametrize("name", ["shop/web:http", "sho p/web:http", "shop/web -> x", "a b c d"])
def test_the_proxy_of_a_port_is_found_whatever_its_service_is_called(name: str) -> None:
    lines = [RULE, f"# 40001 tcp {name} -> 10.244.1.5:8080"]
    [end] = Walk(lines, NODE).ends_of(PACKET)
    assert (end.packet.destination, end.packet.port) == ("10.244.1.5", 8080)
