"""Balancing: which backend takes a connection, as each mode chooses, and what must be remembered for the next one.

iptables and nftables draw lots. userspace goes round a list that is shuffled when it changes (upstream rule: `LoadBalancerRR`). ipvs asks
a scheduler of the kernel: rr, wrr and lc count, sh and dh hash an address into a table of 256 places (net/netfilter/ipvs).
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
    """One connection to a front of a service port. `client` is its source address, `now` seconds on the cluster's clock.

    `affinity` is how long a client stays with its backend, 0 for not at all; `seed` fixes the lots, `draw` numbers them.
    """

    service_port: str
    front: str
    client: str
    now: int
    affinity: int = 0
    seed: int = 0
    draw: int = -1


class Picked(NamedTuple):
    """Who takes the connection, and the memory from then on."""

    backend: Backend
    memory: dict[str, str]


def pick(connection: Connection, backends: Sequence[Backend], mode: str, scheduler: str, memory: Memory) -> Picked:
    """Choose as a mode would; there must be somebody to choose."""
    if scheduler not in SCHEDULERS:
        raise ClientError(f'unknown ipvs scheduler "{scheduler}": it is one of {", ".join(SCHEDULERS)}')
    subject, stays = _subject(connection, mode), _stays(connection, mode)
    found = _remembered(connection, backends, memory.get(stays, "")) if connection.affinity else None
    taken = Picked(found, dict(memory)) if found else _way(mode, scheduler)(connection, backends, f"{mode} {subject}", memory)
    if not connection.affinity:
        return taken
    return Picked(taken.backend, {**taken.memory, stays: f"{_place(taken.backend)} {connection.now}"})


def left(connection: Connection, mode: str, memory: Memory) -> dict[str, str]:
    """The memory when a client no longer stays with its backend, which did not answer."""
    stays = _stays(connection, mode)
    return {key: entry for key, entry in memory.items() if key != stays}


def recent(memory: Memory, now: int, affinity: int, most: int) -> dict[str, str]:
    """The memory without clients that have been quiet for too long to stay, and with so many others at most, the latest."""
    last = {key: int(entry.rpartition(" ")[2]) for key, entry in memory.items() if key.startswith(CLIENT)}
    kept = sorted((key for key, then in last.items() if now - then < affinity), key=last.__getitem__)[-most:]
    return {key: entry for key, entry in memory.items() if key not in last} | {key: memory[key] for key in kept}


def _subject(connection: Connection, mode: str) -> str:
    return connection.front if mode == "ipvs" else connection.service_port


def _stays(connection: Connection, mode: str) -> str:
    return f"{CLIENT}{mode} {_subject(connection, mode)} {connection.client}"


def _way(mode: str, scheduler: str) -> "Way":
    return SCHEDULERS[scheduler] if mode == "ipvs" else _around_a_shuffled_list if mode == "userspace" else _by_lot


def _remembered(connection: Connection, backends: Sequence[Backend], entry: str) -> Backend | None:
    """The backend that a client stays with: until it has been quiet for too long, or the backend is gone."""
    place, _, last = entry.partition(" ")
    if not entry or connection.now - int(last) >= connection.affinity:
        return None
    return next((backend for backend in backends if _place(backend) == place), None)


def _by_lot(connection: Connection, backends: Sequence[Backend], subject: str, memory: Memory) -> Picked:
    key = f"draws {subject}"
    draw = connection.draw if connection.draw >= 0 else int(memory.get(key, "0"))
    chosen = backends[_number(f"{connection.seed} {subject} {draw}") % len(backends)]
    return Picked(chosen, dict(memory) if connection.draw >= 0 else {**memory, key: str(draw + 1)})


def _in_turn(connection: Connection, backends: Sequence[Backend], subject: str, memory: Memory) -> Picked:
    """The one after the last; from the start again where the last is gone."""
    key, places = f"last {subject}", [_place(backend) for backend in backends]
    last = memory.get(key, "")
    chosen = backends[(places.index(last) + 1) % len(places) if last in places else 0]
    return Picked(chosen, {**memory, key: _place(chosen)})


def _around_a_shuffled_list(connection: Connection, backends: Sequence[Backend], subject: str, memory: Memory) -> Picked:
    shuffled = sorted(backends, key=lambda backend: _number(f"{connection.seed} {subject} {_place(backend)}"))
    key, known = f"turn {subject}", f"{_number(' '.join(map(_place, shuffled))):x}"
    before, _, turn = memory.get(key, "").partition(" ")
    index = int(turn) % len(shuffled) if before == known else 0
    return Picked(shuffled[index], {**memory, key: f"{known} {index + 1}"})


def _least_connections(connection: Connection, backends: Sequence[Backend], subject: str, memory: Memory) -> Picked:
    """Every connection that was picked counts as open: nobody tells when it ends."""
    chosen = min(backends, key=lambda backend: int(memory.get(f"open {subject} {_place(backend)}", "0")))
    key = f"open {subject} {_place(chosen)}"
    return Picked(chosen, {**memory, key: str(int(memory.get(key, "0")) + 1)})


def _by_source(connection: Connection, backends: Sequence[Backend], subject: str, memory: Memory) -> Picked:
    return Picked(backends[_hashed(connection.client) % len(backends)], dict(memory))


def _by_destination(connection: Connection, backends: Sequence[Backend], subject: str, memory: Memory) -> Picked:
    return Picked(backends[_hashed(connection.front.rpartition(":")[0].strip("[]")) % len(backends)], dict(memory))


def _hashed(address: str) -> int:
    """The place of an address in the table of 256 (the kernel's `hash_32` over the address, an IPv6 one folded into 32 bits)."""
    number = int(ip_address(address))
    folded = 0
    while number:
        folded, number = folded ^ number & 0xFFFFFFFF, number >> 32
    return (folded * GOLDEN & 0xFFFFFFFF) >> (32 - TABLE_BITS)


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def _place(backend: Backend) -> str:
    return f"{backend.address}:{backend.port}"


Way: TypeAlias = Callable[[Connection, Sequence[Backend], str, Memory], Picked]
SCHEDULERS: dict[str, Way] = {
    "rr": _in_turn, "wrr": _in_turn, "lc": _least_connections, "sh": _by_source, "dh": _by_destination}
