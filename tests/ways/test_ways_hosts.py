"""Host names with wildcards: what they stand for, what two have in common, which is more specific."""

import pytest

from minik.ways import hosts


@pytest.mark.parametrize(
    "pattern, host, gateway, ingress",
    [
        ("", "a.example", True, True),
        ("a.example", "A.example.", True, True),
        ("a.example", "b.example", False, False),
        ("*.example", "a.example", True, True),
        ("*.example", "a.b.example", True, False),
        ("*.example", "example", False, False),
        ("*.example", "aexample", False, False),
    ],
)
def test_what_a_pattern_stands_for(pattern: str, host: str, gateway: bool, ingress: bool) -> None:
    assert hosts.covers(pattern, host) is gateway
    assert hosts.covers_one_label(pattern, host) is ingress


@pytest.mark.parametrize(
    "one, other, common",
    [
        ("", "", ""),
        ("", "*.example", "*.example"),
        ("*.example", "a.example", "a.example"),
        ("*.example", "*.b.example", "*.b.example"),
        ("*.example", "*.example", "*.example"),
        ("*.example", "example", None),
        ("a.example", "b.example", None),
        ("*.a.example", "*.b.example", None),
    ],
)
def test_what_two_patterns_have_in_common(one: str, other: str, common: str | None) -> None:
    assert hosts.in_common(one, other) == hosts.in_common(other, one) == common


def test_whole_names_come_before_wildcards_and_long_ones_before_short_ones() -> None:
    patterns = ["", "*.example", "*.long.example", "a.example", "b.long.example"]
    assert sorted(patterns, key=hosts.rank) == patterns
