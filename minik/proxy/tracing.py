"""Tracing: walk a packet through the very rules that a mode writes, so that the rules themselves
are tested.
"""

from collections.abc import Iterable

from minik.proxy.mode import Mode
from minik.proxy.node_view import NodeView
from minik.proxy.packets import End, Packet, Trace


def trace(mode: Mode, lines: Iterable[str], node: NodeView, packet: Packet) -> Trace:
    """Return every rule that applies to a packet on a node, and every end that it may have."""
    walk = mode.walk(lines, node)
    ends: tuple[End, ...] = tuple(walk.ends_of(packet))
    return Trace(tuple(walk.steps), ends)
