"""Turns: whom the proxy of the userspace mode asks next, and after that one did not answer.

Upstream rule: `TryConnectEndpoints` (pkg/proxy/userspace): four attempts, each with more patience, the client's affinity forgotten after
the first. There an attempt may meet the same backend again when other connections took the turns between; here it never does while
another is left, so that a backend that is gone costs nobody a connection.
"""
from collections.abc import Collection, Sequence
from typing import NamedTuple

from minik.proxy import balancing
from minik.proxy.backends import Backend
from minik.proxy.balancing import Connection, Memory, Picked

MODE, SCHEDULER = "userspace", "rr"
PATIENCE = (0.25, 0.5, 1.0, 2.0)  # seconds that each attempt to reach a backend may take
KEPT = 4096  # clients of one service port that are remembered


class Asked(NamedTuple):
    """Who is asked, for how long, and the memory from then on; nobody where nobody is left to ask."""

    backend: Backend | None
    patience: float
    memory: Memory


def ask(connection: Connection, backends: Sequence[Backend], memory: Memory, tried: Collection[Backend] = ()) -> Asked:
    """Whom to ask for a connection after those that were tried in vain, if anybody any more."""
    if not backends or len(tried) >= len(PATIENCE):
        return Asked(None, 0.0, memory)
    if tried:
        memory = balancing.left(connection, MODE, memory)
    elif len(memory) > KEPT:
        memory = balancing.recent(memory, connection.now, connection.affinity, KEPT // 2)
    picked = _untried(connection, backends, memory, tried)
    return Asked(picked.backend, PATIENCE[len(tried)], picked.memory)


def _untried(connection: Connection, backends: Sequence[Backend], memory: Memory, tried: Collection[Backend]) -> Picked:
    """The next in turn, passing over those that were tried as long as there is another."""
    picked = balancing.pick(connection, backends, MODE, SCHEDULER, memory)
    for _ in backends:
        if picked.backend not in tried:
            break
        picked = balancing.pick(connection, backends, MODE, SCHEDULER, balancing.left(connection, MODE, picked.memory))
    return picked
