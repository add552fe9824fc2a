"""Pools: what is asked for, what is given instead, and what happens when nothing is left."""

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minik.model import pool
from minik.model.pool import Pool, Unavailable

# prefix → how many of the first addresses are for those who choose (upstream:
# Test_calculateRangeOffset)
BANDS = {
    "10.0.0.0/32": 0,
    "10.0.0.0/30": 0,
    "10.0.0.0/28": 0,
    "10.0.0.0/27": 16,
    "10.0.0.0/24": 16,
    "10.0.0.0/22": 64,
    "10.0.0.0/20": 256,
    "10.0.0.0/16": 256,
    "10.0.0.0/8": 256,
    "fd00::/124": 0,
    "fd00::/122": 16,
    "fd00::/118": 64,
    "fd00::/112": 256,
    "fd00::/64": 256,
}
PORT_BANDS = {10: 0, 16: 0, 128: 16, 2048: 64, 2768: 86, 65535: 128}


@pytest.mark.parametrize(("cidr", "band"), BANDS.items())
def test_the_band_of_a_range_of_addresses(cidr: str, band: int) -> None:
    assert pool.addresses(ip_network(cidr)).static == band


@pytest.mark.parametrize(("size", "band"), PORT_BANDS.items())
def test_the_band_of_a_range_of_ports(size: int, band: int) -> None:
    assert pool.ports(30000, 30000 + size - 1).static == band


@pytest.mark.parametrize(
    ("cidr", "first", "last"),
    [
        ("10.0.0.0/24", "10.0.0.1", "10.0.0.254"),
        ("10.96.0.0/16", "10.96.0.1", "10.96.255.254"),
        ("fd00:10:96::/112", "fd00:10:96::1", "fd00:10:96::ffff"),
    ],
)
def test_the_ends_of_a_range(cidr: str, first: str, last: str) -> None:
    network = ip_network(cidr)
    found = pool.addresses(network)
    assert [str(type(network.network_address)(number)) for number in (found.first, found.last)] == [
        first,
        last,
    ]


def test_who_does_not_choose_gets_a_number_above_the_band_first() -> None:
    found = pool.ports(30000, 32767)
    given = [found.take_next(f"default/{index}") for index in range(2768)]
    assert sorted(given) == list(range(30000, 32768))
    assert min(given[: 2768 - 86]) == 30086 and max(given[-86:]) == 30085


def test_a_full_range_says_so() -> None:
    found = pool.addresses(ip_network("10.0.0.0/30"))
    assert {found.take_next("a"), found.take_next("b")} == {0x0A000001, 0x0A000002}
    with pytest.raises(Unavailable, match="^range is full$"):
        found.take_next("c")


def test_a_number_is_given_once() -> None:
    found = pool.ports(30000, 32767, {30080: "somebody"})
    for number in (30080, found.take_next("a")):
        with pytest.raises(Unavailable, match="^provided port is already allocated$"):
            found.take(number)
    found.release(30080)
    found.take(30080)
    assert found.is_held(30080)


def test_the_same_seed_leads_to_the_same_number() -> None:
    assert pool.ports(30000, 32767).take_next("default/web") == pool.ports(30000, 32767).take_next(
        "default/web"
    )
    assert pool.ports(30000, 32767).take_next("default/web") != pool.ports(30000, 32767).take_next(
        "default/db"
    )


@given(
    st.sets(st.integers(0, 40)),
    st.lists(
        st.one_of(
            st.tuples(st.just("take"), st.integers(0, 40)),
            st.tuples(st.just("next"), st.text()),
            st.tuples(st.just("release"), st.integers(0, 40)),
            st.tuples(st.just("keep"), st.none()),
            st.tuples(st.just("undo"), st.none()),
        ),
        max_size=60,
    ),
)
def test_a_pool_is_a_set_that_can_take_back(
    held: set[int], steps: list[tuple[str, int | str | None]]
) -> None:
    found, model, kept = Pool(0, 40, 5, frozenset(held)), set(held), set(held)
    for step, what in steps:
        if step == "release" and isinstance(what, int):
            found.release(what)
            model.discard(what)
        elif step == "keep":
            found.keep()
            kept = set(model)
        elif step == "undo":
            found.undo()
            model = set(kept)
        elif step == "take" and isinstance(what, int):
            model = attempt(found, model, what)
        elif step == "next":
            free = set(range(41)) - model
            if free:
                number = found.take_next(str(what))
                assert number in free and (number >= 5 or not [one for one in free if one >= 5])
                model = model | {number}
    assert {number for number in range(41) if found.is_held(number)} == model


def attempt(found: Pool, model: set[int], number: int) -> set[int]:
    if number in model:
        with pytest.raises(Unavailable):
            found.take(number)
    else:
        found.take(number)
    return model | {number}
