"""Balancing: which backend takes a connection in a mode, and which client stays with its backend."""

from collections.abc import Sequence

from minik.errors import ClientError
from minik.proxy.algorithms import Algorithm, Connection, Memory, Pick, place_of
from minik.proxy.backends import Backend
from minik.proxy.mode import Mode

CLIENT = "client "  # how the memory of a client's backend begins


def pick(
    connection: Connection, backends: Sequence[Backend], mode: Mode, scheduler: str, memory: Memory
) -> Pick:
    """Choose a backend as a mode would; `backends` must not be empty. `scheduler` is "" for the
    mode's first. Raises ClientError for an unknown scheduler.
    """
    algorithm = _algorithm(mode, scheduler)
    subject, client_key = _subject(connection, mode), _client_key(connection, mode)
    affine = (
        _affine_backend(connection, backends, memory.get(client_key, ""))
        if connection.affinity
        else None
    )
    picked = (
        Pick(affine, dict(memory))
        if affine
        else algorithm(connection, backends, f"{mode.name} {subject}", memory)
    )
    if not connection.affinity:
        return picked
    return Pick(
        picked.backend,
        {**picked.memory, client_key: f"{place_of(picked.backend)} {connection.now}"},
    )


def forget_client(connection: Connection, mode: Mode, memory: Memory) -> dict[str, str]:
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


def _subject(connection: Connection, mode: Mode) -> str:
    return connection.entry if mode.per_entry else connection.service_port


def _client_key(connection: Connection, mode: Mode) -> str:
    return f"{CLIENT}{mode.name} {_subject(connection, mode)} {connection.client}"


def _algorithm(mode: Mode, scheduler: str) -> Algorithm:
    """Return how a mode chooses. Raises ClientError for a scheduler that it does not have."""
    if not mode.schedulers or not scheduler:
        return mode.algorithm
    if scheduler not in mode.schedulers:
        raise ClientError(
            f'unknown {mode.name} scheduler "{scheduler}": it is one of {", ".join(mode.schedulers)}'
        )
    return mode.schedulers[scheduler]


def _affine_backend(
    connection: Connection, backends: Sequence[Backend], entry: str
) -> Backend | None:
    """Return the backend that a client stays with; None if its affinity has expired or the backend
    is gone.
    """
    place, _, last = entry.partition(" ")
    if not entry or connection.now - int(last) >= connection.affinity:
        return None
    return next((backend for backend in backends if place_of(backend) == place), None)
