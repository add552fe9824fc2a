"""Algorithms: which backend takes a connection, and what is remembered for the next one.

At random (iptables and nftables); round a list that is shuffled when it changes (userspace, upstream
rule: `LoadBalancerRR`); or as a scheduler of the kernel does: rr, wrr and lc count; sh and dh hash an
address into a table of 256 places (net/netfilter/ipvs).
"""

from collections.abc import Callable, Mapping, Sequence
from ipaddress import ip_address

from minik.light_typing import NamedTuple, TypeAlias
from minik.model import digest
from minik.proxy.backends import Backend

Memory: TypeAlias = Mapping[str, str]
GOLDEN, TABLE_BITS = 0x61C88647, 8


class Connection(NamedTuple):
    """One connection to a Service at one entry (address:port). `client` is its source address,
    `now` seconds on the cluster's clock.

    `affinity` is how long a client stays with its backend, in seconds, 0 for none; `seed` fixes the
    random numbers, `draw` numbers them.
    """

    service_port: str
    entry: str
    client: str
    now: int
    affinity: int = 0
    seed: int = 0
    draw: int = -1


class Pick(NamedTuple):
    """The backend that takes the connection, and the memory after it."""

    backend: Backend
    memory: dict[str, str]


Algorithm: TypeAlias = Callable[[Connection, Sequence[Backend], str, Memory], Pick]


def pick_random(
    connection: Connection, backends: Sequence[Backend], subject: str, memory: Memory
) -> Pick:
    """Pick by a number that is hashed from the seed and counted on."""
    key = f"draws {subject}"
    draw = connection.draw if connection.draw >= 0 else int(memory.get(key, "0"))
    chosen = backends[_hash_number(f"{connection.seed} {subject} {draw}") % len(backends)]
    return Pick(chosen, dict(memory) if connection.draw >= 0 else {**memory, key: str(draw + 1)})


def round_robin(
    connection: Connection, backends: Sequence[Backend], subject: str, memory: Memory
) -> Pick:
    """Pick the backend after the last one; the first one if the last is gone."""
    key, places = f"last {subject}", [place_of(backend) for backend in backends]
    last = memory.get(key, "")
    chosen = backends[(places.index(last) + 1) % len(places) if last in places else 0]
    return Pick(chosen, {**memory, key: place_of(chosen)})


def shuffled_round_robin(
    connection: Connection, backends: Sequence[Backend], subject: str, memory: Memory
) -> Pick:
    """Pick in turn from a list whose order is new whenever the backends change."""
    shuffled = sorted(
        backends,
        key=lambda backend: _hash_number(f"{connection.seed} {subject} {place_of(backend)}"),
    )
    key, fingerprint = f"turn {subject}", f"{_hash_number(' '.join(map(place_of, shuffled))):x}"
    old_fingerprint, _, turn = memory.get(key, "").partition(" ")
    index = int(turn) % len(shuffled) if old_fingerprint == fingerprint else 0
    return Pick(shuffled[index], {**memory, key: f"{fingerprint} {index + 1}"})


def least_connections(
    connection: Connection, backends: Sequence[Backend], subject: str, memory: Memory
) -> Pick:
    """Pick the backend with the fewest connections; every connection counts as open, since no end
    is known.
    """
    chosen = min(
        backends, key=lambda backend: int(memory.get(f"open {subject} {place_of(backend)}", "0"))
    )
    key = f"open {subject} {place_of(chosen)}"
    return Pick(chosen, {**memory, key: str(int(memory.get(key, "0")) + 1)})


def source_hash(
    connection: Connection, backends: Sequence[Backend], subject: str, memory: Memory
) -> Pick:
    """Pick by the client's address."""
    return Pick(backends[_hash_slot(connection.client) % len(backends)], dict(memory))


def destination_hash(
    connection: Connection, backends: Sequence[Backend], subject: str, memory: Memory
) -> Pick:
    """Pick by the address of the entry."""
    return Pick(
        backends[_hash_slot(connection.entry.rpartition(":")[0].strip("[]")) % len(backends)],
        dict(memory),
    )


def _hash_slot(address: str) -> int:
    """Return the slot of an address in the table of 256 (the kernel's `hash_32`; an IPv6 address is
    folded into 32 bits).
    """
    number = int(ip_address(address))
    folded = 0
    while number:
        folded, number = folded ^ number & 0xFFFFFFFF, number >> 32
    return (folded * GOLDEN & 0xFFFFFFFF) >> (32 - TABLE_BITS)


def _hash_number(text: str) -> int:
    return int(digest.sha256(text)[:16], 16)


def place_of(backend: Backend) -> str:
    return f"{backend.address}:{backend.port}"
