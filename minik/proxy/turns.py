"""Turns: which backend the userspace proxy tries next, and after a failed attempt.

Upstream rule: `TryConnectEndpoints` (pkg/proxy/userspace): four attempts, each with a longer
timeout; the client's affinity is forgotten after the first. Upstream an attempt may meet the same
backend again; here it does not while an untried one is left, so a dead backend costs no connection.
"""

from collections.abc import Collection, Sequence

from minik.light_typing import NamedTuple
from minik.proxy import balancing
from minik.proxy.algorithms import Connection, Memory, Pick
from minik.proxy.backends import Backend
from minik.proxy.modes.userspace import MODE

PATIENCE = (0.25, 0.5, 1.0, 2.0)  # seconds that each attempt to reach a backend may take
MAX_CLIENTS = 4096  # clients of one service port that are remembered


class Attempt(NamedTuple):
    """The backend to try, the timeout in seconds, and the memory from then on; `backend` is None if
    none is left.
    """

    backend: Backend | None
    patience: float
    memory: Memory


def next_attempt(
    connection: Connection,
    backends: Sequence[Backend],
    memory: Memory,
    tried: Collection[Backend] = (),
) -> Attempt:
    """Return the next attempt for a connection, after those in `tried` failed."""
    if not backends or len(tried) >= len(PATIENCE):
        return Attempt(None, 0.0, memory)
    if tried:
        memory = balancing.forget_client(connection, MODE, memory)
    elif len(memory) > MAX_CLIENTS:
        memory = balancing.trim_memory(
            memory, connection.now, connection.affinity, MAX_CLIENTS // 2
        )
    picked = _untried(connection, backends, memory, tried)
    return Attempt(picked.backend, PATIENCE[len(tried)], picked.memory)


def _untried(
    connection: Connection, backends: Sequence[Backend], memory: Memory, tried: Collection[Backend]
) -> Pick:
    """Pick the next backend in turn, skipping those that were tried as long as there is another."""
    picked = balancing.pick(connection, backends, MODE, "", memory)
    for _ in backends:
        if picked.backend not in tried:
            break
        picked = balancing.pick(
            connection,
            backends,
            MODE,
            "",
            balancing.forget_client(connection, MODE, picked.memory),
        )
    return picked
