"""Which texts fields take for addresses and ranges, and which with a warning."""

from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minik.model import ip

IP = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
CIDR = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"
ZEROS, MAPPED = "must not have leading 0s", "must not be an IPv4-mapped IPv6 address"
Rule = Callable[[str], Iterable[str]]

CASES: list[tuple[Rule, str, list[str]]] = [
    (ip.address, "10.9.8.7", []),
    (ip.address, "2001:db8::ffff", []),
    (ip.address, "2001:DB8:0::1", []),
    (ip.address, "10.9.8", [IP]),
    (ip.address, "10.9.8.256", [IP]),
    (ip.address, "10.9.8.7/24", [IP]),
    (ip.address, "fe80::1%eth0", [IP]),
    (ip.address, "[2001:db8::1]", [IP]),
    (ip.address, "none", [IP]),
    (ip.address, "", [IP]),
    (ip.address, "10.09.8.7", [ZEROS]),
    (ip.address, "2001:00db8::1", [ZEROS]),
    (ip.address, "::ffff:10.0.0.1", [MAPPED]),
    (ip.canonical_address, "2001:db8::1", []),
    (ip.canonical_address, "2001:0db8::1", ['must be in canonical form ("2001:db8::1")']),
    (ip.canonical_address, "nameValue", [IP]),
    (ip.endpoint_address, "10.1.2.3", []),
    (ip.endpoint_address, "224.0.1.1", []),
    (ip.endpoint_address, "nonsense", ["must be a valid IP address"]),
    (ip.endpoint_address, "0.0.0.0", ["may not be unspecified (0.0.0.0)"]),
    (ip.endpoint_address, "::", ["may not be unspecified (::)"]),
    (ip.endpoint_address, "127.1.2.3", ["may not be in the loopback range (127.0.0.0/8, ::1/128)"]),
    (ip.endpoint_address, "::1", ["may not be in the loopback range (127.0.0.0/8, ::1/128)"]),
    (
        ip.endpoint_address,
        "169.254.169.254",
        ["may not be in the link-local range (169.254.0.0/16, fe80::/10)"],
    ),
    (
        ip.endpoint_address,
        "febf::1",
        ["may not be in the link-local range (169.254.0.0/16, fe80::/10)"],
    ),
    (
        ip.endpoint_address,
        "224.0.0.1",
        ["may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"],
    ),
    (
        ip.endpoint_address,
        "ff02::1",
        ["may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"],
    ),
    (ip.cidr, "10.0.0.0/8", []),
    (ip.cidr, "2001:db8::/64", []),
    (ip.cidr, "0.0.0.0/0", []),
    (ip.cidr, "10.0.0.0", [CIDR]),
    (ip.cidr, "10.0.0.0/33", [CIDR]),
    (ip.cidr, "10.0.0.0/-1", [CIDR]),
    (ip.cidr, "10.0.0.0/8/8", [CIDR]),
    (ip.cidr, "10.0.0.0/" + "9" * 5000, [CIDR]),
    (ip.cidr, "010.0.0.0/8", ["must not have leading 0s in IP or prefix length"]),
    (ip.cidr, "10.0.0.0/08", ["must not have leading 0s in IP or prefix length"]),
    (ip.cidr, "::ffff:10.0.0.0/104", ["must not have an IPv4-mapped IPv6 address"]),
    (ip.cidr, "10.0.0.1/8", ["must not have bits set beyond the prefix length"]),
    (ip.canonical_cidr, "2001:0db8::/64", ['must be in canonical form ("2001:db8::/64")']),
]

WARNINGS = [
    (ip.warnings, "10.0.0.1", []),
    (ip.warnings, "nonsense", []),
    (
        ip.warnings,
        "10.00.0.1",
        [
            'f: non-standard IP address "10.00.0.1" will be considered invalid in a future Kubernetes release: use "10.0.0.1"'
        ],
    ),
    (
        ip.warnings,
        "::ffff:10.0.0.1",
        [
            'f: non-standard IP address "::ffff:10.0.0.1" will be considered invalid in a future Kubernetes release: use "10.0.0.1"'
        ],
    ),
    (
        ip.warnings,
        "2001:DB8::1",
        ['f: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")'],
    ),
    (ip.cidr_warnings, "10.0.0.0/8", []),
    (
        ip.cidr_warnings,
        "10.0.0.1/8",
        [
            'f: CIDR value "10.0.0.1/8" is ambiguous in this context (should be "10.0.0.0/8" or "10.0.0.1/32"?)'
        ],
    ),
    (
        ip.cidr_warnings,
        "10.0.00.0/8",
        [
            'f: non-standard CIDR value "10.0.00.0/8" will be considered invalid in a future Kubernetes release: use "10.0.0.0/8"'
        ],
    ),
    (
        ip.cidr_warnings,
        "2001:DB8::/64",
        [
            'f: IPv6 CIDR value "2001:DB8::/64" should be in RFC 5952 canonical format ("2001:db8::/64")'
        ],
    ),
]


@pytest.mark.parametrize(("rule", "text", "said"), CASES)
def test_what_a_rule_says(rule: Rule, text: str, said: list[str]) -> None:
    assert list(rule(text)) == said


@pytest.mark.parametrize(("rule", "text", "said"), WARNINGS)
def test_what_is_let_in_with_a_warning(
    rule: Callable[[str, str], Iterable[str]], text: str, said: list[str]
) -> None:
    assert list(rule("f", text)) == said


def test_what_an_object_held_before_is_let_in_as_it_is() -> None:
    assert list(ip.problems("f", "10.00.0.1", ["10.00.0.1"])) == []
    assert [problem.message for problem in ip.problems("f", "10.00.0.2", ["10.00.0.1"])] == [
        'Invalid value: "10.00.0.2": must not have leading 0s'
    ]


@given(st.ip_addresses())
def test_every_address_is_let_in_as_it_is_written_best(address: IPv4Address | IPv6Address) -> None:
    mapped = isinstance(address, IPv6Address) and address.ipv4_mapped is not None
    assert not list(ip.address(str(address))) or mapped
    assert (
        mapped
        or ip.parse_lenient(str(address)) == address
        and not list(ip.canonical_address(str(address)))
    )
    assert ip.family(str(address)) == ("IPv4" if mapped else f"IPv{address.version}")


NUMBER = st.sampled_from(
    ["0", "1", "255", "256", "01", "007", "", " 1", "+1", "١", "a", "1\n", "::1"]
)


@given(st.lists(NUMBER, min_size=1, max_size=6).map(".".join) | st.text(max_size=9))
def test_what_is_told_by_its_numbers_is_an_address(text: str) -> None:
    assert ip.is_lenient(text) == (ip.parse_lenient(text) is not None)


@given(st.text(max_size=40))
def test_any_text_gets_an_answer(text: str) -> None:
    for rule in (ip.address, ip.canonical_address, ip.endpoint_address, ip.cidr, ip.canonical_cidr):
        assert all(isinstance(message, str) for message in rule(text))
    assert bool(list(ip.address(text))) or ip.parse_lenient(text) is not None
    assert list(ip.warnings("f", text)) == [] or ip.parse_lenient(text) is not None


@given(st.ip_addresses(v=4), st.integers(0, 32))
def test_a_range_holds_its_address_and_has_no_bits_beyond_its_length(
    address: IPv4Address, length: int
) -> None:
    found = ip.parse_network(f"{address}/{length}")
    assert found is not None and address in found[1]
    assert (not list(ip.cidr(f"{address}/{length}"))) == (found[1].network_address == address)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.0.0.1", True),
        ("fd00::1", True),
        ("fe80::1%eth0", True),
        ("010.0.0.1", False),
        ("10.0.0.1:80", False),
        ("[fd00::1]", False),
        ("web", False),
        ("", False),
    ],
)
def test_addresses_are_told_from_names(text: str, expected: bool) -> None:
    assert ip.is_address(text) is expected


@pytest.mark.parametrize(
    ("address", "written"),
    [("10.0.0.1", "10.0.0.1"), ("fd00::1", "[fd00::1]"), ("localhost", "localhost"), ("", "")],
)
def test_ipv6_is_bracketed_before_a_port(address: str, written: str) -> None:
    assert ip.bracket_ipv6(address) == written
