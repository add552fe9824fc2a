"""Balancing: which backend takes a connection in each mode, and what is remembered for the next
one.

iptables and nftables choose at random. userspace goes round a list that is shuffled when it changes
(upstream rule: `LoadBalancerRR`). ipvs asks a scheduler of the kernel: rr, wrr and lc count; sh and
dh hash an address into a table of 256 places (net/netfilter/ipvs).
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from ipaddress import ip_address
from typing import NamedTuple, TypeAlias

from minik.errors import ClientError
from minik.proxy.backends import Backend

Memory: TypeAlias = Mapping[str, str]
GOLDEN, TABLE_BITS = 0x61C88647, 8
CLIENT = "client "  # how the memory of a client's backend begins


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


def pick(
    connection: Connection, backends: Sequence[Backend], mode: str, scheduler: str, memory: Memory
) -> Pick:
    """Choose a backend as a mode would; `backends` must not be empty. Raises ClientError for an
    unknown ipvs scheduler.
    """
    if scheduler not in SCHEDULERS:
        raise ClientError(
            f'unknown ipvs scheduler "{scheduler}": it is one of {", ".join(SCHEDULERS)}'
        )
    subject, client_key = _subject(connection, mode), _client_key(connection, mode)
    affine = (
        _affine_backend(connection, backends, memory.get(client_key, ""))
        if connection.affinity
        else None
    )
    picked = (
        Pick(affine, dict(memory))
        if affine
        else _algorithm(mode, scheduler)(connection, backends, f"{mode} {subject}", memory)
    )
    if not connection.affinity:
        return picked
    return Pick(
        picked.backend, {**picked.memory, client_key: f"{_place(picked.backend)} {connection.now}"}
    )


def forget_client(connection: Connection, mode: str, memory: Memory) -> dict[str, str]:
    """Return the memory without a client's affinity, after its backend failed to answer."""
    client_key = _client_key(connection, mode)
    return {key: entry for key, entry in memory.items() if key != client_key}


def trim_memory(memory: Memory, now: int, affinity: int, most: int) -> dict[str, str]:
    """Return the memory without clients whose affinity has expired, and with only the latest of the
    others, `most` at most.
    """
    last_uses = {
        key: int(entry.rpartition(" ")[2])
        for key, entry in memory.items()
        if key.startswith(CLIENT)
    }
    latest = sorted(
        (key for key, last_used in last_uses.items() if now - last_used < affinity),
        key=last_uses.__getitem__,
    )[-most:]
    return {key: entry for key, entry in memory.items() if key not in last_uses} | {
        key: memory[key] for key in latest
    }


def _subject(connection: Connection, mode: str) -> str:
    return connection.entry if mode == "ipvs" else connection.service_port


def _client_key(connection: Connection, mode: str) -> str:
    return f"{CLIENT}{mode} {_subject(connection, mode)} {connection.client}"


def _algorithm(mode: str, scheduler: str) -> "Algorithm":
    return (
        SCHEDULERS[scheduler]
        if mode == "ipvs"
        else _shuffled_round_robin
        if mode == "userspace"
        else _pick_random
    )


def _affine_backend(
    connection: Connection, backends: Sequence[Backend], entry: str
) -> Backend | None:
    """Return the backend that a client stays with; None if its affinity has expired or the backend
    is gone.
    """
    place, _, last = entry.partition(" ")
    if not entry or connection.now - int(last) >= connection.affinity:
        return None
    return next((backend for backend in backends if _place(backend) == place), None)


def _pick_random(
    connection: Connection, backends: Sequence[Backend], subject: str, memory: Memory
) -> Pick:
    key = f"draws {subject}"
    draw = connection.draw if connection.draw >= 0 else int(memory.get(key, "0"))
    chosen = backends[_hash_number(f"{connection.seed} {subject} {draw}") % len(backends)]
    return Pick(chosen, dict(memory) if connection.draw >= 0 else {**memory, key: str(draw + 1)})


def _round_robin(
    connection: Connection, backends: Sequence[Backend], subject: str, memory: Memory
) -> Pick:
    """Pick the backend after the last one; the first one if the last is gone."""
    key, places = f"last {subject}", [_place(backend) for backend in backends]
    last = memory.get(key, "")
    chosen = backends[(places.index(last) + 1) % len(places) if last in places else 0]
    return Pick(chosen, {**memory, key: _place(chosen)})


def _shuffled_round_robin(
    connection: Connection, backends: Sequence[Backend], subject: str, memory: Memory
) -> Pick:
    shuffled = sorted(
        backends, key=lambda backend: _hash_number(f"{connection.seed} {subject} {_place(backend)}")
    )
    key, fingerprint = f"turn {subject}", f"{_hash_number(' '.join(map(_place, shuffled))):x}"
    old_fingerprint, _, turn = memory.get(key, "").partition(" ")
    index = int(turn) % len(shuffled) if old_fingerprint == fingerprint else 0
    return Pick(shuffled[index], {**memory, key: f"{fingerprint} {index + 1}"})


def _least_connections(
    connection: Connection, backends: Sequence[Backend], subject: str, memory: Memory
) -> Pick:
    """Pick the backend with the fewest connections; every connection counts as open, since no end
    is known.
    """
    chosen = min(
        backends, key=lambda backend: int(memory.get(f"open {subject} {_place(backend)}", "0"))
    )
    key = f"open {subject} {_place(chosen)}"
    return Pick(chosen, {**memory, key: str(int(memory.get(key, "0")) + 1)})


def _source_hash(
    connection: Connection, backends: Sequence[Backend], subject: str, memory: Memory
) -> Pick:
    return Pick(backends[_hash_slot(connection.client) % len(backends)], dict(memory))


def _destination_hash(
    connection: Connection, backends: Sequence[Backend], subject: str, memory: Memory
) -> Pick:
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
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def _place(backend: Backend) -> str:
    return f"{backend.address}:{backend.port}"


Algorithm: TypeAlias = Callable[[Connection, Sequence[Backend], str, Memory], Pick]
SCHEDULERS: dict[str, Algorithm] = {
    "rr": _round_robin,
    "wrr": _round_robin,
    "lc": _least_connections,
    "sh": _source_hash,
    "dh": _destination_hash,
}
