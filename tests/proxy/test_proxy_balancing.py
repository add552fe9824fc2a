"""Who takes the next connection: in turn, by lot, by schedule, and by memory."""

from collections import Counter

import pytest

from minik.errors import ClientError
from minik.proxy import algorithms, balancing
from minik.proxy import mode as modes
from minik.proxy.algorithms import Connection
from minik.proxy.backends import Backend

MODES = {mode.name: mode for mode in modes.all_modes()}
THREE = tuple(Backend(f"10.244.0.{number}", 80, True, True, False) for number in (1, 2, 3))


def picks(
    count: int,
    mode: str,
    scheduler: str = "rr",
    backends: tuple[Backend, ...] = THREE,
    step: int = 0,
    memory: dict[str, str] | None = None,
    **fields: object,
) -> list[str]:
    found: list[str] = []
    memory = {} if memory is None else memory
    for number in range(count):
        values: dict[str, object] = {
            "service_port": "a/b",
            "entry": "10.96.0.1:80",
            "client": "10.9.9.9",
            "now": number * step,
            **fields,
        }
        connection = Connection(**values)  # type: ignore[arg-type]
        backend, new = balancing.pick(connection, backends, MODES[mode], scheduler, memory)
        memory.clear()
        memory.update(new)
        found.append(backend.address)
    return found


@pytest.mark.proves("D1", "D6")
@pytest.mark.parametrize(
    ("mode", "scheduler"), [("userspace", "rr"), ("ipvs", "rr"), ("ipvs", "wrr"), ("ipvs", "lc")]
)
def test_they_take_turns(mode: str, scheduler: str) -> None:
    found = picks(9, mode, scheduler)
    assert len(set(found[:3])) == 3 and found == found[:3] * 3


@pytest.mark.proves("D4")
@pytest.mark.parametrize("mode", ["iptables", "nftables"])
def test_lots_are_fair_and_the_same_for_the_same_seed(mode: str) -> None:
    found = picks(3000, mode, seed=7)
    assert found == picks(3000, mode, seed=7) != picks(3000, mode, seed=8)
    assert all(900 < number < 1100 for number in Counter(found).values())


@pytest.mark.proves("H20")
@pytest.mark.parametrize("mode", ["iptables", "nftables", "ipvs", "userspace"])
def test_a_client_stays_until_it_has_been_quiet_for_long(mode: str) -> None:
    assert len(set(picks(50, mode, affinity=60, step=59))) == 1
    assert len(set(picks(50, mode, affinity=60, step=60))) == 3


def test_a_client_leaves_a_backend_that_is_gone() -> None:
    memory: dict[str, str] = {}
    first = picks(1, "iptables", affinity=60, memory=memory)[0]
    rest = tuple(backend for backend in THREE if backend.address != first)
    assert picks(1, "iptables", affinity=60, backends=rest, memory=memory)[0] != first


def test_userspace_starts_over_when_its_list_changes() -> None:
    memory: dict[str, str] = {}
    first = picks(2, "userspace", memory=memory)[0]
    picks(1, "userspace", backends=THREE[:2], memory=memory)
    assert picks(1, "userspace", memory=memory)[0] == first


def test_hashes_look_at_one_end_alone() -> None:
    assert len(set(picks(5, "ipvs", "sh"))) == len(set(picks(5, "ipvs", "dh"))) == 1
    sources = {picks(1, "ipvs", "sh", client=f"10.9.9.{number}")[0] for number in range(50)}
    targets = {picks(1, "ipvs", "dh", client=f"10.9.9.{number}")[0] for number in range(50)}
    assert (len(sources), len(targets)) == (3, 1)


def test_the_kernels_hash_of_an_address() -> None:
    assert algorithms._hash_slot("0.0.0.1") == 0x61C88647 >> 24
    assert algorithms._hash_slot("::1") == algorithms._hash_slot("0.0.0.1")


def test_an_unknown_scheduler_is_refused() -> None:
    with pytest.raises(ClientError, match="rr, wrr, lc, sh, dh"):
        picks(1, "ipvs", "wlc")


@pytest.mark.parametrize("scheduler", ["dh", "lc", "rr", "sh", "wrr"])
def test_ipvs_knows_the_schedulers_of_the_kernel_and_no_other_mode_any(scheduler: str) -> None:
    """Upstream: `--ipvs-scheduler` of kube-proxy; the names are ip_vs's."""
    assert [name for name, mode in MODES.items() if scheduler in mode.schedulers] == ["ipvs"]
    assert set(picks(9, "ipvs", scheduler)) <= {backend.address for backend in THREE}
