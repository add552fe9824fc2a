"""Whom the proxy asks next: the next in turn, another after a failure, and never for ever."""

import pytest
from ports import backend

from minik.proxy import balancing, turns
from minik.proxy.algorithms import Connection, Memory
from minik.proxy.backends import Backend

THREE = tuple(backend(f"127.0.0.{number}:80") for number in (1, 2, 3))
SIX = tuple(backend(f"127.0.0.{number}:80") for number in range(1, 7))


def connection(client: str = "127.0.0.1", now: int = 0, affinity: int = 0) -> Connection:
    return Connection("default/web", "", client, now, affinity)


def attempts(
    backends: tuple[Backend, ...], memory: Memory, affinity: int = 0
) -> tuple[list[str], list[float], Memory]:
    """Everybody who is asked for one connection that nobody takes."""
    tried: list[Backend] = []
    patience: list[float] = []
    while (
        asked := turns.next_attempt(connection(affinity=affinity), backends, memory, tried)
    ).backend:
        tried.append(asked.backend)
        patience.append(asked.patience)
        memory = asked.memory
    return [one.address for one in tried], patience, memory


@pytest.mark.proves("D1", "D3")
def test_connections_take_turns() -> None:
    memory: Memory = {}
    found = []
    for _ in range(9):
        asked = turns.next_attempt(connection(), THREE, memory)
        memory = asked.memory
        found.append(asked.backend)
    assert set(found[:3]) == set(THREE) and found == found[:3] * 3


@pytest.mark.proves("D1")
def test_four_attempts_each_with_more_patience_at_others_each() -> None:
    addresses, patience, _ = attempts(SIX, {})
    assert patience == [0.25, 0.5, 1.0, 2.0] and len(set(addresses)) == 4


def test_few_backends_are_asked_again_as_upstream_does() -> None:
    addresses, _, _ = attempts(THREE, {})
    assert len(set(addresses[:3])) == 3 and len(addresses) == 4
    assert attempts(THREE[:1], {})[0] == ["127.0.0.1"] * 4


def test_an_attempt_never_meets_the_same_backend_though_others_took_turns_between() -> None:
    memory: Memory = {}
    first = turns.next_attempt(connection(), THREE[:2], memory)
    between = turns.next_attempt(connection("127.0.0.9"), THREE[:2], first.memory)
    assert first.backend and between.backend != first.backend
    assert (
        turns.next_attempt(connection(), THREE[:2], between.memory, [first.backend]).backend
        != first.backend
    )


def test_nobody_is_asked_where_nobody_is() -> None:
    assert turns.next_attempt(connection(), (), {}) == (None, 0.0, {})


@pytest.mark.proves("H20")
def test_a_client_stays_with_its_backend_until_that_does_not_answer() -> None:
    memory: Memory = {}
    seen = set()
    for now in range(5):
        asked = turns.next_attempt(connection(now=now, affinity=60), THREE, memory)
        memory = asked.memory
        seen.add(asked.backend)
    assert len(seen) == 1
    tried = [one for one in seen if one]
    other = turns.next_attempt(connection(now=6, affinity=60), THREE, memory, tried)
    assert other.backend not in seen
    assert (
        turns.next_attempt(connection(now=7, affinity=60), THREE, other.memory).backend
        == other.backend
    )


def test_what_is_remembered_is_bounded_and_the_latest_stay() -> None:
    memory: Memory = {}
    for number in range(turns.MAX_CLIENTS + 10):
        memory = turns.next_attempt(
            connection(f"client-{number}", now=number // 100, affinity=3600), THREE, memory
        ).memory
        assert len(memory) <= turns.MAX_CLIENTS + 2
    clients = [key for key in memory if key.startswith("client ")]
    assert any(key.endswith(f"client-{turns.MAX_CLIENTS + 9}") for key in clients) and not any(
        key.endswith("client-7") for key in clients
    )


def test_clients_that_were_quiet_for_long_are_forgotten_first() -> None:
    memory = {
        "turn x": "y",
        **{f"client userspace x {number}": f"127.0.0.1:80 {number}" for number in range(10)},
    }
    assert list(balancing.trim_memory(memory, 12, 5, 100)) == [
        "turn x",
        "client userspace x 8",
        "client userspace x 9",
    ]
    assert list(balancing.trim_memory(memory, 12, 60, 1)) == ["turn x", "client userspace x 9"]
