"""An entry: one service port as the proxy serves it. Its backends change with the cluster; turns,
memory and counts go on.
"""

import time
from collections import Counter
from collections.abc import Sequence

from minik.proxy import turns
from minik.proxy.algorithms import Connection, Memory
from minik.proxy.backends import Backend
from minik.proxy.metrics import Sample
from minik.proxy.service_ports import ServicePort

SPARE_FILES = 64  # files that are left for everything but connections
SOCKETS_EACH = 2  # sockets of a connection: the client's and the backend's


class Room:
    """How many sockets there may be at once, and how many there are."""

    def __init__(self, files: int) -> None:
        self.limit, self.taken = files - SPARE_FILES, 0

    @property
    def is_full(self) -> bool:
        return self.taken + SOCKETS_EACH > self.limit


class Entry:
    """One service port: which backend is next for a client, and what was counted."""

    def __init__(
        self, port: ServicePort, counts: Counter[Sample], room: Room, seed: int = 0
    ) -> None:
        self.port, self.counts, self.room, self.seed = port, counts, room, seed
        self.memory: Memory = {}

    @property
    def name(self) -> str:
        """Return its name with the protocol: `default/web:http/TCP`."""
        return f"{self.port.name}/{self.port.protocol}"

    def next_backend(self, client: str, tried: Sequence[Backend]) -> tuple[Backend | None, float]:
        """Return the backend to try next for a client (None if none is left), and the timeout in
        seconds.
        """
        connection = Connection(
            self.port.name, "", client, int(time.monotonic()), self.port.affinity, self.seed
        )
        attempt = turns.next_attempt(connection, self.port.ready, self.memory, tried)
        self.memory = attempt.memory
        if attempt.backend:
            self.count("dials_total", backend=attempt.backend)
        return attempt.backend, attempt.patience

    def count(
        self, metric: str, amount: int = 1, *, backend: Backend | None = None, direction: str = ""
    ) -> None:
        """Count an event under a metric."""
        place = f"{backend.address}:{backend.port}" if backend else ""
        self.counts[Sample(metric, self.port.name, self.port.protocol, place, direction)] += amount
