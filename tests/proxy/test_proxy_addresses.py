"""Addresses and ranges as the proxy takes them from whatever an object holds."""

import pytest
from hypothesis import given, strategies

from minik.model import ip
from minik.proxy import addresses

TEXTS = ["10.0.0.1", "010.020.0.9", "::ffff:192.0.2.1", "FD00:0::1", "", "nope", "10.0.0.256"]
RANGES = ["10.1.2.3/8", " 192.0.2.0/24 ", "fd00:0:0::9/64", "10.0.0.0", "10.0.0.0/33", "abc", "/8"]


@pytest.mark.parametrize(
    ("family", "found"), [("IPv4", ("10.0.0.1", "10.20.0.9", "192.0.2.1")), ("IPv6", ("fd00::1",))]
)
def test_addresses_are_told_by_family_and_written_in_one_way(
    family: str, found: tuple[str, ...]
) -> None:
    assert addresses.of_family(TEXTS, family) == found


def test_both_families_are_known() -> None:
    assert list(addresses.valid_addresses(TEXTS)) == [
        "10.0.0.1",
        "10.20.0.9",
        "192.0.2.1",
        "fd00::1",
    ]


@pytest.mark.parametrize(
    ("family", "found"), [("IPv4", ("10.0.0.0/8", "192.0.2.0/24")), ("IPv6", ("fd00::/64",))]
)
def test_ranges_lose_what_is_beyond_their_length(family: str, found: tuple[str, ...]) -> None:
    assert addresses.ranges_of_family(RANGES, family) == found


@given(
    strategies.lists(strategies.integers(-1, 300), min_size=3, max_size=5).map(
        lambda parts: ".".join(map(str, parts))
    )
    | strategies.ip_addresses().map(str)
    | strategies.text("0123456789.", max_size=16)
)
def test_the_short_way_to_an_address_says_what_the_long_one_says(text: str) -> None:
    found = ip.parse_lenient(text)
    assert list(addresses.valid_addresses([text])) == ([str(found)] if found else [])
