"""Tracing: walk a packet through the very rules that a mode writes, so that the rules themselves
are tested.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from minik.proxy import _iptables_walk, _ipvs_walk, _nftables_walk, _userspace_walk
from minik.proxy.node_view import NodeView
from minik.proxy.packets import End, Packet, Step, Trace


class Walk(Protocol):
    """The parsed rules of one mode, and the steps taken through them."""

    @property
    def steps(self) -> Sequence[Step]:
        """Every rule that applied, in order."""

    def ends_of(self, packet: Packet) -> Iterator[End]:
        """Yield every end of a packet."""


WALKS: dict[str, Callable[[Iterable[str], NodeView], Walk]] = {
    "iptables": _iptables_walk.Walk,
    "nftables": _nftables_walk.Walk,
    "ipvs": _ipvs_walk.Walk,
    "userspace": _userspace_walk.Walk,
}


def trace(mode: str, lines: Iterable[str], node: NodeView, packet: Packet) -> Trace:
    """Return every rule that applies to a packet on a node, and every end that it may have."""
    walk = WALKS[mode](lines, node)
    ends: tuple[End, ...] = tuple(walk.ends_of(packet))
    return Trace(tuple(walk.steps), ends)
